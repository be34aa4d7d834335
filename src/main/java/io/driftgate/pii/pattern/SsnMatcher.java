package io.driftgate.pii.pattern;

/**
 * US social security numbers, {@code 123-45-6789}, with the same dash, blank or dot in both places; nine bare digits are no
 * evidence. Area 000, 666 and 900 to 999, group 00 and serial 0000 were never assigned, and two numbers were printed in
 * advertisements (SSA, "Social Security Number Randomization", and its history of misused numbers).
 */
final class SsnMatcher {
    private static final int LENGTH = 11;

    private SsnMatcher() {}

    /** @param run start of a run of three digits, with no word character before */
    static boolean match(byte[] text, int from, int to, int run, Match match) {
        int end = run + LENGTH;
        if (end > to || !NumberBounds.isSeparator(text[run + 3]) || text[run + 6] != text[run + 3]) {
            return false;
        }
        match.examined += LENGTH;
        boolean blanks = text[run + 3] == ' ';
        int area = NumberBounds.number(text, run, to, 3);
        int group = NumberBounds.number(text, run + 4, to, 2);
        int serial = NumberBounds.number(text, run + 7, to, 4);
        return isAssigned(area, group, serial)
                && !NumberBounds.isJoinedBefore(text, from, run, blanks)
                && !NumberBounds.isJoinedAfter(text, end, to, blanks)
                && match.found(run, end);
    }

    private static boolean isAssigned(int area, int group, int serial) {
        boolean printed = (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999);
        return area > 0 && area < 900 && area != 666 && group > 0 && serial > 0 && !printed;
    }
}
