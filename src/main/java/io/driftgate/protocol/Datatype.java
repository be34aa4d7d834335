package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The tensor datatypes of the Open Inference Protocol, and which JSON elements each can hold. A number that its datatype would
 * wrap, cut or turn into infinity is refused: the model would not see the value that was inspected. JSON null, a missing value,
 * fits all.
 */
enum Datatype {
    BOOL(1, true, 0, 1),
    UINT8(1, true, 0, 255),
    UINT16(2, true, 0, 65_535),
    UINT32(4, true, 0, 4_294_967_295.0),
    UINT64(8, true, 0, Math.nextDown(0x1p64)),
    INT8(1, true, -128, 127),
    INT16(2, true, -32_768, 32_767),
    INT32(4, true, Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT64(8, true, -0x1p63, Math.nextDown(0x1p63)),
    /** Rounds to infinity from halfway between 65504, the largest, and 65536 on. */
    FP16(2, false, -Math.nextDown(65_520.0), Math.nextDown(65_520.0)),
    /** Only as binary data: the protocol has no JSON for it, and servers refuse it there. */
    BF16(2, false, Double.NaN, Double.NaN),
    FP32(4, false, -Math.nextDown(0x1.ffffffp127), Math.nextDown(0x1.ffffffp127)),
    FP64(8, false, -Double.MAX_VALUE, Double.MAX_VALUE),
    BYTES(0, false, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** All of them, for messages. */
    static final String LIST = "BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES";

    private static final VarHandle SHORTS = littleEndian(short[].class);
    private static final VarHandle INTS = littleEndian(int[].class);
    private static final VarHandle LONGS = littleEndian(long[].class);

    static final NameTable NAMES =
            NameTable.of(Arrays.stream(values()).map(Datatype::name).toList());
    private static final Datatype[] ALL = values();

    private final int bytes;
    private final boolean whole;
    private final double min;
    private final double max;

    Datatype(int bytes, boolean whole, double min, double max) {
        this.bytes = bytes;
        this.whole = whole;
        this.min = min;
        this.max = max;
    }

    static Datatype at(int place) {
        return ALL[place];
    }

    /** Bytes of an element in binary data; 0 when each element has a length of its own. */
    int bytes() {
        return bytes;
    }

    boolean isFloat() {
        return !whole && this != BYTES;
    }

    static VarHandle littleEndian(Class<?> words) {
        return MethodHandles.byteArrayViewVarHandle(words, ByteOrder.LITTLE_ENDIAN);
    }

    /** The number that binary data has at {@code at}, rounded to a double. */
    double read(byte[] data, int at) {
        return switch (this) {
            case BOOL, UINT8 -> data[at] & 0xFF;
            case INT8 -> data[at];
            case UINT16 -> (short) SHORTS.get(data, at) & 0xFFFF;
            case INT16 -> (short) SHORTS.get(data, at);
            case UINT32 -> (int) INTS.get(data, at) & 0xFFFF_FFFFL;
            case INT32 -> (int) INTS.get(data, at);
            case UINT64 -> unsigned((long) LONGS.get(data, at));
            case INT64 -> (long) LONGS.get(data, at);
            case FP16 -> half((short) SHORTS.get(data, at));
            case BF16 -> Float.intBitsToFloat((short) SHORTS.get(data, at) << 16);
            case FP32 -> Float.intBitsToFloat((int) INTS.get(data, at));
            case FP64 -> Double.longBitsToDouble((long) LONGS.get(data, at));
            case BYTES -> throw new IllegalStateException("BYTES are no numbers");
        };
    }

    /** Halves to an even bit, so that rounding to 53 bits is that of the whole. */
    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    /** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (0x400 + fraction), exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Whether a JSON node is an element of this datatype. BYTES takes any scalar, as it carries mixed frames too. */
    boolean holds(JsonTape tape, int node) {
        return switch (tape.type(node)) {
            case JsonTape.NULL -> this != BF16;
            case JsonTape.NUMBER -> holds(tape.number(node));
            case JsonTape.TRUE, JsonTape.FALSE -> this == BOOL || this == BYTES;
            case JsonTape.STRING -> this == BYTES;
            default -> false;
        };
    }

    private boolean holds(double value) {
        return value >= min && value <= max && (!whole || value == Math.rint(value));
    }

    /** What an element must be, for messages. */
    String elements() {
        if (this == BOOL) {
            return "true, false, 0, 1 or null";
        }
        return switch (this) {
            case BYTES -> "a string or another single value";
            case BF16 -> "binary data: there is no JSON for BF16";
            case FP16, FP32, FP64 -> "a number within " + name() + ", or null";
            default -> "a whole number within " + name() + ", or null";
        };
    }
}
