package io.driftgate.pii.pattern;

/**
 * Phone numbers that are written as such. Finds candidates by their form; {@link PhoneNumbers} says which are assigned.
 *
 * <ul>
 *   <li>International ones (ITU-T E.164) behind {@code +}, {@code 00} or {@code 011}, in groups, with a trunk {@code (0)}.
 *   <li>North American ones, {@code (415) 555-2671}, {@code 415-555-2671} or {@code 1.415.555.2671}, where such a region is looked for.
 *       Neither area nor exchange code starts with 0 or 1 or ends in 11, and an area's second digit is not 9.
 *   <li>National ones of other regions, with the trunk prefix where there is one.
 * </ul>
 *
 * An extension, {@code x123} or {@code ext. 123}, belongs to the number. Bare digits, and numbers of no known form, need words that
 * speak for them. Examines at most {@value #MAX_SPAN} bytes for a run of digits, and asks libphonenumber, which takes microseconds,
 * a bounded number of times for each message: beyond that the form alone decides. Mutable; one event loop.
 */
final class PhoneMatcher {
    private static final int MAX_SPAN = 40;
    private static final int MAX_GROUPS = 8;
    private static final int MIN_DIGITS = 8;
    private static final int MAX_DIGITS = 15;
    private static final int MIN_NATIONAL_DIGITS = 8;
    private static final int MAX_NATIONAL_DIGITS = 12;
    private static final int FIRST_QUESTIONS = 1024;
    private static final int BYTES_PER_QUESTION = 256;
    private static final int MAX_EXTENSION = 6;

    // Scores, of 100, without any word that speaks for a phone number.
    private static final int SURE = 90;
    private static final int ASSIGNED = 75;
    private static final int PLAUSIBLE = 55;
    private static final int NEEDS_WORDS = 40;

    // The groups of the candidate at hand: where each ends, and the digits up to there.
    private final int[] ends = new int[MAX_GROUPS];
    private final long[] values = new long[MAX_GROUPS];
    private final int[] lengths = new int[MAX_GROUPS];
    private int groups;
    /** Whether all separators are blanks. */
    private boolean blanks;

    private char separator;
    private int questions = FIRST_QUESTIONS;

    /** Up to where the text at hand belongs to a number that was found. */
    private int coveredTo;

    /** Begins a message. */
    void begin() {
        questions = FIRST_QUESTIONS;
    }

    /** Begins a text of the message, {@code [from, to)}. */
    void beginText(int from, int to) {
        questions += (to - from) / BYTES_PER_QUESTION;
        coveredTo = from;
    }

    /**
     * Looks for a number that starts with a run of digits.
     *
     * @return how many bytes were examined
     */
    int match(byte[] text, int from, int to, int run, int end, PhoneNumbers numbers, ScoredHits out) {
        if (end - run > MAX_DIGITS || run < coveredTo || Utf8.isWordBefore(text, from, run)) {
            return 0;
        }
        boolean plus = run > from && text[run - 1] == '+';
        boolean open = !plus && run > from && text[run - 1] == '(' && end < to && text[end] == ')';
        int limit = Math.min(to, run + MAX_SPAN);
        boolean enclosed = plus && run - 1 > from && text[run - 2] == '(' && end < to && text[end] == ')';
        read(text, run, limit, open || enclosed);
        int start = plus || open ? run - 1 : run;
        if (plus) {
            if (start > from && Utf8.isWordBefore(text, from, start)) {
                return limit - run;
            }
            international(text, to, enclosed ? start - 1 : start, out);
        } else if (!NumberBounds.isJoinedBefore(text, from, start, blanks && !open)) {
            if (isPrefixed(text, run, to)) {
                prefixed(text, to, start, run, out);
            } else if (!(numbers.hasNanp() && northAmerican(text, to, start, run, out)) && numbers.hasOthers()) {
                national(text, to, start, run, open, numbers, out);
            }
        }
        return limit - run;
    }

    // ---- forms

    private void international(byte[] text, int to, int start, ScoredHits out) {
        for (int i = groups - 1; i >= 0 && lengths[i] >= MIN_DIGITS; i--) {
            if (values[i] >= 0 && isEnd(text, ends[i], to, false) && isAssigned(values[i], lengths[i])) {
                add(text, to, start, i, ScoredHits.CERTAIN, out);
                return;
            }
        }
        for (int i = groups - 1; i >= 0 && lengths[i] >= MIN_DIGITS; i--) {
            if (isEnd(text, ends[i], to, false) && isPossible(values[i], lengths[i])) {
                boolean nanp = values[i] / 10_000_000_000L == PhoneNumbers.NANP && lengths[i] == 11;
                boolean possible = !nanp || isCode((int) (values[i] / 10_000_000 % 1000));
                add(text, to, start, i, possible ? PLAUSIBLE : NEEDS_WORDS, out);
                return;
            }
        }
    }

    /** Whether the digits begin as one dials abroad: {@code 00} from most countries, {@code 011} from North America. */
    private static boolean isPrefixed(byte[] text, int run, int to) {
        return run + 2 < to
                && text[run] == '0'
                && (text[run + 1] == '0' || (text[run + 1] == '1' && text[run + 2] == '1'));
    }

    private void prefixed(byte[] text, int to, int start, int run, ScoredHits out) {
        int prefix = text[run + 1] == '0' ? 2 : 3;
        for (int i = groups - 1; i >= 0 && lengths[i] - prefix >= MIN_DIGITS; i--) {
            if (isEnd(text, ends[i], to, false)) {
                long digits = prefix == 3 ? values[i] % power(lengths[i] - 3) : values[i];
                if (isAssigned(digits, lengths[i] - prefix)) {
                    add(text, to, start, i, i > 0 ? ASSIGNED : NEEDS_WORDS, out);
                    return;
                }
            }
        }
    }

    private boolean northAmerican(byte[] text, int to, int start, int run, ScoredHits out) {
        int trunk = lengths[0] == 1 && text[run] == '1' ? 1 : 0;
        boolean open = text[start] == '(' || (trunk == 1 && groups > 1 && ends[1] < to && text[ends[1]] == ')');
        for (int i = Math.min(groups - 1, trunk + 2); i >= 0; i--) {
            int digits = lengths[i] - trunk;
            boolean bare = i == trunk && !open;
            boolean shaped = digits == 10
                    && (bare || lengths[trunk] - trunk == 3)
                    && (i < trunk + 2 || lengths[trunk + 1] - trunk == 6);
            if (!shaped || !isEnd(text, ends[i], to, blanks && !open)) {
                continue;
            }
            int area = (int) (values[i] / 10_000_000 % 1000);
            boolean possible = isCode(area) && area / 10 % 10 != 9 && isCode((int) (values[i] / 10_000 % 1000));
            boolean assigned = possible && PhoneNumbers.isArea(area);
            int score;
            if (bare) {
                score = assigned ? NEEDS_WORDS : 0;
            } else if (!possible) {
                score = open && area >= 200 ? PLAUSIBLE : blanks && !open ? 0 : NEEDS_WORDS;
            } else {
                score = assigned ? open ? SURE : ASSIGNED : blanks && !open ? NEEDS_WORDS : PLAUSIBLE;
            }
            if (score > 0) {
                add(text, to, start, i, score, out);
            }
            return score > 0;
        }
        return false;
    }

    private void national(byte[] text, int to, int start, int run, boolean open, PhoneNumbers numbers, ScoredHits out) {
        if (isDate(text)) {
            return;
        }
        boolean formed = text[run] == '0' || !numbers.startsWithZero();
        long shape = 0;
        for (int i = 0; i < groups; i++) {
            shape = shape << 4 | (lengths[i] - (i == 0 ? 0 : lengths[i - 1]));
        }
        for (int i = groups - 1; i >= 0 && lengths[i] >= MIN_NATIONAL_DIGITS; i--, shape >>= 4) {
            if (lengths[i] > MAX_NATIONAL_DIGITS || !isEnd(text, ends[i], to, blanks && !open)) {
                continue;
            }
            boolean needsWords = i == 0 || !formed || !hasNoTinyGroup(i);
            if (needsWords && !out.counts(PiiEntity.PHONE_NUMBER, start, ends[i], NEEDS_WORDS)) {
                continue; // whether it is assigned costs more to know
            }
            // Part numbers have dashes and a leading zero too.
            boolean anyGroups = blanks || open || separator == '/' || i < 2;
            PhoneNumbers.National form = questions > 0
                    ? numbers.national(values[i], lengths[i], shape, anyGroups)
                    : i > 0 ? PhoneNumbers.National.WRITTEN : PhoneNumbers.National.NO;
            questions--;
            if (form != PhoneNumbers.National.NO) {
                boolean written = form == PhoneNumbers.National.WRITTEN && !needsWords;
                add(text, to, start, i, written ? ASSIGNED : NEEDS_WORDS, out);
                return;
            }
        }
    }

    /** Numbers with dots are more often versions, addresses and amounts: phone numbers have no group of one digit there. */
    private boolean hasNoTinyGroup(int last) {
        for (int i = 0; i <= last && separator == '.'; i++) {
            if (lengths[i] - (i == 0 ? 0 : lengths[i - 1]) < 2) {
                return false;
            }
        }
        return true;
    }

    /** Day, month and year, or the other way round; the hour may follow. */
    private boolean isDate(byte[] text) {
        if (groups < 3 || lengths[2] != 8 || text[ends[0]] != text[ends[1]]) {
            return false;
        }
        boolean yearLast = lengths[0] == 2 && lengths[1] == 4;
        long year = yearLast ? values[2] % 10_000 : values[0];
        boolean timeFollows = text[ends[0]] != ' ' && year >= 1900 && year < 2100;
        return (yearLast || (lengths[0] == 4 && lengths[1] == 6)) && (groups == 3 || timeFollows);
    }

    // ---- reading

    /** Reads groups of digits with one separator between them, or parentheses, or both. */
    private void read(byte[] text, int run, int limit, boolean opened) {
        groups = 0;
        blanks = true;
        separator = 0;
        boolean open = opened;
        long value = 0;
        int length = 0;
        int p = run;
        while (groups < MAX_GROUPS) {
            int first = p;
            while (p < limit && Utf8.isDigit(text[p]) && length <= MAX_DIGITS + 3) {
                value = value * 10 + (text[p++] - '0');
                length++;
            }
            if (length > MAX_DIGITS + 3) {
                return;
            }
            boolean trunk = groups > 0 && text[first - 1] == '(' && p == first + 1 && text[first] == '0';
            if (trunk && p < limit && text[p] == ')') {
                value /= 10; // +44 (0)20: nobody dials both
                length--;
            } else {
                ends[groups] = p;
                values[groups] = value;
                lengths[groups++] = length;
            }
            int q = p;
            if (open && q < limit && text[q] == ')') {
                open = false;
                q++;
            } else if (open) {
                groups--; // a number does not end before its parenthesis does
                return;
            }
            int separated = q;
            if (q < limit && isSeparator(text[q])) {
                q++;
                boolean spaced = text[q - 1] == ' ' && q + 1 < limit && text[q] == '-' && text[q + 1] == ' ';
                q += spaced ? 2 : 0;
            }
            boolean separates = q > separated;
            if (!open && q < limit && text[q] == '(') {
                open = true;
                q++;
            }
            if (q == p || q >= limit || !Utf8.isDigit(text[q])) {
                return;
            }
            if (separates) {
                blanks &= text[separated] == ' ';
                separator = separator == 0 ? (char) text[separated] : separator;
            }
            p = q;
        }
    }

    private static boolean isSeparator(byte b) {
        return NumberBounds.isSeparator(b) || b == '/';
    }

    // ---- deciding

    private boolean isAssigned(long digits, int length) {
        if (length > MAX_DIGITS) {
            return false;
        }
        if (length > 1 && digits / power(length - 1) == PhoneNumbers.NANP) {
            if (length != 11) {
                return false;
            }
            int area = (int) (digits / 10_000_000 % 1000);
            return isCode(area) && isCode((int) (digits / 10_000 % 1000)) && PhoneNumbers.isArea(area);
        }
        if (questions <= 0) {
            return isPossible(digits, length);
        }
        questions--;
        return PhoneNumbers.isValidInternational(digits, length);
    }

    private static boolean isPossible(long digits, int length) {
        int code = length > MAX_DIGITS ? 0 : PhoneNumbers.callingCodeDigits(digits, length);
        boolean nanp = code == 1 && digits / power(length - 1) == PhoneNumbers.NANP;
        return code > 0 && (!nanp || length == 11) && digits >= power(length - 1);
    }

    private static boolean isCode(int code) {
        return code >= 200 && code % 100 != 11;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Whether a number can end here: not within a word or a longer number, except before an extension. */
    private static boolean isEnd(byte[] text, int at, int to, boolean byBlank) {
        if (extension(text, at, to) > at) {
            return true;
        }
        return !Utf8.isWordAt(text, at, to)
                && !(byBlank && at + 1 < to && text[at] == ' ' && Utf8.isDigit(text[at + 1]))
                && !(at + 1 < to && (text[at] == '-' || text[at] == '.') && Utf8.isDigit(text[at + 1]));
    }

    private void add(byte[] text, int to, int start, int group, int score, ScoredHits out) {
        int end = extension(text, ends[group], to);
        coveredTo = score >= PLAUSIBLE ? end : coveredTo;
        out.add(PiiEntity.PHONE_NUMBER, start, end, score);
    }

    /** The end of an extension that starts at {@code at}, or {@code at}. */
    private static int extension(byte[] text, int at, int to) {
        int p = at;
        while (p < to && p - at < 2 && (text[p] == ' ' || text[p] == ',' || text[p] == '#')) {
            p++;
        }
        if (p < to && (text[p] | 0x20) == 'x') {
            p++;
        } else if (p + 3 <= to
                && (text[p] | 0x20) == 'e'
                && (text[p + 1] | 0x20) == 'x'
                && (text[p + 2] | 0x20) == 't') {
            p += 3;
        } else {
            return at;
        }
        while (p < to && (text[p] == '.' || text[p] == ':' || text[p] == ' ')) {
            if (++p - at > 8) {
                return at;
            }
        }
        int digits = p;
        while (p < to && p - digits <= MAX_EXTENSION && Utf8.isDigit(text[p])) {
            p++;
        }
        return p == digits || p - digits > MAX_EXTENSION || Utf8.isWordAt(text, p, to) ? at : p;
    }
}
