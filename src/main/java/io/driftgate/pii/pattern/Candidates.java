package io.driftgate.pii.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the bytes of a text on which something can hang, eight at a time. What is returned is one, or behind all that could be looked at
 * so: fewer than nine bytes before the end. The loops are apart because most texts have less to look for. Any thread.
 */
final class Candidates {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Candidates() {}

    /** The next byte of either kind, {@code ;}, {@code <}, one that may be a sign, or where to go on behind a sign; {@code from} is where the text begins. */
    static int nextOrSign(byte[] text, int from, int at, int to, boolean marks, Signs signs) {
        char least = marks ? '-' : '0';
        int i = at;
        for (; i + 9 <= to; i += 8) {
            long word = (long) WORDS.get(text, i);
            if (mayHoldAny(word, least)) {
                long hits = (marks ? candidatesAndMarks(text, i, word, '=') : candidates(word, '=')) | signs(word);
                if (hits != 0) {
                    return i + (Long.numberOfTrailingZeros(hits) >>> 3);
                }
            }
            if (mayBeBase64(word) && mayBeLong(text, from, i, to) && signs.base64(text, from, i, to)) {
                return i + 8;
            }
        }
        return i;
    }

    /** The next digit, colon or {@code @}. */
    static int next(byte[] text, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long hits = candidates((long) WORDS.get(text, i), ':');
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return i;
    }

    /** The next digit, colon or {@code @}, low line, or dot or dash that can be of something. */
    static int nextOrMark(byte[] text, int from, int to) {
        int i = from;
        for (; i + 9 <= to; i += 8) {
            long word = (long) WORDS.get(text, i);
            if (nearCandidates(word, ':') == 0) {
                continue;
            }
            long hits = candidatesAndMarks(text, i, word, ':');
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return i;
    }

    /** The top bit of each byte, the first in the lowest, that is a digit, a colon or what follows it up to {@code last}, or an {@code @}. */
    private static long candidates(long word, char last) {
        long low = word & ~TOPS;
        return (between(low, '0', last) | equal(low, '@')) & ~word & TOPS;
    }

    /** As {@link #candidates}, with low lines, dots, dashes and slashes. */
    private static long nearCandidates(long word, char last) {
        long low = word & ~TOPS;
        return (between(low, '-', last) | equal(low, '@') | equal(low, '_')) & ~word & TOPS;
    }

    /**
     * As {@link #candidates}, with low lines, and with dots and dashes that can be of something: a dot with more than a blank behind it, a
     * dash with another.
     */
    private static long candidatesAndMarks(byte[] text, int at, long word, char last) {
        long low = word & ~TOPS;
        long next = (long) WORDS.get(text, at + 1);
        long nextLow = next & ~TOPS;
        long nextBlank = ~(nextLow + EACH * (0x80 - ' ' - 1)) & ~next;
        long nextDash = equal(nextLow, '-') & ~next;
        long marks = (equal(low, '.') & ~nextBlank) | (equal(low, '-') & nextDash) | equal(low, '_');
        return (between(low, '0', last) | equal(low, '@') | marks) & ~word & TOPS;
    }

    /**
     * Whether one of eight bytes is a candidate, a mark or a sign, or looks like one to a test that costs less than these: neither a letter nor
     * below {@code least}, one of {@code $ % &}, or outside ASCII. Prose has letters, blanks and commas.
     */
    private static boolean mayHoldAny(long word, char least) {
        long low = word & ~TOPS;
        long small = low | EACH * 0x20;
        long letters = between(small, 'a', 'z');
        long from = low + EACH * (0x80 - least);
        long escapes = ~((low ^ EACH * '$') + EACH * (0x80 - ('&' ^ '$') - 1));
        return (((from & ~letters) | escapes | word) & TOPS) != 0;
    }

    /** The top bit of each byte that is a sign by itself, or may begin one. */
    private static long signs(long word) {
        long low = word & ~TOPS;
        return (between(low, '%', '&') | equal(low, '\\') | word) & TOPS;
    }

    /** Whether none of eight bytes is below {@code +}; a run of sixteen characters of Base64 has such a word, wherever one looks. */
    private static boolean mayBeBase64(long word) {
        return (((word & ~TOPS) + EACH * (0x80 - '+')) & TOPS) == TOPS;
    }

    /** Whether, around eight bytes of which none is below {@code +}, there are at least eight more next to them; words of prose are shorter. */
    private static boolean mayBeLong(byte[] text, int from, int at, int to) {
        if (at - 8 < from || at + 16 > to) {
            return true;
        }
        int before = Long.numberOfLeadingZeros(belowBase64((long) WORDS.get(text, at - 8))) >>> 3;
        int behind = Long.numberOfTrailingZeros(belowBase64((long) WORDS.get(text, at + 8))) >>> 3;
        return before + behind >= 8;
    }

    /** The top bit of each byte that is below {@code +} or outside ASCII. */
    private static long belowBase64(long word) {
        return (~((word & ~TOPS) + EACH * (0x80 - '+')) | word) & TOPS;
    }

    /**
     * The top bit of each byte below 0x80 from {@code first} to {@code last}: adding 0x80 - n sets it if the byte is n or more, and no sum
     * carries into its neighbour.
     */
    private static long between(long low, char first, char last) {
        return (low + EACH * (0x80 - first)) & ~(low + EACH * (0x80 - last - 1));
    }

    private static long equal(long low, char to) {
        return ~((low ^ (EACH * to)) + EACH * 0x7f);
    }
}
