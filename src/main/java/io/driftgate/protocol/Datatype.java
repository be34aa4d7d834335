package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * The tensor datatypes of the Open Inference Protocol, and which JSON elements each can hold. A number that its datatype would
 * wrap, cut or turn into infinity is refused: the model would not see the value that was inspected. JSON null, a missing value,
 * fits all.
 */
enum Datatype {
    BOOL(true, 0, 1),
    UINT8(true, 0, 255),
    UINT16(true, 0, 65_535),
    UINT32(true, 0, 4_294_967_295.0),
    UINT64(true, 0, Math.nextDown(0x1p64)),
    INT8(true, -128, 127),
    INT16(true, -32_768, 32_767),
    INT32(true, Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT64(true, -0x1p63, Math.nextDown(0x1p63)),
    /** Rounds to infinity from halfway between 65504, the largest, and 65536 on. */
    FP16(false, -Math.nextDown(65_520.0), Math.nextDown(65_520.0)),
    FP32(false, -Math.nextDown(0x1.ffffffp127), Math.nextDown(0x1.ffffffp127)),
    FP64(false, -Double.MAX_VALUE, Double.MAX_VALUE),
    BYTES(false, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static final NameTable NAMES =
            NameTable.of(Arrays.stream(values()).map(Datatype::name).toList());
    private static final Datatype[] ALL = values();

    private final boolean whole;
    private final double min;
    private final double max;

    Datatype(boolean whole, double min, double max) {
        this.whole = whole;
        this.min = min;
        this.max = max;
    }

    static Datatype at(int place) {
        return ALL[place];
    }

    /** Whether a JSON node is an element of this datatype. BYTES takes any scalar, as it carries mixed frames too. */
    boolean holds(JsonTape tape, int node) {
        return switch (tape.type(node)) {
            case JsonTape.NULL -> true;
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
            case FP16, FP32, FP64 -> "a number within " + name() + ", or null";
            default -> "a whole number within " + name() + ", or null";
        };
    }
}
