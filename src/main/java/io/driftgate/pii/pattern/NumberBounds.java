package io.driftgate.pii.pattern;

/** Whether a formatted number stands by itself, or is part of a longer one. Any thread. */
final class NumberBounds {
    private NumberBounds() {}

    static boolean isSeparator(byte b) {
        return b == ' ' || b == '-' || b == '.';
    }

    /**
     * Whether digits before {@code at} belong to the same number: joined by a dash or a dot, or by a blank when blanks
     * separate its groups.
     */
    static boolean isJoinedBefore(byte[] text, int from, int at, boolean byBlank) {
        return at - 2 >= from && joins(text[at - 1], byBlank) && Utf8.isDigit(text[at - 2]);
    }

    /** As {@link #isJoinedBefore}, for what follows; a word character also joins. */
    static boolean isJoinedAfter(byte[] text, int at, int to, boolean byBlank) {
        return Utf8.isWordAt(text, at, to) || goesOn(text, at, to, byBlank);
    }

    /** Whether digits that follow belong to the same number, joined as in {@link #isJoinedBefore}. */
    static boolean goesOn(byte[] text, int at, int to, boolean byBlank) {
        return at + 1 < to && joins(text[at], byBlank) && Utf8.isDigit(text[at + 1]);
    }

    /** The number that {@code digits} digits from {@code at} make, or -1 when there are not that many. */
    static int number(byte[] text, int at, int to, int digits) {
        if (at + digits > to) {
            return -1;
        }
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            if (!Utf8.isDigit(text[i])) {
                return -1;
            }
            number = number * 10 + (text[i] - '0');
        }
        return number;
    }

    private static boolean joins(byte b, boolean byBlank) {
        return b == '-' || b == '.' || (byBlank && b == ' ');
    }
}
