package io.driftgate.pii.pattern;

/**
 * MAC addresses (IEEE 802, EUI-48): six pairs of hexadecimal digits with colons or with dashes between, or three groups of four with
 * dots. Not part of a longer row of the same kind; of all zeros or ones it is nobody's.
 *
 * <p>Examines at most {@value #LENGTH} bytes on either side.
 */
final class MacMatcher {
    private static final int LENGTH = 17;
    private static final int DOTTED_LENGTH = 14;
    private static final int COLONS = 90;
    private static final int OTHERS = 80;
    /** Without a letter it may as well be times or parts of a number. */
    private static final int NO_LETTER = 45;

    private static final boolean[] GOES_ON = new boolean[256];

    static {
        for (char mark : "-.abcdefABCDEF".toCharArray()) {
            GOES_ON[mark] = true;
        }
    }

    private MacMatcher() {}

    /**
     * Looks for the address that the separator at {@code at} is the first of.
     *
     * @return the end of what was found, or {@code at}
     */
    static int match(byte[] text, int from, int to, int at, ScoredHits out) {
        byte separator = text[at];
        int group = separator == '.' ? 4 : 2;
        int start = at - group;
        int end = start + (separator == '.' ? DOTTED_LENGTH : LENGTH);
        if (start < from || end > to || Utf8.isWordBefore(text, from, start) || Utf8.isWordAt(text, end, to)) {
            return at;
        }
        boolean letter = false;
        boolean varied = false;
        byte first = text[start];
        for (int p = start; p < end; p++) {
            boolean between = (p - start) % (group + 1) == group;
            if (between ? text[p] != separator : !isHex(text[p])) {
                out.examine(p - start);
                return at;
            }
            letter |= !between && !Utf8.isDigit(text[p]);
            varied |= !between && (text[p] | 0x20) != (first | 0x20);
        }
        out.examine(LENGTH);
        boolean goesOn = isGroupBefore(text, from, start, separator, group)
                || (end + 1 < to && text[end] == separator && isHex(text[end + 1]));
        boolean nobodys = !varied && (first == '0' || (first | 0x20) == 'f');
        if (goesOn || nobodys) {
            return at;
        }
        out.add(PiiEntity.MAC_ADDRESS, start, end, !letter ? NO_LETTER : separator == ':' ? COLONS : OTHERS);
        return end;
    }

    /** Whether one more group stands before, and not just a word and a colon. */
    private static boolean isGroupBefore(byte[] text, int from, int start, byte separator, int group) {
        int first = start - 1 - group;
        boolean digits = first >= from && text[start - 1] == separator;
        for (int p = first; digits && p < start - 1; p++) {
            digits = isHex(text[p]);
        }
        return digits && !Utf8.isWordBefore(text, from, first);
    }

    /** Whether a run of digits has on some side what an address with dashes or dots goes on with there. */
    static boolean mayBeAround(byte[] text, int from, int to, int run, int end) {
        return (end < to && GOES_ON[text[end] & 0xff]) || (run > from && GOES_ON[text[run - 1] & 0xff]);
    }

    /** As {@link #match}, for an address with dashes or dots that the digit at {@code digit} is in. */
    static int matchAround(byte[] text, int from, int to, int digit, ScoredHits out) {
        int p = digit;
        while (p < to && p - digit < 4 && isHex(text[p])) {
            p++;
        }
        int start = digit;
        while (start > from && digit - start < 4 && isHex(text[start - 1])) {
            start--;
        }
        byte separator = p < to && isMark(text[p]) ? text[p] : start > from ? text[start - 1] : 0;
        if (!isMark(separator)) {
            return digit;
        }
        while (start > from && digit - start < LENGTH && (isHex(text[start - 1]) || text[start - 1] == separator)) {
            start--;
        }
        start += text[start] == separator ? 1 : 0;
        int first = start + (separator == '.' ? 4 : 2);
        return first < to && text[first] == separator ? Math.max(digit, match(text, from, to, first, out)) : digit;
    }

    private static boolean isMark(byte b) {
        return b == '-' || b == '.';
    }

    private static boolean isHex(byte b) {
        return Utf8.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
