package io.driftgate.pii.pattern;

/**
 * Groups of digits with a separator between them that numbers don't have: {@code 4111/1111/1111/1111}, {@code 078_05_1120}. Three
 * groups at least, of at most six digits each, nine to nineteen digits in all, the same separator throughout; so no date, no decimal
 * and no IPv4 address is one. Looks at a bounded number of bytes. Any thread.
 */
public final class Grouping {
    static final int MAX_GROUP = 6;
    static final int MIN_GROUPS = 3;
    static final int MIN_DIGITS = 9;
    private static final int MAX_DIGITS = 19;
    private static final int MAX_OCTET = 255;

    private Grouping() {}

    public static boolean isSeparator(byte b) {
        return b == '/' || b == '_' || b == '.';
    }

    /** Where the digits start that stand before {@code at}, and other groups with the separator there before them. */
    public static int start(byte[] text, int from, int at) {
        int least = Math.max(from, at - 2 * MAX_DIGITS);
        int start = at;
        while (start > least && (Utf8.isDigit(text[start - 1]) || (text[start - 1] == text[at] && start < at))) {
            start--;
        }
        return start;
    }

    /** Where digits and the separator at {@code at} end, no more than a bounded number of bytes behind it. */
    public static int end(byte[] text, int at, int to) {
        int most = Math.min(to, at + 2 * MAX_DIGITS);
        int end = at + 1;
        while (end < most && (Utf8.isDigit(text[end]) || text[end] == text[at])) {
            end++;
        }
        return end;
    }

    /** Bytes of the groups that start at {@code start}; 0 when there are none. */
    public static int length(byte[] text, int start, int to) {
        byte separator = 0;
        int digits = 0;
        int groups = 0;
        boolean octets = true;
        int p = start;
        while (true) {
            int group = p;
            int value = 0;
            while (p < to && Utf8.isDigit(text[p]) && p - group <= MAX_GROUP) {
                value = value * 10 + text[p++] - '0';
            }
            octets &= value <= MAX_OCTET;
            if (p == group || p - group > MAX_GROUP) {
                return 0;
            }
            groups++;
            digits += p - group;
            boolean more = p + 1 < to
                    && Utf8.isDigit(text[p + 1])
                    && (separator == 0 ? isSeparator(text[p]) : text[p] == separator);
            if (digits > MAX_DIGITS || !more) {
                break;
            }
            separator = text[p++];
        }
        boolean address = separator == '.' && groups == 4 && octets;
        return groups >= MIN_GROUPS && digits >= MIN_DIGITS && digits <= MAX_DIGITS && !address ? p - start : 0;
    }
}
