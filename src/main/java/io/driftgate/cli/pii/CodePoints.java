package io.driftgate.cli.pii;

/** Counts the Unicode code points of UTF-8, or of what a JSON string says. Any thread. */
final class CodePoints {
    private CodePoints() {}

    /** @param escaped whether a backslash begins an escape of JSON, which is valid and whole */
    static int count(byte[] utf8, int from, int to, boolean escaped) {
        int count = 0;
        int p = from;
        while (p < to) {
            if (escaped && utf8[p] == '\\') {
                p += lengthOfEscape(utf8, p);
                count++;
            } else {
                count += (utf8[p++] & 0xc0) == 0x80 ? 0 : 1;
            }
        }
        return count;
    }

    /** Two bytes, six, or twelve for a pair of surrogates. */
    private static int lengthOfEscape(byte[] text, int at) {
        if (text[at + 1] != 'u') {
            return 2;
        }
        int unit = 0;
        for (int p = at + 2; p < at + 6; p++) {
            unit = unit << 4 | Character.digit(text[p], 16);
        }
        return Character.isHighSurrogate((char) unit) ? 12 : 6;
    }
}
