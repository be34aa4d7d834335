package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a body names features other than by keys: the {@code name} of each of an Open Inference message's {@code inputs} and {@code
 * outputs}, and the {@code columns} of an MLflow {@code dataframe_split}. Mutable, reused, one event loop.
 */
final class FeatureNames {
    private static final int NONE = JsonTape.NONE;
    private static final int KEPT = 256;
    private static final byte[] INPUTS = utf8("inputs");
    private static final byte[] OUTPUTS = utf8("outputs");
    private static final byte[] NAME = utf8("name");
    private static final byte[] DATA = utf8("data");
    private static final byte[] DATATYPE = utf8("datatype");
    private static final byte[] DATAFRAME_SPLIT = utf8("dataframe_split");
    private static final byte[] COLUMNS = utf8("columns");
    private static final byte[] BYTES = utf8("BYTES");

    /** Nodes that are names, in order. */
    private int[] names = new int[16];

    private int size;
    /** The first name that is not before the node asked for last. */
    private int nextName;
    /** The data of tensors, in order: data node (31 bits) | 1 + name node, 0 for none (31 bits) | whether numeric. */
    private long[] data = new long[16];

    private int tensors;
    /** The first tensor whose data is not before the node asked for last. */
    private int nextTensor;

    private int columns = NONE;
    private int splitData = NONE;
    private JsonTape tape;
    private int column;
    private int columnNode;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void collect(JsonTape body) {
        tape = body;
        size = 0;
        tensors = 0;
        nextName = 0;
        nextTensor = 0;
        columns = NONE;
        splitData = NONE;
        if (body.nodes() == 0 || body.type(JsonTape.ROOT) != JsonTape.OBJECT) {
            return;
        }
        collectTensors(body.find(JsonTape.ROOT, INPUTS));
        collectTensors(body.find(JsonTape.ROOT, OUTPUTS));
        int split = body.find(JsonTape.ROOT, DATAFRAME_SPLIT);
        if (split != NONE && body.type(split) == JsonTape.OBJECT) {
            splitData = body.find(split, DATA);
            int list = body.find(split, COLUMNS);
            if (list != NONE && body.type(list) == JsonTape.ARRAY) {
                columns = list;
                column = 0;
                columnNode = list + 1;
                int node = list + 1;
                for (int left = body.size(list); left > 0; left--) {
                    addName(node);
                    node = body.next(node);
                }
            }
        }
        Arrays.sort(names, 0, size);
        Arrays.sort(data, 0, tensors);
    }

    private void collectTensors(int list) {
        if (list == NONE || tape.type(list) != JsonTape.ARRAY) {
            return;
        }
        int tensor = list + 1;
        for (int left = tape.size(list); left > 0; left--) {
            if (tape.type(tensor) == JsonTape.OBJECT) {
                collectTensor(tensor);
            }
            tensor = tape.next(tensor);
        }
    }

    private void collectTensor(int tensor) {
        int name = NONE;
        int values = NONE;
        int datatype = NONE;
        int key = tensor + 1;
        for (int left = tape.size(tensor); left > 0; left--) {
            if (tape.textEquals(key, NAME, 0, NAME.length)) {
                name = key + 1;
            } else if (tape.textEquals(key, DATA, 0, DATA.length)) {
                values = key + 1;
            } else if (tape.textEquals(key, DATATYPE, 0, DATATYPE.length)) {
                datatype = key + 1;
            }
            key = tape.next(key + 1);
        }
        addName(name);
        addData(values, name, datatype);
    }

    private void addName(int node) {
        if (node == NONE || tape.type(node) != JsonTape.STRING) {
            return;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
        }
        names[size++] = node;
    }

    private void addData(int node, int name, int datatype) {
        if (node == NONE) {
            return;
        }
        if (tensors == data.length) {
            data = Arrays.copyOf(data, tensors * 2);
        }
        long named = name != NONE && tape.type(name) == JsonTape.STRING ? 1L + name : 0;
        boolean typed = datatype != NONE && tape.type(datatype) == JsonTape.STRING;
        boolean numeric = typed && !tape.textEquals(datatype, BYTES, 0, BYTES.length);
        data[tensors++] = (long) node << 32 | named << 1 | (numeric ? 1 : 0);
    }

    /** Whether a string names a feature. Asked for in order, it goes on from the last. */
    boolean isName(int node) {
        if (nextName > 0 && names[nextName - 1] >= node) {
            nextName = 0;
        }
        while (nextName < size && names[nextName] < node) {
            nextName++;
        }
        return nextName < size && names[nextName] == node;
    }

    /** Whether all names are those of the body before, which had the same shape. */
    boolean areRepeated() {
        boolean repeated = tape.isReplay();
        for (int i = 0; repeated && i < size; i++) {
            repeated = tape.isRepeated(names[i]);
        }
        return repeated;
    }

    /** The name of the tensor whose data that is, or NONE. */
    int nameOfData(int node) {
        long tensor = tensors == 0 ? 0 : tensorOf(node);
        return (int) ((tensor & 0xffff_ffffL) >>> 1) - 1;
    }

    /** Whether that is the data of a tensor. */
    boolean isData(int node) {
        return tensors > 0 && tensorOf(node) != 0;
    }

    /** Whether that is the data of a tensor that holds numbers or booleans. */
    boolean isNumericData(int node) {
        return tensors > 0 && (tensorOf(node) & 1) != 0;
    }

    /** The entry of a tensor, or 0. Asked for in order, it goes on from the last. */
    private long tensorOf(int node) {
        if (nextTensor > 0 && data[nextTensor - 1] >>> 32 >= node) {
            nextTensor = 0;
        }
        while (nextTensor < tensors && data[nextTensor] >>> 32 < node) {
            nextTensor++;
        }
        return nextTensor < tensors && data[nextTensor] >>> 32 == node ? data[nextTensor] : 0;
    }

    /** The rows of a dataframe_split that names its columns, or NONE. */
    int splitData() {
        return columns == NONE ? NONE : splitData;
    }

    /** The node that names the column at a place, or NONE. Asked for in order, it goes on from the last. */
    int column(int place) {
        if (place >= tape.size(columns)) {
            return NONE;
        }
        if (place < column) {
            column = 0;
            columnNode = columns + 1;
        }
        while (column < place) {
            columnNode = tape.next(columnNode);
            column++;
        }
        return tape.type(columnNode) == JsonTape.STRING ? columnNode : NONE;
    }

    void release() {
        tape = null;
        size = 0;
        tensors = 0;
        if (names.length > KEPT) {
            names = new int[16];
        }
        if (data.length > KEPT) {
            data = new long[16];
        }
    }
}
