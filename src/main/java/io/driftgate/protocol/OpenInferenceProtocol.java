package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.json.JsonTape;

/**
 * Open Inference Protocol v2, REST
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md).
 *
 * <p>Two readings of {@code inputs}: one column per input, of shape [n] or [n,1], named as its feature; or a single tensor of
 * shape [n,d] whose d columns are the schema's features in their order, under any name. Data may be flat or nested as the
 * shape says. A single input is a column when its name is a feature's and it has one column; when the model has one feature
 * the tensor's name does not matter. Instead of data in the JSON a tensor may have binary data behind it, see {@link BinaryTensors}.
 */
final class OpenInferenceProtocol implements Protocol {
    private static final NameTable MEMBERS = NameTable.of("inputs", "id", "parameters", "outputs");
    private static final NameTable INPUT_MEMBERS = NameTable.of("name", "shape", "datatype", "data", "parameters");
    private static final int INPUTS = 0;
    private static final int NAME = 0;
    private static final int SHAPE = 1;
    private static final int DATATYPE = 2;
    private static final int DATA = 3;

    private static final NameTable ANSWER = NameTable.of("outputs");
    private static final int OUTPUTS = 0;

    @Override
    public String id() {
        return "open-inference";
    }

    @Override
    public boolean takesBinaryTensors() {
        return true;
    }

    @Override
    public void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        bind(tape, 0, 0, binding, batch);
    }

    @Override
    public void bind(JsonTape tape, int from, int to, SchemaBinding binding, FeatureBatch batch)
            throws MalformedRequest {
        batch.start(tape, binding);
        Shapes.requireBodyObject(tape);
        if (!batch.readMembers(MEMBERS, JsonTape.ROOT)) {
            throw Shapes.malformed("the body may have only the members inputs, id, parameters and outputs");
        }
        int inputs = batch.member(INPUTS);
        if (!Shapes.isArray(tape, inputs) || tape.size(inputs) == 0) {
            throw Shapes.malformed("inputs must be a non-empty array of tensors");
        }
        batch.tensors().readInputs(tape, from, to);
        bindInputs(tape, inputs, binding, batch);
    }

    private static void bindInputs(JsonTape tape, int inputs, SchemaBinding binding, FeatureBatch batch)
            throws MalformedRequest {
        int count = tape.size(inputs);
        int input = inputs + 1;
        long rows = 0;
        for (int i = 0; i < count; i++) {
            int binary = batch.tensors().at(i);
            requireMembers(tape, batch, input, i, binary != BinaryTensors.NONE);
            int name = batch.member(NAME);
            int shape = batch.member(SHAPE);
            int data = batch.member(DATA);
            Datatype datatype = datatype(tape, batch, i);
            long tensorRows = dimension(tape, shape, "inputs", i, 0);
            long tensorColumns = tape.size(shape) == 1 ? 1 : dimension(tape, shape, "inputs", i, 1);
            boolean tensor = count == 1 && !isColumn(batch.slotOf(name), tensorColumns, binding);
            if (tensor && tensorColumns != binding.width()) {
                throw Shapes.malformed(
                        "inputs[0].shape must be [n] or [n,1] for a column that is named as its feature, or [n,"
                                + binding.width() + "] for all features of the schema in its order");
            }
            requireNoList(tensor, batch.slotOf(name), i, binding);
            if (!tensor && tensorColumns != 1) {
                throw field(i, "shape must be [n] or [n,1], as there is one input for each feature");
            }
            if (i > 0 && tensorRows != rows) {
                throw field(i, "shape must have as many rows as inputs[0].shape");
            }
            rows = tensorRows;
            if (binary != BinaryTensors.NONE) {
                String problem = batch.tensors().problem(binary);
                if (!problem.isEmpty()) {
                    throw field(i, problem);
                }
                if (tensor) {
                    batch.binary(binary, (int) rows);
                    return;
                }
                addColumn(batch.addBinaryColumn(name, binary), i);
                input = tape.next(input);
                continue;
            }
            boolean flat = checkData(tape, data, "inputs", i, rows, tensorColumns, tape.size(shape) == 2, datatype);
            if (tensor) {
                if (flat) {
                    batch.flat(data, (int) rows);
                } else {
                    batch.rowsOf(data);
                }
                return;
            }
            addColumn(batch.addColumn(name, data), i);
            input = tape.next(input);
        }
        batch.columns((int) rows);
    }

    private static void addColumn(boolean added, int i) throws MalformedRequest {
        if (!added) {
            throw field(i, "name must not be that of an earlier input");
        }
    }

    /** The elements of a tensor are single values, so a tensor can't carry a list, and not one among the columns of all features. */
    private static void requireNoList(boolean tensor, int slot, int i, SchemaBinding binding) throws MalformedRequest {
        if (tensor ? binding.hasList() : slot != FeatureIndex.UNKNOWN && binding.isList(slot)) {
            String list =
                    tensor ? binding.list().orElseThrow() : binding.index().name(slot);
            throw Shapes.malformed("inputs[" + i + "]: feature " + list
                    + " of the schema is a list, which no tensor carries: send it by another protocol, or one input for each"
                    + " other feature");
        }
    }

    private static boolean isColumn(int slot, long tensorColumns, SchemaBinding binding) {
        return tensorColumns == 1 && (slot != FeatureIndex.UNKNOWN || binding.width() > 1);
    }

    private static void requireMembers(JsonTape tape, FeatureBatch batch, int input, int i, boolean binary)
            throws MalformedRequest {
        if (tape.type(input) != JsonTape.OBJECT) {
            throw Shapes.malformed("inputs[" + i + "] must be an object with name, shape, datatype and data");
        }
        if (!batch.readMembers(INPUT_MEMBERS, input)) {
            throw Shapes.malformed(
                    "inputs[" + i + "] may have only the members name, shape, datatype, data and parameters");
        }
        if (!Shapes.isString(tape, batch.member(NAME))) {
            throw field(i, "name must be a string");
        }
        if (!Shapes.isArray(tape, batch.member(SHAPE))) {
            throw field(i, "shape must be an array of one or two whole numbers");
        }
        if (!binary && !Shapes.isArray(tape, batch.member(DATA))) {
            throw field(i, "data must be an array");
        }
    }

    private static Datatype datatype(JsonTape tape, FeatureBatch batch, int i) throws MalformedRequest {
        int datatype = batch.member(DATATYPE);
        int place = Shapes.isString(tape, datatype) ? batch.find(Datatype.NAMES, datatype) : NameTable.UNKNOWN;
        if (place == NameTable.UNKNOWN) {
            throw field(i, "datatype must be " + Datatype.LIST);
        }
        return Datatype.at(place);
    }

    private static long dimension(JsonTape tape, int shape, String list, int i, int place) throws MalformedRequest {
        int dimensions = tape.size(shape);
        if (dimensions == 0 || dimensions > 2 || Shapes.isContainer(tape, shape + 1)) {
            throw field(list, i, "shape must be an array of one or two whole numbers");
        }
        int node = shape + 1 + place;
        double size = tape.type(node) == JsonTape.NUMBER ? tape.number(node) : 0;
        if (size < 1 || size > Integer.MAX_VALUE || size != Math.rint(size)) {
            throw field(list, i, "shape must be of whole numbers from 1 on: there is at least one row");
        }
        return (long) size;
    }

    /** Checks number and kind of the elements; returns whether they stand flat. */
    private static boolean checkData(
            JsonTape tape, int data, String list, int i, long rows, long columns, boolean mayNest, Datatype datatype)
            throws MalformedRequest {
        boolean nested = tape.size(data) > 0 && tape.type(data + 1) == JsonTape.ARRAY;
        if (tape.size(data) != (nested ? rows : rows * columns) || (nested && !mayNest)) {
            throw field(list, i, "data must have as many elements as its shape says, flat or nested as the shape is");
        }
        if (!nested) {
            checkElements(tape, data, list, i, datatype);
            return true;
        }
        int row = data + 1;
        for (long left = rows; left > 0; left--) {
            if (tape.type(row) != JsonTape.ARRAY || tape.size(row) != columns) {
                throw field(list, i, "data must be rows of as many elements as its shape says");
            }
            checkElements(tape, row, list, i, datatype);
            row = tape.next(row);
        }
        return false;
    }

    private static void checkElements(JsonTape tape, int array, String list, int i, Datatype datatype)
            throws MalformedRequest {
        // Elements are scalars, one node each, or the first that is not ends the loop.
        int end = array + 1 + tape.size(array);
        for (int node = array + 1; node < end; node++) {
            if (!datatype.holds(tape, node)) {
                throw field(list, i, "data: each element must be " + datatype.elements());
            }
        }
    }

    private static MalformedRequest field(int input, String problem) {
        return field("inputs", input, problem);
    }

    private static MalformedRequest field(String list, int place, String problem) {
        return Shapes.malformed(list + "[" + place + "]." + problem);
    }

    /**
     * Outputs by their names, or the only one by its kind: a tensor of shape [n] or [n,1] holds one value for each row, one of
     * [n,k] k scores. Outputs that have no name of a part are left, as are the answer's members that say nothing of predictions.
     */
    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        bindAnswer(tape, 0, 0, binding, batch);
    }

    @Override
    public void bindAnswer(JsonTape tape, int from, int to, PredictionBinding binding, PredictionBatch batch)
            throws MalformedRequest {
        batch.start(tape, binding);
        Answers.requireObject(tape);
        Members members = batch.members();
        members.read(tape, ANSWER, JsonTape.ROOT);
        int outputs = members.at(OUTPUTS);
        if (!Shapes.isArray(tape, outputs) || tape.size(outputs) == 0) {
            throw Shapes.malformed("outputs must be a non-empty array of tensors");
        }
        batch.tensors().readOutputs(tape, from, to);
        boolean only = tape.size(outputs) == 1 && !binding.hasNames();
        int output = outputs + 1;
        long rows = -1;
        for (int i = 0; i < tape.size(outputs); i++) {
            if (tape.type(output) != JsonTape.OBJECT) {
                throw outputs(i, " must be an object with name, shape, datatype and data");
            }
            members.read(tape, INPUT_MEMBERS, output);
            if (!Shapes.isString(tape, members.at(NAME))) {
                throw outputs(i, ".name must be a string");
            }
            int place = members.find(tape, binding.names(), members.at(NAME));
            if (place != NameTable.UNKNOWN || only) {
                long outputRows = addOutput(tape, i, place, batch);
                if (rows >= 0 && outputRows != rows) {
                    throw outputs(i, ".shape must have as many rows as the other outputs");
                }
                rows = outputRows;
            }
            output = tape.next(output);
        }
        if (!batch.hasParts()) {
            throw Answers.nothingIn("outputs", binding);
        }
        batch.end((int) rows);
    }

    /** Adds the output whose members were read last; returns its rows. */
    private static long addOutput(JsonTape tape, int i, int place, PredictionBatch batch) throws MalformedRequest {
        Members members = batch.members();
        int shape = members.at(SHAPE);
        int data = members.at(DATA);
        int named = members.at(DATATYPE);
        if (!Shapes.isArray(tape, shape)) {
            throw outputs(i, ".shape must be an array of one or two whole numbers");
        }
        int binary = batch.tensors().at(i);
        if (binary == BinaryTensors.NONE && !Shapes.isArray(tape, data)) {
            throw outputs(i, ".data must be an array");
        }
        int datatype = Shapes.isString(tape, named) ? members.find(tape, Datatype.NAMES, named) : NameTable.UNKNOWN;
        if (datatype == NameTable.UNKNOWN) {
            throw outputs(i, ".datatype must be " + Datatype.LIST);
        }
        boolean matrix = tape.size(shape) == 2;
        long rows = dimension(tape, shape, "outputs", i, 0);
        long columns = matrix ? dimension(tape, shape, "outputs", i, 1) : 1;
        if (binary != BinaryTensors.NONE) {
            String problem = batch.tensors().problem(binary);
            if (!problem.isEmpty()) {
                throw outputs(i, "." + problem);
            }
            requireOnce(batch.addBinaryPart(place, binary, (int) columns), i);
            return rows;
        }
        boolean flat = checkData(tape, data, "outputs", i, rows, columns, matrix, Datatype.at(datatype));
        int stride = flat ? (int) columns : 0;
        if (place == NameTable.UNKNOWN) {
            batch.addNameless(data + 1, stride);
        } else {
            requireOnce(batch.addPart(place, data + 1, stride), i);
        }
        return rows;
    }

    private static void requireOnce(boolean added, int i) throws MalformedRequest {
        if (!added) {
            throw outputs(i, ".name must not be that of an earlier output");
        }
    }

    private static MalformedRequest outputs(int i, String problem) {
        return Shapes.malformed("outputs[" + i + "]" + problem);
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
        return "/v2/models/" + PathTable.segment(model) + "/ready";
    }

    /** The model's metadata: {@code versions} is optional there. */
    @Override
    public String versionPath(String model) {
        return "/v2/models/" + PathTable.segment(model);
    }
}
