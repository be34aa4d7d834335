package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * KServe v1, which is TensorFlow Serving's REST format
 * (https://kserve.github.io/website/docs/concepts/architecture/data-plane/v1-protocol,
 * https://www.tensorflow.org/tfx/serving/api_rest): {@code instances} are rows, as objects, as arrays in schema order, or as
 * single values of an only feature; {@code inputs} are such rows or an object of columns. Both at once are refused, as servers
 * differ in which they read.
 */
final class KserveProtocol implements Protocol {
    private static final NameTable MEMBERS = NameTable.of("instances", "inputs", "signature_name", "parameters", "id");
    private static final int INSTANCES = 0;
    private static final int INPUTS = 1;

    private static final NameTable ANSWER = NameTable.of("predictions", "outputs");
    private static final int PREDICTIONS = 0;
    private static final int OUTPUTS = 1;

    @Override
    public String id() {
        return "kserve-v1";
    }

    @Override
    public void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        Shapes.requireBodyObject(tape);
        if (!batch.readMembers(MEMBERS, JsonTape.ROOT)) {
            throw Shapes.malformed(
                    "the body may have only the members instances, inputs, signature_name, parameters and id");
        }
        int instances = batch.member(INSTANCES);
        int inputs = batch.member(INPUTS);
        if ((instances == JsonTape.NONE) == (inputs == JsonTape.NONE)) {
            throw Shapes.malformed("the body must have either instances or inputs");
        }
        if (inputs == JsonTape.NONE) {
            Shapes.bindRows(tape, instances, "instances", binding, batch);
        } else {
            Shapes.bindInputs(tape, inputs, binding, batch);
        }
    }

    /** TensorFlow Serving answers {@code instances} with rows and {@code inputs} with columns. */
    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        Answers.requireObject(tape);
        batch.members().read(tape, ANSWER, JsonTape.ROOT);
        int predictions = batch.members().at(PREDICTIONS);
        int outputs = batch.members().at(OUTPUTS);
        if ((predictions == JsonTape.NONE) == (outputs == JsonTape.NONE)) {
            throw Shapes.malformed("the answer must have either predictions or outputs");
        }
        boolean byRow = outputs == JsonTape.NONE;
        if (Shapes.isObject(tape, outputs)) {
            Answers.bindColumns(tape, outputs, "outputs", binding, batch);
        } else {
            Answers.bindRows(tape, byRow ? predictions : outputs, byRow ? "predictions" : "outputs", batch);
        }
        Answers.addAttributions(tape, JsonTape.ROOT, batch.rows(), binding, batch);
        batch.rewind();
    }

    @Override
    public byte[] errorBody(Refusal refusal) {
        return new ErrorJson()
                .member("error", refusal.message())
                .context(refusal)
                .utf8();
    }

    @Override
    public String readyPath(String model) {
        return "/v1/models/" + PathTable.segment(model);
    }

    /** TF Serving answers with {@code model_version_status}; KServe itself doesn't say. */
    @Override
    public String versionPath(String model) {
        return readyPath(model);
    }
}
