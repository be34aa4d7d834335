package io.driftgate.feature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts the code points of UTF-8 texts, 32 bytes at a time. Stateless. */
public final class CodePoints {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;

    private CodePoints() {}

    /** How many there are in well-formed {@code text[from, to)}: all bytes but those that go on with one, which start with bits 10. */
    public static int count(byte[] text, int from, int to) {
        int others = 0;
        int at = from;
        for (; at <= to - 4 * Long.BYTES; at += 4 * Long.BYTES) {
            long first = (long) LONGS.get(text, at);
            long second = (long) LONGS.get(text, at + Long.BYTES);
            long third = (long) LONGS.get(text, at + 2 * Long.BYTES);
            long fourth = (long) LONGS.get(text, at + 3 * Long.BYTES);
            if (((first | second | third | fourth) & TOP_BITS) != 0) { // else ASCII, as most texts
                others += others(first) + others(second) + others(third) + others(fourth);
            }
        }
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            others += others((long) LONGS.get(text, at));
        }
        for (; at < to; at++) {
            others += (text[at] & 0xC0) == 0x80 ? 1 : 0;
        }
        return to - from - others;
    }

    private static int others(long word) {
        return Long.bitCount(word & ~(word << 1) & TOP_BITS);
    }
}
