package io.driftgate.pii.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the entities in one text, in one pass: only a digit, an {@code @} or a colon can have one hang on it, so all other bytes
 * are skipped, eight at a time, and the exact matchers run at these.
 *
 * <p>Linear on any input: a run of digits or of an address is passed once, and each matcher examines a bounded number of bytes
 * around its run, or stops at the next {@code @}. Allocates nothing. One event loop.
 */
public final class Detector {
    private static final byte DIGIT = 1;
    private static final byte AT = 2;
    private static final byte COLON = 3;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int digit = '0'; digit <= '9'; digit++) {
            CLASSES[digit] = DIGIT;
        }
        CLASSES['@'] = AT;
        CLASSES[':'] = COLON;
    }

    private final Match match = new Match();
    private final PhoneMatcher phones = new PhoneMatcher();
    private final ScoredHits hits = new ScoredHits();
    private int endOfToken;

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
        hits.begin(text, from, to, set, out);
        endOfToken = from;
        phones.beginText(from, to);
        int endOfHexRun = from;
        int i = from;
        while ((i = nextCandidate(text, i, to)) < to) {
            switch (CLASSES[text[i] & 0xff]) {
                case DIGIT -> i = digits(text, from, to, i, set);
                case AT -> {
                    if (hits.wants(PiiEntity.EMAIL_ADDRESS) && EmailMatcher.match(text, from, to, i, match)) {
                        found(PiiEntity.EMAIL_ADDRESS, ScoredHits.CERTAIN);
                    }
                    i++;
                }
                default -> {
                    if (i >= endOfHexRun && hits.wants(PiiEntity.IP_ADDRESS)) {
                        endOfHexRun = IpMatcher.endOfRun(text, i, to);
                        if (IpMatcher.matchV6(text, from, to, i, endOfHexRun, match)) {
                            found(PiiEntity.IP_ADDRESS, ScoredHits.CERTAIN);
                        }
                    }
                    i++;
                }
            }
        }
        hits.end();
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
        digits(digits, 0, length, 0, set);
        hits.end();
    }

    private void found(PiiEntity entity, int score) {
        hits.add(entity, match.from, match.to, score);
    }

    /**
     * The next byte of a class, or {@code to}. Eight bytes at a time: in each byte below 0x80, adding 0x80 - n sets the top bit if
     * it is n or more, and no sum carries into its neighbour.
     */
    private static int nextCandidate(byte[] text, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) WORDS.get(text, i);
            long low = word & ~TOPS;
            long digitOrColon = (low + EACH * (0x80 - '0')) & ~(low + EACH * (0x80 - ':' - 1));
            long at = ~((low ^ (EACH * '@')) + EACH * 0x7f);
            long hits = (digitOrColon | at) & ~word & TOPS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && CLASSES[text[i] & 0xff] == 0) {
            i++;
        }
        return i;
    }

    /** Tries all that can start with, or hang on, the run of digits at {@code run}, and returns its end. */
    private int digits(byte[] text, int from, int to, int run, PatternSet set) {
        int end = run + 1;
        while (end < to && Utf8.isDigit(text[end])) {
            end++;
        }
        if (run >= endOfToken && isInToken(text, from, to, run, end)) {
            endOfToken = endOfToken(text, end, to);
            SecretMatcher.match(text, from, to, run, end, hits);
            CryptoMatcher.match(text, from, to, run, end, hits);
        }
        IdMatcher.match(text, from, to, run, end, hits);
        int length = end - run;
        if (Utf8.isWordBefore(text, from, run)) {
            if (length >= 2 && hits.wants(PiiEntity.IBAN_CODE) && IbanMatcher.match(text, from, to, run, match)) {
                found(PiiEntity.IBAN_CODE, ScoredHits.CERTAIN);
            }
            return end;
        }
        if (length >= 4 && length <= CardMatcher.MAX_DIGITS && hits.wants(PiiEntity.CREDIT_CARD)) {
            if (CardMatcher.match(text, from, to, run, match)) {
                found(PiiEntity.CREDIT_CARD, ScoredHits.CERTAIN);
            }
        }
        if (hits.wants(PiiEntity.US_SSN)) {
            SsnMatcher.match(text, from, to, run, end, hits);
        }
        if (hits.wants(PiiEntity.PHONE_NUMBER)) {
            hits.examine(phones.match(text, from, to, run, end, set.phones(), hits));
        }
        if (length <= 3 && end < to && text[end] == '.' && hits.wants(PiiEntity.IP_ADDRESS)) {
            if (IpMatcher.matchV4(text, from, to, run, match)) {
                found(PiiEntity.IP_ADDRESS, ScoredHits.CERTAIN);
            }
        }
        return end;
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
