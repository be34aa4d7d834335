package io.driftgate.pii.pattern;

/**
 * Characters of UTF-8 texts, as boundaries of what is looked for. A word character is a letter, a digit or mark of any script, or
 * {@code _}. Bytes that are no UTF-8 are never read past a text's bounds; what they mean is nobody's concern, as the parser
 * refuses them. Any thread.
 */
public final class Utf8 {
    private static final boolean[] ASCII_WORD = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            ASCII_WORD[c] = Character.isLetterOrDigit(c) || c == '_';
        }
    }

    private Utf8() {}

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isDigitAt(byte[] text, int at, int to) {
        return at < to && isDigit(text[at]);
    }

    public static boolean isAsciiLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    /** Whether the character that ends before {@code at} is a word character; false at the text's start. */
    static boolean isWordBefore(byte[] text, int from, int at) {
        if (at <= from) {
            return false;
        }
        byte last = text[at - 1];
        return last >= 0 ? ASCII_WORD[last] : isWord(codePoint(text, startOfLast(text, from, at), at));
    }

    /** Whether the character that starts at {@code at} is a word character; false at the text's end. */
    static boolean isWordAt(byte[] text, int at, int to) {
        if (at >= to) {
            return false;
        }
        return text[at] >= 0 ? ASCII_WORD[text[at]] : isWord(codePoint(text, at, to));
    }

    /** As {@link #isWordBefore}, but a letter of a script that writes without blanks, or joins its particles, is none. */
    static boolean isSpacedWordBefore(byte[] text, int from, int at) {
        return isWordBefore(text, from, at)
                && (text[at - 1] >= 0 || !isUnspaced(codePoint(text, startOfLast(text, from, at), at)));
    }

    /** As {@link #isSpacedWordBefore}, for the character that starts at {@code at}. */
    static boolean isSpacedWordAt(byte[] text, int at, int to) {
        return isWordAt(text, at, to) && (text[at] >= 0 || !isUnspaced(codePoint(text, at, to)));
    }

    /** Thai, Lao, Myanmar, Khmer, kana, Hangul and Han. */
    private static boolean isUnspaced(int codePoint) {
        return (codePoint >= 0x0e00 && codePoint < 0x0f00)
                || (codePoint >= 0x1000 && codePoint < 0x10a0)
                || (codePoint >= 0x1100 && codePoint < 0x1200)
                || (codePoint >= 0x1780 && codePoint < 0x1800)
                || (codePoint >= 0x3040 && codePoint < 0xa000)
                || (codePoint >= 0xac00 && codePoint < 0xd800)
                || (codePoint >= 0xf900 && codePoint < 0xfb00)
                || (codePoint >= 0xff66 && codePoint < 0xffa0)
                || (codePoint >= 0x20000 && codePoint < 0x40000);
    }

    /** Where the character starts that ends before {@code at}, which is above {@code from}. */
    static int startOfLast(byte[] text, int from, int at) {
        int start = at - 1;
        while (start > from && at - start < 4 && (text[start] & 0xc0) == 0x80) {
            start--;
        }
        return start;
    }

    /** Bytes of the character that starts at {@code at}, within the text. */
    public static int length(byte[] text, int at, int to) {
        int lead = text[at] & 0xff;
        int length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        return Math.min(length, to - at);
    }

    /** The character that starts at {@code at}. */
    public static int codePoint(byte[] text, int at, int to) {
        int length = length(text, at, to);
        int codePoint = length == 1 ? text[at] & 0xff : text[at] & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            codePoint = (codePoint << 6) | (text[at + i] & 0x3f);
        }
        return codePoint;
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.NON_SPACING_MARK
                || Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
    }
}
