package io.driftgate.pii.pattern;

/**
 * Phone numbers that are written as such: international ones with {@code +} (ITU-T E.164: 8 to 15 digits; exactly 11 for country
 * code 1), and North American ones with separators or parentheses, optionally after a 1. Area and exchange codes are those
 * that the North American Numbering Plan can assign: neither starts with 0 or 1 nor ends in 11, and an area's second digit
 * is not 9. Bare digits are no evidence.
 */
final class PhoneMatcher {
    private static final int MIN_DIGITS = 8;
    private static final int MAX_DIGITS = 15;
    private static final int NANP_DIGITS = 11;

    private PhoneMatcher() {}

    /** @param run start of a run of digits behind a plus sign */
    static boolean matchInternational(byte[] text, int from, int to, int run, Match match) {
        if (text[run] == '0' || Utf8.isWordBefore(text, from, run - 1)) {
            return false;
        }
        int end = -1;
        int digits = 0;
        long number = 0;
        boolean open = false;
        int p = run;
        while (true) {
            while (Utf8.isDigitAt(text, p, to) && digits <= MAX_DIGITS) {
                number = number * 10 + (text[p++] - '0');
                digits++;
            }
            if (digits > MAX_DIGITS) {
                break;
            }
            boolean valid = text[run] == '1' ? isNanp(number, digits) : digits >= MIN_DIGITS;
            if (valid && !open && !isWordAfter(text, p, to)) {
                end = p;
            }
            int q = p;
            if (open && q < to && text[q] == ')') {
                open = false;
                q++;
            }
            if (q < to && (NumberBounds.isSeparator(text[q]) || text[q] == '/')) {
                q++;
            }
            if (!open && q < to && text[q] == '(') {
                open = true;
                q++;
            }
            if (q == p || !Utf8.isDigitAt(text, q, to)) {
                break;
            }
            p = q;
        }
        match.examined += p - run + 3;
        return end >= 0 && match.found(run - 1, end);
    }

    /** @param run start of a run of three digits, with no word character before: the area code */
    static boolean matchNorthAmerican(byte[] text, int from, int to, int run, Match match) {
        boolean parenthesised = run > from && text[run - 1] == '(';
        int p = run + 3;
        if (parenthesised) {
            if (p >= to || text[p] != ')') {
                return false;
            }
            p++;
        }
        boolean separated = p < to && NumberBounds.isSeparator(text[p]);
        if (!separated && !parenthesised) {
            return false;
        }
        boolean blanks = separated && !parenthesised && text[p] == ' ';
        int exchange = separated ? p + 1 : p;
        int end = exchange + 8;
        match.examined += 18;
        if (end > to || !NumberBounds.isSeparator(text[exchange + 3])) {
            return false;
        }
        blanks &= text[exchange + 3] == ' ';
        if (!isArea(NumberBounds.number(text, run, to, 3))
                || !isExchange(NumberBounds.number(text, exchange, to, 3))
                || NumberBounds.number(text, exchange + 4, to, 4) < 0) {
            return false;
        }
        int start = startWithTrunk(text, from, parenthesised ? run - 1 : run);
        boolean alone = !NumberBounds.isJoinedBefore(text, from, start, blanks)
                && !isWordAfter(text, end, to)
                && (Utf8.isWordAt(text, end, to) || !NumberBounds.isJoinedAfter(text, end, to, blanks));
        return alone && match.found(start, end);
    }

    /** Takes a 1 before the area code along: {@code 1-415-...}, {@code 1 (415) ...}, {@code 1(415) ...}. */
    private static int startWithTrunk(byte[] text, int from, int start) {
        int trunk = start - 1;
        if (trunk > from && NumberBounds.isSeparator(text[trunk])) {
            trunk--;
        } else if (text[start] != '(') {
            return start;
        }
        return trunk >= from && text[trunk] == '1' && !Utf8.isWordBefore(text, from, trunk) ? trunk : start;
    }

    /** An extension, {@code x12}, may follow without a blank. */
    private static boolean isWordAfter(byte[] text, int at, int to) {
        boolean extension = at < to && text[at] == 'x' && Utf8.isDigitAt(text, at + 1, to);
        return Utf8.isWordAt(text, at, to) && !extension;
    }

    private static boolean isNanp(long number, int digits) {
        return digits == NANP_DIGITS
                && isArea((int) (number / 10_000_000 % 1000))
                && isExchange((int) (number / 10_000 % 1000));
    }

    private static boolean isArea(int code) {
        return isExchange(code) && code / 10 % 10 != 9;
    }

    private static boolean isExchange(int code) {
        return code >= 200 && code % 100 != 11;
    }
}
