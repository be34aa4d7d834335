package io.driftgate.pii;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells texts that are too short and too plain to hold anything, as most keys and enumerated values are: up to eight letters
 * alone, which nothing but Base64 reads anything out of, and up to five letters, digits and low lines, as which no pattern but people's own
 * has a value. What is not told so is looked at as any other text. Any thread.
 */
final class ShortTexts {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final int MAX_WORD = 5;

    private ShortTexts() {}

    /** Whether no pattern of this program's finds anything in {@code [from, to)}, under whatever name it stands. */
    static boolean holdNothing(byte[] text, int from, int to) {
        int length = to - from;
        if (length > Long.BYTES || from + Long.BYTES > text.length) {
            return false;
        }
        // What is not of the text becomes a letter.
        long rest = length == Long.BYTES ? 0 : -1L << (8 * length);
        long word = ((long) WORDS.get(text, from) & ~rest) | (EACH * 'a' & rest);
        long others = ~letters(word) & TOPS;
        if (others == 0) {
            return length < ShortBase64.MIN || ShortBase64.whole(text, from, to) < 0;
        }
        return length <= MAX_WORD && (others & ~digitsAndLowLines(word)) == 0;
    }

    /** The top bit of each byte that is an ASCII letter. */
    private static long letters(long word) {
        long small = (word & ~TOPS) | EACH * 0x20;
        return between(small, 'a', 'z') & ~word;
    }

    private static long digitsAndLowLines(long word) {
        long low = word & ~TOPS;
        return (between(low, '0', '9') | between(low, '_', '_')) & ~word;
    }

    /** The top bit of each byte below 0x80 from {@code first} to {@code last}; no sum carries into the next byte. */
    private static long between(long low, char first, char last) {
        return (low + EACH * (0x80 - first)) & ~(low + EACH * (0x80 - last - 1));
    }
}
