package io.driftgate.pii.pattern;

/**
 * Tells, as a pass goes from one run of digits to the next, whether some make a row that {@link Grouping} or {@link SpreadDigits} puts
 * together. Nearly all numbers have single blanks or dashes between their groups, or the same dot, slash or low line, and are no such row by
 * that alone:
 *
 * <pre>
 * 4111 1111 1111 1111      blanks and dashes       a row only if two groups have one digit each, or two
 * 192.168.4.17             the same mark           a row only of three groups, nine digits and more
 * 4111, 1111 11            all else                asked from each group of the row
 * </pre>
 *
 * Constant work per run, but for rows that are asked about, once from each of their groups. Mutable, reused, one event loop.
 */
final class DigitRows {
    /** Of a row's digits nineteen are looked at, so that no more of its groups can begin what is found at the last. */
    private static final int MAX_STARTS = 19;

    private static final int MAX_GROUP = Grouping.MAX_GROUP;
    private static final int MIN_GROUPS = Grouping.MIN_GROUPS;
    private static final byte NONE = 0;
    private static final byte WRITTEN = ' ';

    private final int[] starts = new int[MAX_STARTS];
    private int groups;
    /** What stands between the groups so far: {@link #WRITTEN}, the mark of all, or {@link #NONE} after the first group. */
    private byte kind;

    private int end;
    private int length;

    /** Begins a text. */
    void begin() {
        groups = 0;
    }

    /** Whether a row is known to be in the text {@code [from, to)}, of which {@code [run, runEnd)} are the next digits. */
    boolean add(byte[] text, int from, int run, int runEnd, int to) {
        int runLength = runEnd - run;
        if (runLength > MAX_GROUP) {
            groups = 0;
            return false;
        }
        boolean found = false;
        if (groups > 0 && isGap(text, run, to)) {
            byte between = between(text, run, runLength);
            if (between == NONE || (kind != NONE && between != kind)) {
                found = isSpread(text, from, to);
                keepLast(between);
            }
            kind = between;
        } else {
            groups = 0;
            kind = NONE;
        }
        starts[groups % MAX_STARTS] = run;
        groups++;
        end = runEnd;
        length = runLength;
        return found || (kind != NONE && kind != WRITTEN && groups >= MIN_GROUPS && isGrouped(text, to));
    }

    /** Begins another row with the last group, or none if what follows it makes no row of any kind. */
    private void keepLast(byte between) {
        starts[0] = starts[(groups - 1) % MAX_STARTS];
        groups = between == NONE ? 0 : 1;
    }

    private boolean isGap(byte[] text, int run, int to) {
        int width = run - end;
        return width == 1 ? SpreadDigits.isGap(text[end]) : SpreadDigits.endOfGap(text, end, to) == run;
    }

    /** The kind that a gap before a run makes a row, {@link #NONE} for one that is to be asked about. */
    private byte between(byte[] text, int run, int runLength) {
        byte mark = text[end];
        if (run - end > 1) {
            return NONE;
        }
        if (mark == ' ' || mark == '-') {
            return runLength == length && runLength <= 2 ? NONE : WRITTEN;
        }
        return Grouping.isSeparator(mark) ? mark : NONE;
    }

    private boolean isSpread(byte[] text, int from, int to) {
        for (int i = Math.max(0, groups - MAX_STARTS); i < groups; i++) {
            if (SpreadDigits.length(text, from, starts[i % MAX_STARTS], to) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Asks from those groups that with the last one have what it takes. */
    private boolean isGrouped(byte[] text, int to) {
        for (int i = Math.max(0, groups - MAX_STARTS); i <= groups - MIN_GROUPS; i++) {
            int start = starts[i % MAX_STARTS];
            int digits = end - start - (groups - 1 - i);
            boolean first = i == groups - MIN_GROUPS || digits - length < Grouping.MIN_DIGITS;
            if (digits >= Grouping.MIN_DIGITS && first && Grouping.length(text, start, to) > 0) {
                return true;
            }
        }
        return false;
    }
}
