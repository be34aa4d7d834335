package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * US social security numbers, {@code 123-45-6789}, with the same dash, blank or dot in both places, or a dash among blanks; nine bare digits only where
 * words say so. Area 000, 666 and 900 to 999, group 00 and serial 0000 were never assigned, and two numbers were printed in
 * advertisements (SSA, "Social Security Number Randomization", and its history of misused numbers).
 */
final class SsnMatcher {
    private static final int MAX_SEPARATOR = 3;

    private static final int DIGITS = 9;
    private static final int DASHED = 85;
    private static final int SEPARATED = 75;
    private static final int BARE = 30;

    private SsnMatcher() {}

    /** @param run start of a maximal run of digits, with no word character before, that ends at {@code endOfRun} */
    static void match(byte[] text, int from, int to, int run, int endOfRun, ScoredHits out) {
        if (endOfRun - run == DIGITS) {
            matchBare(text, from, to, run, out);
        } else if (endOfRun - run == 3) {
            matchSeparated(text, from, to, run, out);
        }
    }

    private static void matchBare(byte[] text, int from, int to, int run, ScoredHits out) {
        int end = run + DIGITS;
        out.examine(DIGITS);
        if (isAssigned(text, run, run + 3, run + 5, to)
                && !NumberBounds.isJoinedBefore(text, from, run, true)
                && !NumberBounds.isJoinedAfter(text, end, to, true)) {
            out.add(PiiEntity.US_SSN, run, end, BARE);
        }
    }

    private static void matchSeparated(byte[] text, int from, int to, int run, ScoredHits out) {
        int width = separator(text, run + 3, to);
        int end = run + DIGITS + 2 * width;
        int second = run + 5 + width;
        if (width == 0 || end > to || !Arrays.equals(text, run + 3, run + 3 + width, text, second, second + width)) {
            return;
        }
        out.examine(end - run);
        boolean blanks = text[run + 3] == ' ' || text[run + 2 + width] == ' ' || (width == 3 && text[run + 4] == ' ');
        if (isAssigned(text, run, run + 3 + width, second + width, to)
                && !NumberBounds.isJoinedBefore(text, from, run, blanks)
                && !NumberBounds.isJoinedAfter(text, end, to, blanks)) {
            out.add(PiiEntity.US_SSN, run, end, text[run + 3] == '-' ? DASHED : SEPARATED);
        }
    }

    /** Bytes of the separator at {@code at}; 0 when there is none. */
    private static int separator(byte[] text, int at, int to) {
        int end = at;
        boolean dash = false;
        while (end < to && end - at <= MAX_SEPARATOR && (text[end] == ' ' || text[end] == '-')) {
            dash |= text[end++] == '-';
        }
        if (end == at) {
            return at < to && text[at] == '.' ? 1 : 0;
        }
        return end - at == 1 || (dash && end - at <= MAX_SEPARATOR) ? end - at : 0;
    }

    private static boolean isAssigned(byte[] text, int areaAt, int groupAt, int serialAt, int to) {
        int area = NumberBounds.number(text, areaAt, to, 3);
        int group = NumberBounds.number(text, groupAt, to, 2);
        int serial = NumberBounds.number(text, serialAt, to, 4);
        return isAssigned(area, group, serial);
    }

    private static boolean isAssigned(int area, int group, int serial) {
        boolean printed = (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999);
        return area > 0 && area < 900 && area != 666 && group > 0 && serial > 0 && !printed;
    }
}
