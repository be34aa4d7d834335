package io.driftgate.sketch;

import java.lang.Character.UnicodeScript;
import java.util.List;

/**
 * Measures one text after the other, from its UTF-8 bytes and without allocation: one table look-up per code point. Only the first
 * {@value #MAX_BYTES} bytes count, so one value's cost is bounded; a code point that the limit would cut is left out. A malformed
 * byte is a code point that is no letter. Owned by one thread.
 */
final class TextScan {
    static final int MAX_BYTES = 4096;

    /** What {@link #script} counts in; {@code none} is text without a letter, {@code other} any other script. */
    static final List<String> SCRIPTS = List.of(
            "Latin",
            "Greek",
            "Cyrillic",
            "Armenian",
            "Georgian",
            "Hebrew",
            "Arabic",
            "Devanagari",
            "Bengali",
            "Tamil",
            "Thai",
            "Hangul",
            "Kana",
            "Han",
            "other",
            "none");

    private static final int OTHER_SCRIPT = SCRIPTS.size() - 2;
    private static final int NO_SCRIPT = SCRIPTS.size() - 1;

    private static final byte SYMBOL = 0;
    private static final byte SPACE = 1;

    /** A letter that several scripts share. */
    private static final byte COMMON_LETTER = 2;

    private static final byte FIRST_SCRIPT = 3;

    /** The class of each code point of the basic plane, as {@link #classOf} says. */
    private static final byte[] CLASSES = classes();

    private final int[] letters = new int[SCRIPTS.size()];
    private int length;
    private int nonLetters;
    private int tokens;

    void scan(byte[] bytes, int from, int end) {
        int to = end;
        if (end - from > MAX_BYTES) {
            to = from + MAX_BYTES;
            while (to > from && (bytes[to] & 0xC0) == 0x80) {
                to--;
            }
        }
        for (int i = 0; i < letters.length; i++) {
            letters[i] = 0;
        }
        length = 0;
        nonLetters = 0;
        tokens = 0;
        boolean inToken = false;
        int at = from;
        while (at < to) {
            int size = size(bytes[at], to - at);
            int kind = size == 1
                    ? bytes[at] < 0 ? SYMBOL : CLASSES[bytes[at]]
                    : size == 4 ? classOf(codePoint(bytes, at, 4)) : CLASSES[codePoint(bytes, at, size)];
            at += size;
            length++;
            tokens += !inToken && kind != SPACE ? 1 : 0;
            inToken = kind != SPACE;
            if (kind >= FIRST_SCRIPT) {
                letters[kind - FIRST_SCRIPT]++;
            } else if (kind != COMMON_LETTER) {
                nonLetters++;
            }
        }
    }

    int length() {
        return length;
    }

    double nonLetterShare() {
        return length == 0 ? 0 : (double) nonLetters / length;
    }

    int tokens() {
        return tokens;
    }

    /** Place in {@link #SCRIPTS} of the script of most letters; the first of several. */
    int script() {
        int most = NO_SCRIPT;
        for (int i = 0; i < NO_SCRIPT; i++) {
            if (letters[i] > letters[most]) {
                most = i;
            }
        }
        return most;
    }

    /** Bytes of a code point by its first byte; 1 where what should follow it does not fit. */
    private static int size(byte first, int left) {
        int size = first >= (byte) 0xC0 && first < (byte) 0xE0 && first < 0
                ? 2
                : (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 1;
        return size <= left ? size : 1;
    }

    private static int codePoint(byte[] bytes, int at, int size) {
        int result = bytes[at] & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            result = result << 6 | (bytes[at + i] & 0x3F);
        }
        return result;
    }

    private static byte[] classes() {
        byte[] classes = new byte[0x10000];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = classOf(i);
        }
        return classes;
    }

    private static byte classOf(int codePoint) {
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            return SPACE;
        }
        int type = Character.getType(codePoint);
        boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        if (!mark && !Character.isLetter(codePoint)) {
            return SYMBOL;
        }
        int script = switch (UnicodeScript.of(codePoint)) {
            case LATIN -> 0;
            case GREEK -> 1;
            case CYRILLIC -> 2;
            case ARMENIAN -> 3;
            case GEORGIAN -> 4;
            case HEBREW -> 5;
            case ARABIC -> 6;
            case DEVANAGARI -> 7;
            case BENGALI -> 8;
            case TAMIL -> 9;
            case THAI -> 10;
            case HANGUL -> 11;
            case HIRAGANA, KATAKANA -> 12;
            case HAN -> 13;
            case COMMON, INHERITED -> -1;
            default -> OTHER_SCRIPT;
        };
        return (byte) (script < 0 ? COMMON_LETTER : FIRST_SCRIPT + script);
    }
}
