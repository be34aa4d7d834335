package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Digits of one number that stand apart in ways that numbers are not written: in lines, in columns, with commas or several blanks between,
 * or one by one. What such a row says is its groups with single blanks, or its digits in a row:
 *
 * <pre>
 * fours, anything between     4111\n1111,1111 | 1111         4111 1111 1111 1111
 * one by one                  4 1 1 1 1 1 ...                411111...
 * pairs, twelve digits on     41,11,11,...                   411111...
 * thousands, 13 digits on     4,111,111,111,111,111          4111111111111111
 * three groups and more       536, 22, 8726                  536 22 8726
 * </pre>
 *
 * All but the first two have the same between all groups. Nine digits at least, and nineteen at most: more of the kind is a list. Looks at a
 * bounded number of bytes. Any thread.
 */
public final class SpreadDigits {
    /** Of blanks and breaks; of other marks fewer. */
    private static final int MAX_GAP = 12;

    private static final int MAX_MARKS = 4;
    private static final int MAX_GROUP = 6;
    private static final int MIN_DIGITS = 9;
    private static final int MAX_DIGITS = 19;
    private static final int MIN_PAIRED = 12;
    private static final int MIN_THOUSANDS = 13;
    private static final int FOUR = 4;

    private static final byte BLANK = 1;
    private static final byte MARK = 2;
    private static final byte[] GAPS = new byte[128];

    static {
        for (char mark : ",;|:./_-+*#~='\"()[]{}<>!?".toCharArray()) {
            GAPS[mark] = MARK;
        }
        for (char blank : " \t\n\r".toCharArray()) {
            GAPS[blank] = BLANK;
        }
    }

    private SpreadDigits() {}

    /**
     * Bytes of the row that starts with the maximal run of digits at {@code start}; negative when its digits belong together without
     * blanks; 0 when there is none.
     */
    public static int length(byte[] text, int from, int start, int to) {
        int first = digits(text, start, to);
        int gap = start + first;
        if (first > MAX_GROUP || gap + 1 >= to || gapAt(text, gap) == 0) {
            return 0;
        }
        boolean narrow = Utf8.isDigit(text[gap + 1]);
        if (!narrow && gapAt(text, gap + 1) == 0) {
            return 0; // what nearly all numbers in prose end with
        }
        int next = narrow ? gap + 1 : endOfGap(text, gap, to);
        int second = next > gap ? digits(text, next, to) : 0;
        if (second == 0
                || second > MAX_GROUP
                || (narrow && isWritten(text, from, start, gap, first, second))
                || Utf8.isWordBefore(text, from, start)
                || (start - 2 >= from && text[start - 1] == '.' && Utf8.isDigit(text[start - 2]))) {
            return 0;
        }
        int even = isEven(first, second) ? even(text, from, start, to, first) : 0;
        return even != 0 ? even : alike(text, from, start, to, gap, next);
    }

    private static boolean isEven(int first, int second) {
        return first == second && (first == 1 || first == FOUR);
    }

    /**
     * Whether two groups with one byte between say already that they begin no row: they stand as numbers do, and are neither pairs nor even; or
     * are in the midst of an even one.
     */
    private static boolean isWritten(byte[] text, int from, int start, int gap, int first, int second) {
        boolean usual = isUsual(text, gap, gap + 1);
        if (!usual && !isGroupedBy(text, gap, gap + 1)) {
            return false;
        }
        if (!isEven(first, second)) {
            return !usual || first != 2 || second != 2;
        }
        int before = start - 1 - first;
        return before >= from
                && text[start - 1] == text[gap]
                && digits(text, before, start) == first
                && (before == from || !Utf8.isDigit(text[before - 1]));
    }

    /** Groups of one length, whatever stands between. */
    private static int even(byte[] text, int from, int start, int to, int length) {
        boolean usual = true;
        boolean grouped = isGroupedBy(text, start + length, endOfGap(text, start + length, to));
        int first = start + length;
        int behindFirst = endOfGap(text, first, to);
        boolean alike = true;
        int digits = length;
        int end = first;
        int next = behindFirst;
        while (next > end
                && digits(text, next, to) == length
                && digits <= MAX_DIGITS
                && !isPoint(text, end, next, length)) {
            boolean same = Arrays.equals(text, first, behindFirst, text, end, next);
            if (alike && !same && digits >= (length == FOUR ? 4 * FOUR : MIN_DIGITS)) {
                break; // what follows is set apart from what all have the same between
            }
            alike &= same;
            usual &= isUsual(text, end, next);
            grouped &= next - end == 1 && text[end] == text[first];
            digits += length;
            end = next + length;
            next = endOfGap(text, end, to);
        }
        boolean tail = length == FOUR && digits == 4 * FOUR && next > end && digits(text, next, to) == 3;
        end = tail ? next + 3 : end;
        if (digits < MIN_DIGITS
                || digits > MAX_DIGITS
                || (usual && length == FOUR)
                || grouped
                || Utf8.isWordAt(text, end, to)
                || isEvenBefore(text, from, start, length, alike ? behindFirst - first : 0)) {
            return 0;
        }
        return length == 1 ? start - end : end - start;
    }

    private static boolean isPoint(byte[] text, int gap, int end, int length) {
        return length == 1 && end - gap == 1 && text[gap] == '.';
    }

    /** Whether the row began before, with the same between as behind its first group if that is {@code width} bytes. */
    private static boolean isEvenBefore(byte[] text, int from, int start, int length, int width) {
        int end = start;
        while (end > from && start - end < MAX_GAP && gapAt(text, end - 1) != 0) {
            end--;
        }
        int digit = end;
        while (digit > from && end - digit <= length && Utf8.isDigit(text[digit - 1])) {
            digit--;
        }
        boolean other = width > 0
                && (start - end != width
                        || !Arrays.equals(text, end, start, text, start + length, start + length + width));
        return end < start && end - digit == length && !other;
    }

    /** Groups with the same between all of them, {@code [gap, next)}. */
    private static int alike(byte[] text, int from, int start, int to, int gap, int next) {
        int width = next - gap;
        boolean usual = isUsual(text, gap, next);
        if (isGroupedBy(text, gap, next) || (usual && gap - start != 2)) {
            return 0;
        }
        int groups = 1;
        int digits = gap - start;
        int end = gap;
        boolean pairs = digits == 2;
        boolean thousands = digits <= 3 && width == 1 && text[gap] == ',';
        while (Utf8.isDigitAt(text, end + width, to) && Arrays.equals(text, gap, next, text, end, end + width)) {
            int group = digits(text, end + width, to);
            if (group > MAX_GROUP || digits + group > MAX_DIGITS) {
                return 0;
            }
            pairs &= group == 2;
            thousands &= group == 3;
            digits += group;
            groups++;
            end += width + group;
        }
        boolean joined = start - width - 1 >= from
                && Utf8.isDigit(text[start - width - 1])
                && Arrays.equals(text, gap, next, text, start - width, start);
        boolean together = (pairs && digits >= MIN_PAIRED) || (thousands && digits >= MIN_THOUSANDS);
        if (groups < 3
                || digits < MIN_DIGITS
                || joined
                || Utf8.isWordAt(text, end, to)
                || (!together && (usual || thousands))) {
            return 0;
        }
        return together ? start - end : end - start;
    }

    /** Whether such groups have dashes put between anyway, before anybody looks for these rows. */
    private static boolean isGroupedBy(byte[] text, int gap, int end) {
        return end - gap == 1 && (text[gap] == '.' || text[gap] == '/' || text[gap] == '_');
    }

    private static boolean isUsual(byte[] text, int gap, int end) {
        return end - gap == 1 && (text[gap] == ' ' || text[gap] == '-');
    }

    /** How many digits stand at {@code at}; far more than a group has are enough. */
    private static int digits(byte[] text, int at, int to) {
        int end = at;
        while (Utf8.isDigitAt(text, end, to) && end - at <= MAX_GROUP) {
            end++;
        }
        return end - at;
    }

    /** Where what stands between two groups ends, or {@code at}. */
    static int endOfGap(byte[] text, int at, int to) {
        int end = at;
        int marks = 0;
        while (end < to && end - at <= MAX_GAP && marks <= MAX_MARKS && gapAt(text, end) != 0) {
            marks += gapAt(text, end) == MARK ? 1 : 0;
            end++;
        }
        return end - at > MAX_GAP || marks > MAX_MARKS ? at : end;
    }

    static boolean isGap(byte b) {
        return b >= 0 && GAPS[b] != 0;
    }

    private static byte gapAt(byte[] text, int at) {
        return text[at] < 0 ? 0 : GAPS[text[at]];
    }
}
