package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * MLflow's scoring server (https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/, "JSON input"): exactly one of
 * {@code dataframe_split}, {@code dataframe_records}, {@code instances} and {@code inputs}, the last as a list of rows or an
 * object of columns. Error codes are those of mlflow/protos/databricks.proto.
 */
final class MlflowProtocol implements Protocol {
    private static final NameTable MEMBERS =
            NameTable.of("dataframe_split", "dataframe_records", "instances", "inputs", "params", "client_request_id");
    private static final int SPLIT = 0;
    private static final int RECORDS = 1;
    private static final int INSTANCES = 2;
    private static final int INPUTS = 3;

    private static final NameTable SPLIT_MEMBERS = NameTable.of("columns", "data", "index");
    private static final int SPLIT_COLUMNS = 0;
    private static final int SPLIT_DATA = 1;
    private static final int SPLIT_INDEX = 2;

    private static final NameTable ANSWER = NameTable.of("predictions");
    private static final int PREDICTIONS = 0;

    @Override
    public String id() {
        return "mlflow";
    }

    @Override
    public void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        Shapes.requireBodyObject(tape);
        if (!batch.readMembers(MEMBERS, JsonTape.ROOT)) {
            throw Shapes.malformed("the body may have only one of dataframe_split, dataframe_records, instances and"
                    + " inputs, and params and client_request_id");
        }
        int form = NameTable.UNKNOWN;
        for (int candidate = SPLIT; candidate <= INPUTS; candidate++) {
            if (batch.member(candidate) != JsonTape.NONE) {
                if (form != NameTable.UNKNOWN) {
                    throw exactlyOne();
                }
                form = candidate;
            }
        }
        int rows = form == NameTable.UNKNOWN ? JsonTape.NONE : batch.member(form);
        switch (form) {
            case SPLIT -> bindSplit(tape, rows, batch);
            case RECORDS -> bindRecords(tape, rows, batch);
            case INSTANCES -> Shapes.bindRows(tape, rows, "instances", binding, batch);
            case INPUTS -> Shapes.bindInputs(tape, rows, binding, batch);
            default -> throw exactlyOne();
        }
    }

    private static MalformedRequest exactlyOne() {
        return Shapes.malformed(
                "the body must have exactly one of dataframe_split, dataframe_records, instances and inputs");
    }

    private static void bindSplit(JsonTape tape, int split, FeatureBatch batch) throws MalformedRequest {
        if (!Shapes.isObject(tape, split)) {
            throw Shapes.malformed("dataframe_split must be an object with columns and data");
        }
        if (!batch.readMembers(SPLIT_MEMBERS, split)) {
            throw Shapes.malformed("dataframe_split may have only the members columns, data and index");
        }
        int columns = batch.member(SPLIT_COLUMNS);
        int data = batch.member(SPLIT_DATA);
        int index = batch.member(SPLIT_INDEX);
        requireNames(tape, columns);
        if (!batch.namePositions(columns)) {
            throw Shapes.malformed("dataframe_split.columns must name each feature once");
        }
        Shapes.requireRows(tape, data, "dataframe_split.data");
        int width = tape.size(columns);
        int row = data + 1;
        for (int i = 0; i < tape.size(data); i++) {
            if (tape.type(row) != JsonTape.ARRAY || tape.size(row) != width) {
                throw Shapes.malformed("dataframe_split.data[" + i + "] must be an array of " + Shapes.values(width)
                        + ", one for each of dataframe_split.columns");
            }
            row = tape.next(row);
        }
        if (index != JsonTape.NONE && (!Shapes.isArray(tape, index) || tape.size(index) != tape.size(data))) {
            throw Shapes.malformed("dataframe_split.index must be an array with one element for each row of data");
        }
        batch.rowsOf(data);
    }

    private static void requireNames(JsonTape tape, int columns) throws MalformedRequest {
        if (!Shapes.isArray(tape, columns) || tape.size(columns) == 0) {
            throw Shapes.malformed("dataframe_split.columns must be a non-empty array of feature names");
        }
        int name = columns + 1;
        for (int i = 0; i < tape.size(columns); i++) {
            if (tape.type(name) != JsonTape.STRING) {
                throw Shapes.malformed("dataframe_split.columns[" + i + "] must be a string");
            }
            name = tape.next(name);
        }
    }

    private static void bindRecords(JsonTape tape, int records, FeatureBatch batch) throws MalformedRequest {
        Shapes.requireRows(tape, records, "dataframe_records");
        int row = records + 1;
        for (int i = 0; i < tape.size(records); i++) {
            if (tape.type(row) != JsonTape.OBJECT) {
                throw Shapes.malformed("dataframe_records[" + i + "] must be an object of features");
            }
            row = tape.next(row);
        }
        batch.rowsOf(records);
    }

    /** {@code predictions}, as rows or as an object of columns; or, as servers before MLflow 2 answer, the rows alone. */
    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        if (tape.type(JsonTape.ROOT) == JsonTape.ARRAY) {
            Answers.bindRows(tape, JsonTape.ROOT, "the answer", batch);
            return;
        }
        Answers.requireObject(tape);
        batch.members().read(tape, ANSWER, JsonTape.ROOT);
        int predictions = batch.members().at(PREDICTIONS);
        if (Shapes.isObject(tape, predictions)) {
            Answers.bindColumns(tape, predictions, "predictions", binding, batch);
        } else {
            Answers.bindRows(tape, predictions, "predictions", batch);
        }
        Answers.addAttributions(tape, JsonTape.ROOT, batch.rows(), binding, batch);
        batch.rewind();
    }

    @Override
    public byte[] errorBody(Refusal refusal) {
        return new ErrorJson()
                .member("error_code", errorCode(refusal.status()))
                .member("message", refusal.message())
                .context(refusal)
                .utf8();
    }

    private static String errorCode(int status) {
        return switch (status) {
            case 403 -> "PERMISSION_DENIED";
            case 404, 405 -> "ENDPOINT_NOT_FOUND";
            case 429 -> "REQUEST_LIMIT_EXCEEDED";
            case 502, 503 -> "TEMPORARILY_UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
        };
    }

    @Override
    public String readyPath(String model) {
        return "/ping";
    }
}
