package io.driftgate.json;

import static io.driftgate.json.MalformedJson.Reason.INVALID_UTF8;
import static io.driftgate.json.MalformedJson.Reason.LONE_SURROGATE;
import static io.driftgate.json.MalformedJson.Reason.SYNTAX;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Checks and unescapes the inside of JSON strings. Plain ASCII goes eight bytes at a time: in a little-endian word, {@code x -
 * 0x01…01} sets the top bit of the first zero byte of {@code x}, and a borrow can only disturb bytes above that, so the lowest
 * top bit names the first byte that needs a look. UTF-8 is checked by table 3-7 of the Unicode Standard (well-formed byte
 * sequences), which leaves out overlong forms, surrogates and all above U+10FFFF. Stateless.
 */
final class StringScanner {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private static final byte[] HEX = new byte[256];
    /** What a byte after a backslash stands for; 0 for none. */
    private static final byte[] ESCAPES = new byte[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
            HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
        String escapes = "\"\\/bfnrt";
        String meanings = "\"\\/\b\f\n\r\t";
        for (int i = 0; i < escapes.length(); i++) {
            ESCAPES[escapes.charAt(i)] = (byte) meanings.charAt(i);
        }
    }

    private StringScanner() {}

    /**
     * Checks a string.
     *
     * @param from the byte after the opening quote
     * @return the position of the closing quote, or its complement when there are escapes
     */
    static int scan(byte[] bytes, int from, int limit) throws MalformedJson {
        int at = from;
        boolean escaped = false;
        while (true) {
            at = skipPlain(bytes, at, limit);
            if (at == limit) {
                throw new MalformedJson(SYNTAX, limit);
            }
            byte value = bytes[at];
            if (value == '"') {
                return escaped ? ~at : at;
            } else if (value == '\\') {
                escaped = true;
                at = skipEscape(bytes, at, limit);
            } else if (value < 0) {
                do {
                    at = skipMultibyte(bytes, at, limit);
                } while (at < limit && bytes[at] < 0);
            } else {
                throw new MalformedJson(SYNTAX, at);
            }
        }
    }

    /** The first byte that is a quote, a backslash, a control or not ASCII. */
    private static int skipPlain(byte[] bytes, int from, int limit) {
        int at = from;
        while (at <= limit - Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            long special =
                    (((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | (word - SPACES) | word) & TOP_BITS;
            if (special != 0) {
                return at + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < limit && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    private static int skipEscape(byte[] bytes, int at, int limit) throws MalformedJson {
        if (at + 1 < limit && ESCAPES[bytes[at + 1] & 0xFF] != 0) {
            return at + 2;
        }
        int unit = unit(bytes, at, limit);
        if (unit < 0) {
            throw new MalformedJson(SYNTAX, at);
        }
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return at + 6;
        }
        int low = unit <= Character.MAX_HIGH_SURROGATE ? unit(bytes, at + 6, limit) : -1;
        if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
            throw new MalformedJson(LONE_SURROGATE, at);
        }
        return at + 12;
    }

    /** The UTF-16 unit of a {@code \}{@code uXXXX} at {@code at}, or a negative number when there is none. */
    private static int unit(byte[] bytes, int at, int limit) {
        if (limit - at < 6 || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        return (HEX[bytes[at + 2] & 0xFF] << 12)
                | (HEX[bytes[at + 3] & 0xFF] << 8)
                | (HEX[bytes[at + 4] & 0xFF] << 4)
                | HEX[bytes[at + 5] & 0xFF];
    }

    private static int skipMultibyte(byte[] bytes, int at, int limit) throws MalformedJson {
        int end = WellFormedUtf8.endOfMultibyte(bytes, at, limit);
        if (end == WellFormedUtf8.NONE) {
            throw new MalformedJson(INVALID_UTF8, at);
        }
        return end;
    }

    /** Unescapes a string that {@link #scan} has passed; returns the end in {@code out}, which has room for it as it stands. */
    static int unescape(byte[] bytes, int from, int to, byte[] out, int outFrom) {
        int at = from;
        int put = outFrom;
        while (true) {
            int backslash = copyPlain(bytes, at, to, out, put);
            put += backslash - at;
            at = backslash;
            if (at == to) {
                return put;
            }
            if (bytes[at + 1] != 'u') {
                out[put++] = ESCAPES[bytes[at + 1] & 0xFF];
                at += 2;
            } else {
                int unit = unit(bytes, at, to);
                at += 6;
                if (Character.isHighSurrogate((char) unit)) {
                    unit = Character.toCodePoint((char) unit, (char) unit(bytes, at, to));
                    at += 6;
                }
                put = encode(unit, out, put);
            }
        }
    }

    /**
     * Copies all up to the first backslash, where it returns, or to {@code to}. Looks for it in the words that it copies, so it may write
     * up to seven bytes more, within the {@code to - from} bytes for which {@code out} has room.
     */
    static int copyPlain(byte[] bytes, int from, int to, byte[] out, int outFrom) {
        int at = from;
        int shift = outFrom - from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            LONGS.set(out, at + shift, word);
            long zeros = backslashes(word);
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\\') {
            out[at + shift] = bytes[at];
            at++;
        }
        return at;
    }

    /** The top bit of each byte that is a backslash, and perhaps of some above the lowest. */
    private static long backslashes(long word) {
        long difference = word ^ BACKSLASHES;
        return (difference - ONES) & ~difference & TOP_BITS;
    }

    /** The first backslash, or {@code to}. */
    static int nextBackslash(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long zeros = backslashes((long) LONGS.get(bytes, at));
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** How long the escape of one code point is, in a string that {@link #scan} has passed. */
    static int lengthOfEscape(byte[] bytes, int at) {
        if (bytes[at + 1] != 'u') {
            return 2;
        }
        return Character.isHighSurrogate((char) unit(bytes, at, at + 6)) ? 12 : 6;
    }

    private static int encode(int codePoint, byte[] out, int from) {
        int put = from;
        if (codePoint < 0x80) {
            out[put++] = (byte) codePoint;
            return put;
        }
        if (codePoint < 0x800) {
            out[put++] = (byte) (0xC0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                out[put++] = (byte) (0xE0 | (codePoint >> 12));
            } else {
                out[put++] = (byte) (0xF0 | (codePoint >> 18));
                out[put++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            }
            out[put++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        }
        out[put++] = (byte) (0x80 | (codePoint & 0x3F));
        return put;
    }
}
