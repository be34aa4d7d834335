package io.driftgate.protocol;

import io.driftgate.feature.FeatureRow;
import io.driftgate.json.JsonTape;
import io.driftgate.json.WellFormedUtf8;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tensors of an Open Inference message whose elements stand behind its JSON: the binary tensor data extension
 * (https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md).
 *
 * <pre>
 * header  Inference-Header-Content-Length: n
 * body    [0, n)   JSON; a tensor has parameters.binary_data_size: k in place of data
 *         [n, …)   k bytes of each such tensor, in the order of the JSON, nothing between or after them
 * numbers          little-endian, row by row; BOOL one byte, 0 or 1
 * BYTES            for each element its length, 4 bytes little-endian, and so many bytes
 * </pre>
 *
 * Framing is exact or the message is refused: sizes are whole numbers that add up to the bytes there are, a size is that of shape and
 * datatype, and BYTES elements fill theirs to the last byte. So what is read here and what a model server reads can't differ. Refers
 * to the body, never copies it. Owned by one event loop; memory is five words for each binary tensor, given back above a small bound.
 */
public final class BinaryTensors {
    public static final int NONE = -1;

    private static final VarHandle INTS = Datatype.littleEndian(int[].class);
    private static final VarHandle LONGS = Datatype.littleEndian(long[].class);
    private static final int KEPT = 64;
    private static final int LENGTH_BYTES = 4;
    private static final byte[] NO_BYTES = {};
    private static final byte[] INPUTS = name("inputs");
    private static final byte[] OUTPUTS = name("outputs");
    private static final byte[] NAME = name("name");
    private static final byte[] SHAPE = name("shape");
    private static final byte[] DATATYPE = name("datatype");
    private static final byte[] DATA = name("data");
    private static final byte[] PARAMETERS = name("parameters");
    private static final byte[] BINARY_DATA_SIZE = name("binary_data_size");

    /** Enough for any body, and far from overflow when multiplied. */
    private static final long MANY = 1L << 31;

    private byte[] bytes = NO_BYTES;
    private int[] places = new int[KEPT];
    private int[] nodes = new int[KEPT];
    private int[] sizeNodes = new int[KEPT];
    private int[] froms = new int[KEPT];
    private Datatype[] datatypes = new Datatype[KEPT];
    private int size;
    private int end;

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the framing of a request whose JSON the tape has parsed and whose binary data is {@code tape.bytes()[from, to)}; an empty
     * range when there is none. After an exception there are no tensors.
     */
    public void readInputs(JsonTape tape, int from, int to) throws MalformedRequest {
        read(tape, INPUTS, "inputs", from, to);
    }

    /** The same for an answer. */
    public void readOutputs(JsonTape tape, int from, int to) throws MalformedRequest {
        read(tape, OUTPUTS, "outputs", from, to);
    }

    private void read(JsonTape tape, byte[] member, String list, int from, int to) throws MalformedRequest {
        bytes = tape.bytes();
        size = 0;
        end = from;
        boolean whole = false;
        try {
            int tensors = Shapes.isObject(tape, JsonTape.ROOT) ? tape.find(JsonTape.ROOT, member) : JsonTape.NONE;
            int count = Shapes.isArray(tape, tensors) ? tape.size(tensors) : 0;
            int node = tensors + 1;
            for (int i = 0; i < count; i++) {
                int sizeNode = sizeNode(tape, node);
                if (sizeNode != JsonTape.NONE) {
                    add(tape, node, sizeNode, list, i, to);
                }
                node = tape.next(node);
            }
            if (end != to) {
                throw Shapes.malformed(
                        "the binary data must end where the binary_data_size of all " + list + " add up to");
            }
            whole = true;
        } finally {
            size = whole ? size : 0;
        }
    }

    private static int sizeNode(JsonTape tape, int tensor) {
        if (tape.type(tensor) != JsonTape.OBJECT) {
            return JsonTape.NONE;
        }
        int parameters = tape.find(tensor, PARAMETERS);
        return Shapes.isObject(tape, parameters) ? tape.find(parameters, BINARY_DATA_SIZE) : JsonTape.NONE;
    }

    private void add(JsonTape tape, int tensor, int sizeNode, String list, int i, int to) throws MalformedRequest {
        if (tape.find(tensor, DATA) != JsonTape.NONE) {
            throw field(list, i, "data must be left out where parameters has binary_data_size");
        }
        double given = tape.type(sizeNode) == JsonTape.NUMBER ? tape.number(sizeNode) : -1;
        if (given < 0 || given > Integer.MAX_VALUE || given != Math.rint(given) || !isPlain(tape, sizeNode)) {
            throw field(list, i, "parameters.binary_data_size must be a whole number in plain digits");
        }
        if (given > to - end) {
            throw field(
                    list,
                    i,
                    "parameters.binary_data_size is more than there is behind the JSON, whose length header"
                            + " Inference-Header-Content-Length gives");
        }
        Datatype datatype = datatype(tape, tape.find(tensor, DATATYPE));
        if (datatype == null) {
            throw field(list, i, "datatype must be " + Datatype.LIST);
        }
        long elements = elements(tape, tape.find(tensor, SHAPE));
        if (elements < 0) {
            throw field(list, i, "shape must be an array of whole numbers");
        }
        int next = end + (int) given;
        if (datatype == Datatype.BYTES) {
            if (!areElements(end, next, elements)) {
                throw field(
                        list,
                        i,
                        "parameters.binary_data_size must be that of as many BYTES elements as its shape says, each behind"
                                + " its length");
            }
        } else if (elements * datatype.bytes() != next - end) {
            throw field(list, i, "parameters.binary_data_size must be that of its shape and datatype");
        }
        if (size == places.length) {
            resize(2 * size);
        }
        places[size] = i;
        nodes[size] = tensor;
        sizeNodes[size] = sizeNode;
        froms[size] = end;
        datatypes[size++] = datatype;
        end = next;
    }

    /** Whether a number is written without sign, fraction and exponent, as every reader of sizes takes it. */
    private static boolean isPlain(JsonTape tape, int node) {
        for (int i = tape.start(node); i < tape.end(node); i++) {
            if (tape.bytes()[i] < '0' || tape.bytes()[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static Datatype datatype(JsonTape tape, int node) {
        if (!Shapes.isString(tape, node) || tape.isEscaped(node)) {
            return null;
        }
        int place = Datatype.NAMES.find(tape.bytes(), tape.start(node), tape.end(node));
        return place == NameTable.UNKNOWN ? null : Datatype.at(place);
    }

    /** The product of a shape, at most {@link #MANY}; -1 when it is no shape. */
    private static long elements(JsonTape tape, int shape) {
        if (!Shapes.isArray(tape, shape)) {
            return -1;
        }
        long product = 1;
        boolean empty = false;
        int node = shape + 1;
        for (int left = tape.size(shape); left > 0; left--) {
            double dimension = tape.type(node) == JsonTape.NUMBER ? tape.number(node) : -1;
            if (dimension < 0 || dimension != Math.rint(dimension)) {
                return -1;
            }
            empty |= dimension == 0;
            product = (long) Math.min(MANY, product * Math.max(1, Math.min(MANY, dimension)));
            node = tape.next(node);
        }
        return empty ? 0 : product;
    }

    private boolean areElements(int from, int to, long elements) {
        int at = from;
        for (long left = elements; left > 0; left--) {
            if (to - at < LENGTH_BYTES || Integer.compareUnsigned(length(at), to - at - LENGTH_BYTES) > 0) {
                return false;
            }
            at += LENGTH_BYTES + length(at);
        }
        return at == to;
    }

    private void resize(int capacity) {
        places = Arrays.copyOf(places, capacity);
        nodes = Arrays.copyOf(nodes, capacity);
        sizeNodes = Arrays.copyOf(sizeNodes, capacity);
        froms = Arrays.copyOf(froms, capacity);
        datatypes = Arrays.copyOf(datatypes, capacity);
    }

    private static MalformedRequest field(String list, int place, String problem) {
        return Shapes.malformed(list + "[" + place + "]." + problem);
    }

    /** Forgets the body. */
    public void release() {
        size = 0;
        bytes = NO_BYTES;
        if (places.length > KEPT) {
            resize(KEPT);
        }
    }

    // ---- for whoever scans

    /** How many tensors are binary. */
    public int size() {
        return size;
    }

    /** The node of a tensor's name in the JSON, or {@link JsonTape#NONE}. */
    public int nameNode(JsonTape tape, int tensor) {
        int name = tape.find(nodes[tensor], NAME);
        return Shapes.isString(tape, name) ? name : JsonTape.NONE;
    }

    /** The number in the JSON that says how many bytes the tensor has. */
    public int sizeNode(int tensor) {
        return sizeNodes[tensor];
    }

    public boolean isBytes(int tensor) {
        return datatypes[tensor] == Datatype.BYTES;
    }

    /** Whether a tensor's numbers are wide enough to be somebody's id exactly. */
    public boolean isWide(int tensor) {
        return switch (datatypes[tensor]) {
            case INT32, UINT32, INT64, UINT64, FP64 -> true;
            default -> false;
        };
    }

    /** The magnitude of a whole number of such a tensor, unsigned; 0 when the number at {@code at} is not whole, or is beyond it. */
    public long magnitude(int tensor, int at) {
        if (datatypes[tensor] == Datatype.UINT64) {
            return longAt(at);
        }
        if (datatypes[tensor] == Datatype.INT64) {
            return Math.abs(longAt(at)); // of the least one it is 2^63, as it should be
        }
        double magnitude = Math.abs(number(tensor, at));
        if (magnitude != Math.rint(magnitude) || magnitude >= 0x1p64) {
            return 0;
        }
        return magnitude < 0x1p63 ? (long) magnitude : (long) (magnitude - 0x1p63) ^ Long.MIN_VALUE;
    }

    /** Where the element after the one at {@code at} is. */
    public int next(int tensor, int at) {
        return isBytes(tensor) ? textTo(at) : at + datatypes[tensor].bytes();
    }

    /** First byte of a tensor's elements. */
    public int from(int tensor) {
        return froms[tensor];
    }

    /** One past its last byte. */
    public int to(int tensor) {
        return tensor + 1 < size ? froms[tensor + 1] : end;
    }

    /** First byte of what a BYTES element at {@code at} says. */
    public int textFrom(int at) {
        return at + LENGTH_BYTES;
    }

    /** One past its last byte: where the next element is. */
    public int textTo(int at) {
        return at + LENGTH_BYTES + length(at);
    }

    private long longAt(int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Writes the length of a BYTES element. */
    public static void putLength(byte[] out, int at, int length) {
        INTS.set(out, at, length);
    }

    // ---- for adapters

    /** The binary tensor at {@code place} of the list, or {@link #NONE}. */
    int at(int place) {
        int found = Arrays.binarySearch(places, 0, size, place);
        return found >= 0 ? found : NONE;
    }

    boolean isNumeric(int tensor) {
        return datatypes[tensor] != Datatype.BYTES && datatypes[tensor] != Datatype.BOOL;
    }

    /** The node of the tensor's object in the JSON. */
    int node(int tensor) {
        return nodes[tensor];
    }

    /** What is wrong with the elements of a tensor, empty when nothing is: a BOOL is 0 or 1, a number is finite or NaN, which is none. */
    String problem(int tensor) {
        Datatype datatype = datatypes[tensor];
        int width = datatype.bytes();
        if (datatype == Datatype.BOOL) {
            for (int at = from(tensor); at < to(tensor); at++) {
                if (bytes[at] < 0 || bytes[at] > 1) {
                    return "data: each element must be a byte of 0 or 1";
                }
            }
        } else if (datatype.isFloat()) {
            for (int at = from(tensor); at < to(tensor); at += width) {
                if (Double.isInfinite(number(tensor, at))) {
                    return "data: each element must be finite, or NaN where there is none";
                }
            }
        }
        return "";
    }

    /** Puts the element at {@code at} into a row; returns where the next one is. */
    int put(int tensor, int at, FeatureRow row, int slot) {
        switch (datatypes[tensor]) {
            case BYTES -> putText(at, row, slot);
            case BOOL -> row.setBool(slot, bytes[at] != 0);
            default -> {
                double number = number(tensor, at);
                if (Double.isNaN(number)) {
                    row.setNull(slot);
                } else {
                    row.setNumber(slot, number);
                }
            }
        }
        return next(tensor, at);
    }

    /** Bytes that are no text are a value of no type that rules know, as an object is. */
    private void putText(int at, FeatureRow row, int slot) {
        if (WellFormedUtf8.isText(bytes, textFrom(at), textTo(at))) {
            row.setText(slot, bytes, textFrom(at), textTo(at));
        } else {
            row.setObject(slot, length(at));
        }
    }

    /** Adds the element at {@code at} to a list that was begun. */
    void add(int tensor, int at, FeatureRow row, int slot) {
        switch (datatypes[tensor]) {
            case BYTES -> {
                if (WellFormedUtf8.isText(bytes, textFrom(at), textTo(at))) {
                    row.addText(slot, bytes, textFrom(at), textTo(at));
                } else {
                    row.addOther(slot, FeatureRow.OBJECT);
                }
            }
            case BOOL -> row.addBool(slot, bytes[at] != 0);
            default -> {
                double number = number(tensor, at);
                if (Double.isNaN(number)) {
                    row.addOther(slot, FeatureRow.NULL);
                } else {
                    row.addNumber(slot, number);
                }
            }
        }
    }

    /** The number at {@code at}, rounded to a double; NaN where a floating-point tensor has it. */
    double number(int tensor, int at) {
        return datatypes[tensor].read(bytes, at);
    }

    private int length(int at) {
        return (int) INTS.get(bytes, at);
    }
}
