package io.driftgate.json;

/** Which bytes are UTF-8: table 3-7 of the Unicode Standard, well-formed byte sequences. Stateless. */
public final class WellFormedUtf8 {
    /** Where a character should be, something else is. */
    static final int NONE = -1;

    private WellFormedUtf8() {}

    /** Whether {@code bytes[from, to)} is a text. */
    public static boolean isText(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && at != NONE) {
            at = bytes[at] >= 0 ? at + 1 : endOfMultibyte(bytes, at, to);
        }
        return at != NONE;
    }

    /** One past the character of several bytes that starts at {@code at}; {@link #NONE} when it is none. */
    static int endOfMultibyte(byte[] bytes, int at, int limit) {
        int lead = bytes[at] & 0xFF;
        int second = at + 1 < limit ? bytes[at + 1] & 0xFF : 0;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return second >> 6 == 2 ? at + 2 : NONE;
        }
        if (lead >> 4 == 0xE) {
            int least = lead == 0xE0 ? 0xA0 : 0x80;
            int most = lead == 0xED ? 0x9F : 0xBF;
            return second >= least && second <= most && isContinuation(bytes, at + 2, limit) ? at + 3 : NONE;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int least = lead == 0xF0 ? 0x90 : 0x80;
            int most = lead == 0xF4 ? 0x8F : 0xBF;
            boolean whole = second >= least
                    && second <= most
                    && isContinuation(bytes, at + 2, limit)
                    && isContinuation(bytes, at + 3, limit);
            return whole ? at + 4 : NONE;
        }
        return NONE;
    }

    private static boolean isContinuation(byte[] bytes, int at, int limit) {
        return at < limit && (bytes[at] & 0xC0) == 0x80;
    }
}
