package io.driftgate.pii;

import io.driftgate.pii.pattern.Grouping;
import io.driftgate.pii.pattern.SpreadDigits;
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

    /** Digits of one number that stand apart as those of no number do. */
    static final int SPREAD = 16;

    /** Fewer characters of Base64, where {@link ShortBase64} says that they are some. */
    static final int SHORT_BASE64 = 32;

    static final int FOLDABLE = WRAPPED | FOREIGN | GROUPED;
    static final int ANY_BASE64 = BASE64 | SHORT_BASE64;
    private static final int ALL = FOLDABLE | ANY_BASE64 | SPREAD;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Suspicion() {}

    static int of(byte[] text, int from, int to) {
        int found = 0;
        int base64 = from; // no run starts before
        int groups = from; // nor does a group of digits
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) WORDS.get(text, i);
            long low = word & ~TOPS;
            long foreign = word & TOPS;
            long marks = marks(low) & ~foreign;
            boolean mayBeBase64 = i >= base64 && Base64Run.mayCover(word);
            if ((foreign | marks) == 0 && !mayBeBase64) {
                continue;
            }
            found |= foreign != 0 ? FOREIGN : 0;
            for (long left = marks; left != 0; left &= left - 1) {
                int mark = i + (Long.numberOfTrailingZeros(left) >>> 3);
                found |= wrapped(text, mark, to) | spread(text, from, mark, to) | shortBase64(text, from, mark, to);
                int at = mark + 1;
                if (at >= groups && isSeparatorAt(text, from, at, to)) {
                    found |= grouped(text, from, at, to);
                    groups = Grouping.end(text, at, to);
                }
            }
            if (mayBeBase64) {
                base64 = Base64Run.end(text, i, to);
                found |= Base64Run.mayBeText(text, Base64Run.start(text, from, i), base64) ? BASE64 : 0;
            }
            if (found == ALL) {
                return found;
            }
        }
        for (; i < to; i++) {
            found |= text[i] < 0
                    ? FOREIGN
                    : wrapped(text, i, to) | spread(text, from, i, to) | shortBase64(text, from, i, to);
            if (i >= groups && isSeparatorAt(text, from, i, to)) {
                found |= grouped(text, from, i, to);
                groups = Grouping.end(text, i, to);
            }
        }
        return found;
    }

    private static int spread(byte[] text, int from, int at, int to) {
        boolean starts = Utf8.isDigit(text[at]) && (at == from || !Utf8.isDigit(text[at - 1]));
        return starts && SpreadDigits.length(text, from, at, to) != 0 ? SPREAD : NONE;
    }

    private static int shortBase64(byte[] text, int from, int at, int to) {
        boolean some = text[at] == '=' && ShortBase64.padded(text, from, at, to) >= 0;
        return some || (text[at] == '6' && ShortBase64.marked(text, from, at, to) >= 0) ? SHORT_BASE64 : NONE;
    }

    private static int grouped(byte[] text, int from, int at, int to) {
        return Grouping.length(text, Grouping.start(text, from, at), to) > 0 ? GROUPED : NONE;
    }

    /**
     * The top bit of each byte that is a digit, next to which a separator may stand, one of {@code : ; < =}, of which the last pads Base64,
     * or one of {@code $ % & '} and {@code \ ] ^ _}, of which some begin escapes.
     */
    private static long marks(long low) {
        long fours = low & EACH * 0x7c;
        long others = isOther(fours ^ EACH * '$') & isOther(fours ^ EACH * '\\');
        return ((isFrom(low, '0') & ~isFrom(low, '>')) | ~others) & TOPS;
    }

    private static long isFrom(long low, char least) {
        return low + EACH * (0x80 - least);
    }

    private static long isOther(long low) {
        return low + EACH * 0x7f;
    }

    /** Whether an escape is left that says which character it is, rather than that it is one: a quote or backslash hides nothing. */
    static boolean hidesCharacters(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean hides = switch (text[i]) {
                case '%' -> Escapes.percentCharacter(text, i, to) > 0 || Escapes.percentUnit(text, i, to) >= 0;
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
            case '%' -> Escapes.percent(text, at, to) >= 0 || Escapes.percentUnit(text, at, to) >= 0;
            case '\\' -> Escapes.jsonLength(text, at, to) > 0;
            case '&' -> Escapes.html(text, at, to) >= 0;
            default -> false;
        };
        return wrapped ? WRAPPED : NONE;
    }

    private static boolean isSeparatorAt(byte[] text, int from, int at, int to) {
        return at > from
                && at + 1 < to
                && Grouping.isSeparator(text[at])
                && Utf8.isDigit(text[at - 1])
                && Utf8.isDigit(text[at + 1]);
    }
}
