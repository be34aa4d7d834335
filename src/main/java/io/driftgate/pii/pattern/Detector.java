package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Finds the entities in one text, in one pass: only a digit, an {@code @} or a colon can have one hang on it, and for some a dot, a dash
 * or a low line, so all other bytes are skipped, eight at a time, and the exact matchers run at these.
 *
 * <p>Linear on any input: a run of digits or of an address is passed once, and each matcher examines a bounded number of bytes
 * around its run, or stops at the next {@code @}. Allocates nothing. One event loop.
 */
public final class Detector {
    private static final byte DIGIT = 1;
    private static final byte AT = 2;
    private static final byte COLON = 3;
    private static final byte DOT = 4;
    private static final byte DASH = 5;
    private static final byte LOW_LINE = 6;
    private static final byte ESCAPE = 7;
    private static final byte FOREIGN = 8;
    private static final byte EQUALS = 9;
    /** Looked at only because they stand between a colon and an equals sign. */
    private static final byte PASSED = 10;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int digit = '0'; digit <= '9'; digit++) {
            CLASSES[digit] = DIGIT;
        }
        CLASSES['@'] = AT;
        CLASSES[':'] = COLON;
        CLASSES['.'] = DOT;
        CLASSES['-'] = DASH;
        CLASSES['_'] = LOW_LINE;
        CLASSES['%'] = ESCAPE;
        CLASSES['&'] = ESCAPE;
        CLASSES['\\'] = ESCAPE;
        CLASSES['='] = EQUALS;
        CLASSES[';'] = PASSED;
        CLASSES['<'] = PASSED;
        Arrays.fill(CLASSES, 0x80, 0x100, FOREIGN);
    }

    private static final int SPREAD_CARD = 80;
    private static final int OF_ELEMENTS = 80;

    private final Match match = new Match();
    private final PhoneMatcher phones = new PhoneMatcher();
    private final ScoredHits hits = new ScoredHits();
    private final BirthDateMatcher birthDates = new BirthDateMatcher();
    private final Signs signs = new Signs();
    // Up to where something has been looked at that later bytes of it need not be tried for.
    private int endOfToken;
    private int endOfHexRun;
    private int endOfUrl;
    private int endOfMac;
    /** The digits up to there are of something that nothing else outweighs. */
    private int endOfCertain;

    /** How many bytes the matchers have examined since this was made, beyond the pass itself. */
    public long examined() {
        return match.examined + hits.examined();
    }

    /**
     * Says under which name the texts and numbers stand that are scanned from now on: a key, a feature, a header, a parameter. Its words
     * are context. The bytes must stay as they are until the next call; an empty range is no name.
     */
    public void context(byte[] name, int from, int to) {
        hits.context().name(name, from, to);
    }

    /** Begins a message: what is looked at in it is bounded by its size. */
    public void begin() {
        phones.begin();
    }

    /** Adds to {@code out} what {@code text[from, to)} holds. */
    public void scan(byte[] text, int from, int to, PatternSet set, Hits out) {
        signs.ignore();
        pass(text, from, to, set, out);
        end(true);
    }

    /**
     * As {@link #scan}, and tells whether the text may say something else than it does as it stands: an escape may be in it, a character
     * that stands for another, digits in groups, Base64. If not, no other look at it is needed.
     *
     * @param scores whether the scores matter of findings that overlap no other: else, if there is no sign, they may be those of the form alone,
     *     as the words around have not been read
     */
    public boolean scanForSigns(byte[] text, int from, int to, PatternSet set, boolean scores, Hits out) {
        signs.seek(from);
        pass(text, from, to, set, out);
        boolean found = !signs.isSeeking();
        end(scores || found);
        return found;
    }

    /**
     * As {@link #scan}, for a text in which digits were put together that stood apart: what no check digit or unmistakable form decides
     * counts only with words that speak for it.
     */
    public void scanLoosely(byte[] text, int from, int to, PatternSet set, Hits out) {
        limited(text, from, to, set, out, ScoredHits.CERTAIN);
    }

    /**
     * As {@link #scanLoosely}, for digits that were put together from elements of a list: a check digit is likely to decide, or with
     * {@code onlyNames} it doesn't either.
     */
    public void scanElements(byte[] text, int from, int to, PatternSet set, boolean onlyNames, Hits out) {
        limited(text, from, to, set, out, onlyNames ? ScoredHits.LOOSE : OF_ELEMENTS);
    }

    private void limited(byte[] text, int from, int to, PatternSet set, Hits out, int most) {
        signs.ignore();
        hits.limit(ScoredHits.LOOSE, most);
        pass(text, from, to, set, out);
        end(true);
        hits.limit(ScoredHits.CERTAIN, ScoredHits.CERTAIN);
    }

    /** Whether the name that was said last speaks for some entity of a set. */
    public boolean nameSpeaks(PatternSet set) {
        return hits.context().nameSpeaks(set.contextWords());
    }

    private void pass(byte[] text, int from, int to, PatternSet set, Hits out) {
        hits.begin(text, from, to, set, out);
        phones.beginText(from, to);
        endOfToken = from;
        endOfHexRun = from;
        endOfUrl = from;
        endOfMac = from;
        endOfCertain = from;
        boolean marks = set.hasMarks();
        int i = from;
        while ((i = next(text, from, i, to, marks)) < to) {
            switch (CLASSES[text[i] & 0xff]) {
                case DIGIT -> {
                    int end = endOfDigits(text, i, to);
                    if (end - i <= 4 && isAloneInProse(text, from, to, i, end)) {
                        aloneInProse(text, from, to, i, end);
                    } else {
                        digits(text, from, to, i, end, set);
                        signs.digits(text, from, i, end, to);
                    }
                    i = end;
                }
                case AT -> {
                    if (hits.wants(PiiEntity.EMAIL_ADDRESS) && EmailMatcher.match(text, from, to, i, match)) {
                        found(PiiEntity.EMAIL_ADDRESS, ScoredHits.CERTAIN);
                    }
                    SecretMatcher.matchCredentials(text, from, to, i, hits);
                    i++;
                }
                case COLON -> colon(text, from, to, i++);
                case DOT -> dot(text, from, to, i++);
                case DASH -> {
                    signs.base64(text, from, i, to);
                    i = dashes(text, from, to, i);
                }
                case LOW_LINE -> {
                    signs.base64(text, from, i, to);
                    token(text, from, to, i, ++i);
                }
                case ESCAPE -> signs.escape(text, i++, to);
                case EQUALS -> signs.padding(text, from, i++, to);
                case FOREIGN -> {
                    signs.found();
                    i++;
                }
                default -> i++;
            }
        }
        if (!set.custom().isEmpty()) {
            CustomMatcher.match(text, from, to, set.custom(), hits);
        }
    }

    private void end(boolean scores) {
        hits.settle(scores);
        hits.end();
    }

    private void colon(byte[] text, int from, int to, int at) {
        if (at >= endOfUrl && hits.wants(PiiEntity.URL)) {
            endOfUrl = UrlMatcher.matchScheme(text, from, to, at, hits);
        }
        if (at >= endOfMac && hits.wants(PiiEntity.MAC_ADDRESS)) {
            endOfMac = MacMatcher.match(text, from, to, at, hits);
        }
        if (at >= endOfHexRun && hits.wants(PiiEntity.IP_ADDRESS)) {
            endOfHexRun = IpMatcher.endOfRun(text, at, to);
            if (IpMatcher.matchV6(text, from, to, at, endOfHexRun, match)) {
                found(PiiEntity.IP_ADDRESS, ScoredHits.CERTAIN);
            }
        }
    }

    private void dot(byte[] text, int from, int to, int at) {
        if (at >= endOfUrl && at + 1 < to && (text[at + 1] > ' ' || text[at + 1] < 0) && hits.wants(PiiEntity.URL)) {
            endOfUrl = UrlMatcher.matchHost(text, from, to, at, hits);
        }
    }

    /** Passes a row of dashes; what begins a block of a key has several. */
    private int dashes(byte[] text, int from, int to, int at) {
        int end = at + 1;
        while (end < to && text[end] == '-') {
            end++;
        }
        if (end - at > 1) {
            SecretMatcher.match(text, from, to, at, end, hits);
        }
        return end;
    }

    /** Lets those look who look for long tokens, once for each. */
    private void token(byte[] text, int from, int to, int at, int end) {
        if (at >= endOfToken) {
            endOfToken = endOfToken(text, end, to);
            SecretMatcher.match(text, from, to, at, end, hits);
            CryptoMatcher.match(text, from, to, at, end, hits);
        }
    }

    /**
     * Adds to {@code out} what a number that stands by itself is: a payment card, or what its name says. A finding covers all digits.
     *
     * @param digits of a whole number, without sign, fraction or exponent
     */
    public void number(byte[] digits, int length, PatternSet set, Hits out) {
        hits.beginNumber(digits, length, set, out);
        phones.beginText(0, length);
        endOfToken = 0;
        endOfMac = length;
        endOfCertain = 0;
        if (hits.context().nameSpeaks()) {
            digits(digits, 0, length, 0, length, set);
        } else if (hits.wants(PiiEntity.CREDIT_CARD) && CardMatcher.match(digits, 0, length, 0, match)) {
            found(PiiEntity.CREDIT_CARD, CardMatcher.score(digits, match.from, match.to)); // all else needs a name
        }
        hits.end();
    }

    private void found(PiiEntity entity, int score) {
        hits.add(entity, match.from, match.to, score);
        endOfCertain = score == ScoredHits.CERTAIN ? Math.max(endOfCertain, match.to) : endOfCertain;
    }

    /** The next byte of a class, or {@code to}. */
    private int next(byte[] text, int from, int at, int to, boolean marks) {
        if (at + 1 < to && text[at] == ' ' && Utf8.isDigit(text[at + 1])) {
            return at + 1; // as between the groups of a number
        }
        int i = signs.isSeeking() ? Candidates.nextOrSign(text, from, at, to, marks, signs) : at;
        if (!signs.isSeeking()) {
            i = marks ? Candidates.nextOrMark(text, i, to) : Candidates.next(text, i, to);
        }
        while (i < to && CLASSES[text[i] & 0xff] == 0) {
            i++; // one of the last few bytes, or there already
        }
        return i;
    }

    private static int endOfDigits(byte[] text, int run, int to) {
        int end = run + 1;
        while (end < to && Utf8.isDigit(text[end])) {
            end++;
        }
        return end;
    }

    /** Tries what a few digits between words can be of. They are no sign of anything. */
    private void aloneInProse(byte[] text, int from, int to, int run, int end) {
        if (end - run <= 2 && hits.wants(PiiEntity.DATE_OF_BIRTH)) {
            birthDates.match(text, from, to, run, end, hits);
        }
    }

    /** Tries all that can start with, or hang on, the maximal run of digits {@code [run, end)}. */
    private void digits(byte[] text, int from, int to, int run, int end, PatternSet set) {
        if (isPartOfNumber(text, from, to, run, end)) {
            return;
        }
        if (isInToken(text, from, to, run, end)) {
            token(text, from, to, run, end);
        }
        if (run >= endOfMac
                && end - run <= 4
                && MacMatcher.mayBeAround(text, from, to, run, end)
                && hits.wants(PiiEntity.MAC_ADDRESS)) {
            endOfMac = MacMatcher.matchAround(text, from, to, run, hits);
        }
        boolean covered =
                run < endOfCertain; // cards may overlap, so that a mask of one alone would leave digits of the other
        if (!covered && set.hasIds()) {
            IdMatcher.match(text, from, to, run, end, hits);
        }
        int length = end - run;
        if (Utf8.isWordBefore(text, from, run)) {
            if (length >= 2 && hits.wants(PiiEntity.IBAN_CODE) && IbanMatcher.match(text, from, to, run, match)) {
                found(PiiEntity.IBAN_CODE, ScoredHits.CERTAIN);
            }
            return;
        }
        if (length <= 2
                && hits.wants(PiiEntity.IBAN_CODE)
                && IbanMatcher.matchSpread(text, from, to, run, end, match)) {
            found(PiiEntity.IBAN_CODE, ScoredHits.CERTAIN);
            return;
        }
        if (length >= 4 && length <= CardMatcher.MAX_DIGITS && hits.wants(PiiEntity.CREDIT_CARD)) {
            if (CardMatcher.match(text, from, to, run, match)) {
                found(PiiEntity.CREDIT_CARD, CardMatcher.score(text, match.from, match.to));
            } else if (length == 4 && CardMatcher.matchSpread(text, from, to, run, match)) {
                found(PiiEntity.CREDIT_CARD, SPREAD_CARD);
            }
        }
        if (!covered && hits.wants(PiiEntity.US_SSN)) {
            int passed = hits.passed();
            SsnMatcher.match(text, from, to, run, end, hits);
            endOfCertain = length == 3 && hits.passed() > passed ? hits.endOfLast() : endOfCertain;
        }
        if (!covered && hits.wants(PiiEntity.DATE_OF_BIRTH)) {
            birthDates.match(text, from, to, run, end, hits);
        }
        if (length <= 3 && end < to && text[end] == '.' && hits.wants(PiiEntity.IP_ADDRESS)) {
            if (IpMatcher.matchV4(text, from, to, run, match)) {
                found(PiiEntity.IP_ADDRESS, ScoredHits.CERTAIN);
            }
        }
        boolean plus = run > from && text[run - 1] == '+';
        if ((plus || run >= endOfCertain) && hits.wants(PiiEntity.PHONE_NUMBER)) {
            hits.examine(phones.match(text, from, to, run, end, set.phones(), hits));
        }
    }

    /** Whether a dot or dash joins the digits to others before, as in {@code 0.25}: whatever they are of starts there. */
    private static boolean isPartOfNumber(byte[] text, int from, int to, int run, int end) {
        return run - 2 >= from
                && (text[run - 1] == '.'
                        || (text[run - 1] == '-' && !(end < to && text[end] == '.'))) // 10.0.0.1-10.0.0.9
                && Utf8.isDigit(text[run - 2])
                && !(end < to && (isToken(text[end]) || text[end] < 0));
    }

    /** Whether a few digits stand between words in small letters, as in {@code about 20 people}: only a date can have these. */
    private static boolean isAloneInProse(byte[] text, int from, int to, int run, int end) {
        return run - 2 >= from
                && text[run - 1] == ' '
                && isSmallLetter(text[run - 2])
                && end + 1 < to
                && text[end] == ' '
                && isSmallLetter(text[end + 1]);
    }

    private static boolean isSmallLetter(byte b) {
        return b >= 'a' && b <= 'z';
    }

    private static boolean isInToken(byte[] text, int from, int to, int run, int end) {
        return (run > from && isToken(text[run - 1])) || (end < to && isToken(text[end]));
    }

    private static int endOfToken(byte[] text, int at, int to) {
        int p = at;
        while (p < to && (isToken(text[p]) || Utf8.isDigit(text[p]))) {
            p++;
        }
        return p;
    }

    private static boolean isToken(byte b) {
        return Utf8.isAsciiLetter(b) || b == '_';
    }
}
