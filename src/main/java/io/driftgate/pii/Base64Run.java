package io.driftgate.pii;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Base64 and base64url (RFC 4648) within a text: runs of at least {@value #MIN} characters, in one line or, as MIME has it, in
 * several. What counts is not that a run decodes but that it decodes to text: UTF-8 without control characters, at least {@value
 * #MIN_TEXT} bytes of it. Random bytes, such as those of images, embeddings and hashes, don't get that far. Of shorter runs {@link
 * ShortBase64} says which are some. Any thread.
 */
final class Base64Run {
    static final int MIN = 16;
    static final int MIN_TEXT = 12;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final byte NONE = -1;
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, NONE);
        String plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < 64; i++) {
            VALUES[plain.charAt(i)] = (byte) i;
        }
        VALUES['-'] = 62;
        VALUES['_'] = 63;
    }

    private Base64Run() {}

    static boolean isCharacter(byte b) {
        return VALUES[b & 0xff] != NONE;
    }

    /**
     * Whether eight bytes, the first in the lowest, may all be characters of Base64: none is below {@code +} or outside ASCII. A run covers
     * at least one such word of those that stand at multiples of eight.
     */
    static boolean mayCover(long word) {
        return (((word & ~TOPS) + EACH * (0x80 - '+')) & ~word & TOPS) == TOPS;
    }

    /** Whether a run is long enough, and no word: text in Base64 has capitals or digits, and more than a first one. */
    static boolean mayBeText(byte[] text, int from, int to) {
        if (to - from < MIN) {
            return false;
        }
        int others = 0;
        for (int p = from; p < to && others < 2; p++) {
            others += (text[p] & 0x60) != 0x60 && text[p] != '-' && text[p] != '_' ? 1 : 0;
        }
        return others >= 2;
    }

    /** Where the next run begins that may be text, or {@code to}; {@code from} is not within one. */
    static int next(byte[] text, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            if (mayCover((long) WORDS.get(text, i))) {
                int start = start(text, from, i);
                int end = end(text, i, to);
                if (mayBeText(text, start, end)) {
                    return start;
                }
                i = Math.max(end, i + 8);
            } else {
                i += 8;
            }
        }
        return to;
    }

    /** Where the characters of Base64 end that begin at {@code at}, or {@code at}. Padding is left out. */
    static int end(byte[] text, int at, int to) {
        int end = at;
        while (end < to && isCharacter(text[end])) {
            end++;
        }
        return end;
    }

    /** Where those begin that go on at {@code at}, as far as that matters. */
    static int start(byte[] text, int from, int at) {
        int start = at;
        while (start > from && at - start < MIN && isCharacter(text[start - 1])) {
            start--;
        }
        return start;
    }

    /** One past the line break between two lines of a run, or -1. */
    static int nextLine(byte[] text, int end, int to) {
        int p = end;
        while (p < to && p < end + 2 && (text[p] == '\r' || text[p] == '\n')) {
            p++;
        }
        return p > end && p < to && end(text, p, Math.min(to, p + 2)) - p == 2 ? p : -1;
    }

    /**
     * Appends the text that {@code [at, to)} decodes to, line breaks left out, up to the first byte that no text has.
     *
     * @return one past the last character that was used
     */
    static int decode(byte[] raw, int at, int to, Text out) {
        int bits = 0;
        int held = 0;
        int continuation = 0; // bytes of a UTF-8 character that are missing
        int p = at;
        for (; p < to; p++) {
            byte value = VALUES[raw[p] & 0xff];
            if (value == NONE) {
                continue; // a line break
            }
            held = held << 6 | value;
            bits += 6;
            if (bits < 8) {
                continue;
            }
            bits -= 8;
            byte b = (byte) (held >> bits);
            continuation = continuation(b, continuation);
            if (continuation < 0) {
                return p;
            }
            out.append(b);
        }
        return p;
    }

    /** Whether all of {@code [at, to)}, characters of Base64 without a line break, decodes to text. */
    static boolean isText(byte[] raw, int at, int to) {
        int bits = 0;
        int held = 0;
        int missing = 0;
        for (int p = at; p < to; p++) {
            held = held << 6 | VALUES[raw[p] & 0xff];
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                missing = continuation((byte) (held >> bits), missing);
                if (missing < 0) {
                    return false;
                }
            }
        }
        return missing == 0;
    }

    /** How many bytes of a character are missing behind {@code b}; -1 when no text goes on like that. */
    private static int continuation(byte b, int missing) {
        if (missing > 0) {
            return (b & 0xc0) == 0x80 ? missing - 1 : -1;
        }
        if (b >= 0) {
            return b >= ' ' ? (b == 0x7f ? -1 : 0) : b == '\n' || b == '\r' || b == '\t' ? 0 : -1;
        }
        int lead = b & 0xff;
        return lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    }
}
