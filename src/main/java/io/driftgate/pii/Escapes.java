package io.driftgate.pii;

import java.nio.charset.StandardCharsets;

/** The escapes of JSON strings, URLs and HTML, one at a time, in bytes that need not be any of these. Any thread. */
final class Escapes {
    /** What a backslash stands for with the byte behind it; 0 for nothing. */
    private static final byte[] SHORT = new byte[256];

    static {
        String escapes = "\"\\/bfnrt";
        String meanings = "\"\\/\b\f\n\r\t";
        for (int i = 0; i < escapes.length(); i++) {
            SHORT[escapes.charAt(i)] = (byte) meanings.charAt(i);
        }
    }

    /** Digits of the highest code point, in decimals. */
    private static final int MAX_ENTITY_DIGITS = 7;

    private static final byte[][] NAMES = {
        "amp;".getBytes(StandardCharsets.US_ASCII),
        "commat;".getBytes(StandardCharsets.US_ASCII),
        "period;".getBytes(StandardCharsets.US_ASCII),
        "nbsp;".getBytes(StandardCharsets.US_ASCII),
        "hyphen;".getBytes(StandardCharsets.US_ASCII),
        "colon;".getBytes(StandardCharsets.US_ASCII),
        "sol;".getBytes(StandardCharsets.US_ASCII),
        "shy;".getBytes(StandardCharsets.US_ASCII)
    };
    private static final char[] NAMED = {'&', '@', '.', ' ', '-', ':', '/', '\u00ad'};

    private Escapes() {}

    /** Bytes of the JSON escape at a backslash: two, six, or twelve when a surrogate pair makes one character; 0 when there is none. */
    static int jsonLength(byte[] raw, int at, int end) {
        if (at + 1 == end || raw[at + 1] != 'u') {
            return at + 1 < end && SHORT[raw[at + 1] & 0xff] != 0 ? 2 : 0;
        }
        int unit = unit(raw, at, end);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return unit < 0 ? 0 : 6;
        }
        int low = unit <= Character.MAX_HIGH_SURROGATE ? unit(raw, at + 6, end) : -1;
        return low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE ? 12 : 0;
    }

    /** The character that a JSON escape of that length stands for. */
    static int jsonCodePoint(byte[] raw, int at, int length, int end) {
        if (length == 2) {
            return SHORT[raw[at + 1] & 0xff];
        }
        int first = unit(raw, at, end);
        return length == 6 ? first : Character.toCodePoint((char) first, (char) unit(raw, at + 6, end));
    }

    /** The UTF-16 unit that a {@code \}{@code uXXXX} stands for, or -1 when there is none. */
    private static int unit(byte[] raw, int at, int end) {
        if (end - at < 6 || raw[at] != '\\' || raw[at + 1] != 'u') {
            return -1;
        }
        return unit(raw, at + 2);
    }

    /** The number that four hexadecimal digits make, or -1. */
    private static int unit(byte[] raw, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = hexDigit(raw[i]);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The byte that a percent sign and two hexadecimal digits say, or -1. */
    static int percent(byte[] raw, int at, int end) {
        if (end - at < 3 || raw[at] != '%') {
            return -1;
        }
        int high = hexDigit(raw[at + 1]);
        int low = hexDigit(raw[at + 2]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** How many bytes, each percent-encoded, make the one UTF-8 character that starts at {@code at}; 0 when they make none. */
    static int percentCharacter(byte[] raw, int at, int end) {
        int lead = percent(raw, at, end);
        int length = lead < 0
                ? 0
                : lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        for (int i = 1; i < length; i++) {
            if ((percent(raw, at + 3 * i, end) & ~0x3f) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The character that an HTML entity at an ampersand stands for, or -1; only those that could hide something. */
    static int html(byte[] raw, int at, int end) {
        if (end - at < 4 || raw[at] != '&') {
            return -1;
        }
        if (raw[at + 1] == '#') {
            int codePoint = htmlNumber(raw, at, end);
            boolean text = codePoint > 0 && codePoint <= Character.MAX_CODE_POINT;
            return text && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                    ? codePoint
                    : -1;
        }
        for (int i = 0; i < NAMES.length; i++) {
            if (startsWith(raw, at + 1, end, NAMES[i])) {
                return NAMED[i];
            }
        }
        return -1;
    }

    /** Bytes of the entity that {@link #html} has found: a number ends at its semicolon, or at the first byte that is no digit of it. */
    static int htmlLength(byte[] raw, int at, int end) {
        int p = at + 1;
        if (raw[p] == '#') {
            p = endOfDigits(raw, at, end);
            return (p < end && raw[p] == ';' ? p + 1 : p) - at;
        }
        while (raw[p] != ';') {
            p++;
        }
        return p + 1 - at;
    }

    private static boolean isHex(byte[] raw, int at) {
        return (raw[at + 2] | 0x20) == 'x';
    }

    private static int htmlNumber(byte[] raw, int at, int end) {
        boolean hex = isHex(raw, at);
        int last = endOfDigits(raw, at, end);
        int p = at + (hex ? 3 : 2);
        if (p == last) {
            return -1;
        }
        while (p < last && raw[p] == '0') {
            p++;
        }
        if (last - p > MAX_ENTITY_DIGITS) {
            return -1;
        }
        int value = 0;
        for (; p < last; p++) {
            value = value * (hex ? 16 : 10) + hexDigit(raw[p]);
        }
        return value;
    }

    /** Where the digits of a number end that has an ampersand and a sharp at {@code at}; far beyond the longest is far enough. */
    private static int endOfDigits(byte[] raw, int at, int end) {
        boolean hex = isHex(raw, at);
        int p = at + (hex ? 3 : 2);
        while (p < end && raw[p] == '0') {
            p++;
        }
        for (int last = Math.min(end, p + MAX_ENTITY_DIGITS + 1); p < last; p++) {
            int digit = hexDigit(raw[p]);
            if (digit < 0 || (!hex && digit > 9)) {
                return p;
            }
        }
        return p;
    }

    /** The character that {@code %uXXXX} stands for, as old scripts write one, or -1; half of a pair is none. */
    static int percentUnit(byte[] raw, int at, int end) {
        if (end - at < 6 || raw[at] != '%' || (raw[at + 1] | 0x20) != 'u') {
            return -1;
        }
        int unit = unit(raw, at + 2);
        return unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE ? unit : -1;
    }

    private static boolean startsWith(byte[] raw, int at, int end, byte[] word) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (raw[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static int hexDigit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
