package io.driftgate.pii;

import io.driftgate.pii.pattern.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells, in one cheap pass, which other readings of a text could say more than the text itself. Eight bytes at a time, and only where
 * one of them could begin something are they looked at one by one. Any thread.
 */
final class Suspicion {
    static final int NONE = 0;
    /** An escape of JSON, a URL or HTML: there is another text in this one. */
    static final int WRAPPED = 1;
    /** A character outside ASCII, which may stand for one. */
    static final int FOREIGN = 2;
    /** Groups of digits with a separator that numbers don't have. */
    static final int GROUPED = 4;
    /** At least {@link Base64Run#MIN} characters of Base64. */
    static final int BASE64 = 8;

    static final int FOLDABLE = WRAPPED | FOREIGN | GROUPED;
    private static final int ALL = FOLDABLE | BASE64;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Suspicion() {}

    static int of(byte[] text, int from, int to) {
        int found = 0;
        int base64 = from; // no run starts before
        int groups = from;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) WORDS.get(text, i);
            long low = word & ~TOPS;
            long foreign = word & TOPS;
            found |= foreign != 0 ? FOREIGN : 0;
            if ((marks(low) & ~foreign) != 0) {
                for (int p = i; p < i + 8; p++) {
                    found |= wrapped(text, p, to);
                    if (p >= groups && isSeparatorAt(text, from, p, to)) {
                        int start = Grouping.start(text, from, p);
                        found |= Grouping.length(text, start, to) > 0 ? GROUPED : 0;
                        groups = Grouping.end(text, p, to);
                    }
                }
            }
            // A run of 16 covers one of these words: each byte is '+' or above.
            if (i >= base64 && (((low + EACH * (0x80 - '+')) | word) & TOPS) == TOPS && foreign == 0) {
                int end = Base64Run.end(text, i, to);
                if (end - i >= 8 && end - Base64Run.start(text, from, i) >= Base64Run.MIN) {
                    found |= BASE64;
                }
                base64 = end;
            }
            if (found == ALL) {
                return found;
            }
        }
        for (; i < to; i++) {
            found |= text[i] < 0 ? FOREIGN : wrapped(text, i, to);
            if (i >= groups && isSeparatorAt(text, from, i, to)) {
                found |= Grouping.length(text, Grouping.start(text, from, i), to) > 0 ? GROUPED : 0;
                groups = Grouping.end(text, i, to);
            }
        }
        return found;
    }

    /** The top bit of each byte that is one of {@code $ % & '}, {@code \ ] ^ _}, {@code . /} or {@code |}. */
    private static long marks(long low) {
        long percent = isZero((low & EACH * 0x7c) ^ EACH * '$');
        long backslash = isZero((low & EACH * 0x7c) ^ EACH * '\\');
        long slash = isZero((low & EACH * 0x7e) ^ EACH * '.');
        long pipe = isZero(low ^ EACH * '|');
        return percent | backslash | slash | pipe;
    }

    /** The top bit of each byte below 0x80 that is zero. */
    private static long isZero(long low) {
        return ~(low + EACH * 0x7f) & TOPS;
    }

    /** Whether an escape is left that says which character it is, rather than that it is one: a quote or backslash hides nothing. */
    static boolean hidesCharacters(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean hides = switch (text[i]) {
                case '%' -> Escapes.percentCharacter(text, i, to) > 0;
                case '\\' -> Escapes.jsonLength(text, i, to) > 2;
                case '&' -> Escapes.html(text, i, to) >= 0;
                default -> false;
            };
            if (hides) {
                return true;
            }
        }
        return false;
    }

    private static int wrapped(byte[] text, int at, int to) {
        boolean wrapped = switch (text[at]) {
            case '%' -> Escapes.percent(text, at, to) >= 0;
            case '\\' -> Escapes.jsonLength(text, at, to) > 0;
            case '&' -> Escapes.html(text, at, to) >= 0;
            default -> false;
        };
        return wrapped ? WRAPPED : NONE;
    }

    private static boolean isSeparatorAt(byte[] text, int from, int at, int to) {
        return Grouping.isSeparator(text[at])
                && at > from
                && at + 1 < to
                && Utf8.isDigit(text[at - 1])
                && Utf8.isDigit(text[at + 1]);
    }
}
