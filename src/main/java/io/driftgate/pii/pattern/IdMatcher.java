package io.driftgate.pii.pattern;

/**
 * Identifiers of persons and accounts that have a written form and mostly a check digit: {@link IdFormats} has the
 * forms; {@link UsIds}, {@link EuropeanIds} and {@link WorldIds} have the rules. From the start of a word that a run of digits is in, the runs of digits and letters that follow are walked as
 * long as some form goes on so, at most eight; then the longest form whose rules hold is taken.
 *
 * <p>An identifier stands by itself: no letter or digit beside it, no dash or dot that leads on to more, no blank and digits when
 * blanks group its own, no plus sign before (a phone number). In lower case, letters are weaker evidence: such texts are
 * mostly hexadecimal.
 */
final class IdMatcher {
    private static final int LOWER_CASE = 30;
    private static final int MAX_PREFIX = 3;
    private static final IdFormats FORMATS = new IdFormats();

    static {
        UsIds.addTo(FORMATS);
        EuropeanIds.addTo(FORMATS);
        WorldIds.addTo(FORMATS);
    }

    private IdMatcher() {}

    /** Looks at what the maximal run of digits {@code [run, end)} is the first digits of. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        if (end - run > IdFormats.MAX_DIGITS) {
            return;
        }
        int word = startOfLetters(text, from, run, IdFormats.MAX_LETTERS);
        if (Utf8.isSpacedWordBefore(text, from, word)) {
            return;
        }
        if (word < run) {
            walk(text, from, to, word, out);
            return;
        }
        if (run - 2 >= from && (text[run - 1] == ' ' || text[run - 1] == '-') && Utf8.isAsciiLetter(text[run - 2])) {
            int prefix = startOfLetters(text, from, run - 1, MAX_PREFIX);
            if (!Utf8.isSpacedWordBefore(text, from, prefix) && walk(text, from, to, prefix, out)) {
                return;
            }
        }
        if (run == from || text[run - 1] != '+') {
            walk(text, from, to, run, out);
        }
    }

    private static int startOfLetters(byte[] text, int from, int at, int max) {
        int start = at;
        while (start > from && at - start < max && Utf8.isAsciiLetter(text[start - 1])) {
            start--;
        }
        return start;
    }

    private static boolean walk(byte[] text, int from, int to, int start, ScoredHits out) {
        if (NumberBounds.isJoinedBefore(text, from, start, false)) {
            return false;
        }
        boolean blankBefore = Utf8.isDigit(text[start]) && NumberBounds.isJoinedBefore(text, from, start, true);
        long key = 0;
        long ends = 0; // as offsets, a byte per run
        int runs = 0;
        int separator = 0;
        int p = start;
        while (runs < IdFormats.MAX_RUNS && p < to) {
            boolean digits = Utf8.isDigit(text[p]);
            int first = p;
            int limit = Math.min(to, p + (digits ? IdFormats.MAX_DIGITS : IdFormats.MAX_LETTERS) + 1);
            while (p < limit && (digits ? Utf8.isDigit(text[p]) : Utf8.isAsciiLetter(text[p]))) {
                p++;
            }
            if (p == first || p - first > (digits ? IdFormats.MAX_DIGITS : IdFormats.MAX_LETTERS)) {
                break;
            }
            long next = key | IdFormats.runCode(digits, separator, p - first) << (8 * runs);
            if (FORMATS.find(next) == IdFormats.NONE) {
                break;
            }
            key = next;
            ends |= (long) (p - start) << (8 * runs++);
            separator = p + 1 < to ? IdFormats.separatorCode(text[p]) : 0;
            if (blankBefore && separator == IdFormats.BLANK) {
                break; // whatever goes on so started before
            }
            p += separator > 0 ? 1 : 0;
        }
        out.examine(p - start);
        return take(text, to, start, key, ends, runs, out);
    }

    /** Takes the longest beginning of the walk that is an identifier. */
    private static boolean take(byte[] text, int to, int start, long key, long ends, int runs, ScoredHits out) {
        for (int count = runs; count > 0; count--) {
            long form = count == IdFormats.MAX_RUNS ? key : key & ((1L << (8 * count)) - 1);
            IdFormats.Rule[] rules = FORMATS.rules(FORMATS.find(form));
            int end = start + (int) (ends >>> (8 * (count - 1)) & 0xff);
            if (rules.length > 0 && standsAlone(text, to, end, form, count)) {
                boolean taken = false;
                int lower = isLowerCase(text, start, end) ? LOWER_CASE : 0;
                for (IdFormats.Rule rule : rules) {
                    int score = rule.score() - lower;
                    if (out.wants(rule.entity())
                            && out.mayCount(rule.entity(), start, end, score)
                            && rule.check().holds(text, start, end)) {
                        out.add(rule.entity(), start, end, score);
                        taken = true;
                    }
                }
                if (taken) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether nothing behind goes on with it; what stands before was looked at first. */
    private static boolean standsAlone(byte[] text, int to, int end, long form, int runs) {
        boolean blanks = false;
        for (int run = 1; run < runs; run++) {
            blanks |= IdFormats.isBlankBefore(form, run);
        }
        return !Utf8.isSpacedWordAt(text, end, to)
                && !NumberBounds.goesOn(text, end, to, blanks)
                && !(end + 1 < to && text[end] == '-' && Utf8.isAsciiLetter(text[end + 1]));
    }

    private static boolean isLowerCase(byte[] text, int from, int to) {
        for (int p = from; p < to; p++) {
            if (text[p] >= 'a' && text[p] <= 'z') {
                return true;
            }
        }
        return false;
    }
}
