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

    private static final int CERTAIN = 100;

    private final Match match = new Match();
    private final PhoneMatcher phones = new PhoneMatcher();
    private final ScoredHits scored = new ScoredHits();

    /** How many bytes the matchers have examined since this was made. */
    public long examined() {
        return match.examined;
    }

    /** Begins a message: what is looked at in it is bounded by its size. */
    public void begin() {
        phones.begin();
    }

    /** Adds to {@code out} what {@code text[from, to)} holds. */
    public void scan(byte[] text, int from, int to, PatternSet set, Hits out) {
        scored.begin(set, out);
        phones.beginText(from, to);
        int endOfHexRun = from;
        int i = from;
        while ((i = nextCandidate(text, i, to)) < to) {
            switch (CLASSES[text[i] & 0xff]) {
                case DIGIT -> i = digits(text, from, to, i, set, out);
                case AT -> {
                    if (set.has(PiiEntity.EMAIL_ADDRESS) && EmailMatcher.match(text, from, to, i, match)) {
                        out.add(PiiEntity.EMAIL_ADDRESS.index(), match.from, match.to, CERTAIN);
                    }
                    i++;
                }
                default -> {
                    if (i >= endOfHexRun && set.has(PiiEntity.IP_ADDRESS)) {
                        endOfHexRun = IpMatcher.endOfRun(text, i, to);
                        if (IpMatcher.matchV6(text, from, to, i, endOfHexRun, match)) {
                            out.add(PiiEntity.IP_ADDRESS.index(), match.from, match.to, CERTAIN);
                        }
                    }
                    i++;
                }
            }
        }
    }

    /**
     * Whether a number of these digits, which stands by itself, is a payment card's.
     *
     * @param digits of the number, without sign, fraction or exponent
     */
    public boolean isCard(byte[] digits, int length) {
        return CardMatcher.match(digits, 0, length, 0, match) && match.to == length;
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
    private int digits(byte[] text, int from, int to, int run, PatternSet set, Hits out) {
        int end = run + 1;
        while (end < to && Utf8.isDigit(text[end])) {
            end++;
        }
        int length = end - run;
        if (Utf8.isWordBefore(text, from, run)) {
            if (length >= 2 && set.has(PiiEntity.IBAN_CODE) && IbanMatcher.match(text, from, to, run, match)) {
                out.add(PiiEntity.IBAN_CODE.index(), match.from, match.to, CERTAIN);
            }
            return end;
        }
        if (length >= 4 && length <= CardMatcher.MAX_DIGITS && set.has(PiiEntity.CREDIT_CARD)) {
            if (CardMatcher.match(text, from, to, run, match)) {
                out.add(PiiEntity.CREDIT_CARD.index(), match.from, match.to, CERTAIN);
            }
        }
        if (length == 3 && set.has(PiiEntity.US_SSN) && SsnMatcher.match(text, from, to, run, match)) {
            out.add(PiiEntity.US_SSN.index(), match.from, match.to, CERTAIN);
        }
        if (set.has(PiiEntity.PHONE_NUMBER)) {
            match.examined += phones.match(text, from, to, run, end, set.phones(), scored);
        }
        if (length <= 3 && end < to && text[end] == '.' && set.has(PiiEntity.IP_ADDRESS)) {
            if (IpMatcher.matchV4(text, from, to, run, match)) {
                out.add(PiiEntity.IP_ADDRESS.index(), match.from, match.to, CERTAIN);
            }
        }
        return end;
    }
}
