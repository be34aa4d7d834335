package io.driftgate.pii.pattern;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Goes over the words, numbers and breaks of a short text. Words end at what is no letter, and where a name like {@code userSSNNumber} has
 * its seams. Mutable, reused, one event loop.
 */
final class WordReader {
    static final int END = 0;
    static final int WORD = 1;
    static final int NUMBER = 2;
    /** A comma, semicolon, closing parenthesis, or a point or mark with a blank behind it. */
    static final int CLAUSE = 3;
    /** A point or exclamation mark behind a word that is no abbreviation like {@code Acct.}, with a capital to follow. */
    static final int SENTENCE = 4;

    static final int LINE = 5;

    private static final int LONGEST_ABBREVIATION = 4;
    /** Of ASCII letters; 0 of what is none. */
    private static final byte[] LOWER_CASE = new byte[128];

    static {
        for (char c = 0; c < 128; c++) {
            LOWER_CASE[c] = (byte) (Character.isLetter(c) ? Character.toLowerCase(c) : 0);
        }
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private byte[] text = {};
    private int at;
    private int to;
    private int digits;
    private int letters;
    private boolean endsInCapital;
    private long hash;
    /** Bytes that are not in the hash yet, and how many. */
    private long eight;

    private int filled;

    void begin(byte[] text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.letters = 0;
    }

    /** Of the word at hand. */
    long hash() {
        return hash;
    }

    /** Of the number at hand. */
    int digits() {
        return digits;
    }

    /** Behind the token at hand. */
    int at() {
        return at;
    }

    /** Passes the rest of a word or number that begins before the text. */
    void skipRest() {
        while (at < to && (text[at] < 0 || Utf8.isDigit(text[at]) || Utf8.isAsciiLetter(text[at]))) {
            at++;
        }
    }

    int next() {
        while (at < to) {
            byte b = text[at];
            if (Utf8.isDigit(b)) {
                return number();
            }
            if (isLetter(at)) {
                return word();
            }
            at += b >= 0 ? 1 : Utf8.length(text, at, to);
            switch (b) {
                case '\n' -> {
                    return LINE;
                }
                case ',', ';', ')' -> {
                    return CLAUSE;
                }
                case '.', '!', '?' -> {
                    if (at < to && (text[at] == ' ' || text[at] == '\n')) {
                        return endsSentence(b) ? SENTENCE : CLAUSE;
                    }
                }
                default -> {}
            }
        }
        return END;
    }

    private boolean endsSentence(byte mark) {
        int next = at;
        while (next < to && text[next] == ' ') {
            next++;
        }
        boolean capital = next < to && text[next] >= 'A' && text[next] <= 'Z';
        boolean word = letters > LONGEST_ABBREVIATION || endsInCapital;
        return capital && mark != '?' && (mark == '!' || word);
    }

    private int number() {
        digits = 0;
        while (at < to) {
            if (Utf8.isDigit(text[at])) {
                digits++;
            } else if (!joins(text[at]) || !Utf8.isDigitAt(text, at + 1, to)) {
                break;
            }
            at++;
        }
        return NUMBER;
    }

    private static boolean joins(byte b) {
        return b == ' ' || b == '-' || b == '.' || b == '/';
    }

    private int word() {
        if (!lowerCaseWord()) {
            anyWord();
        }
        return WORD;
    }

    /** Reads a word of ASCII letters, of which only the first is a capital, eight bytes at a time; false when it is none. */
    private boolean lowerCaseWord() {
        long newHash = 0;
        long first = 0xff;
        int p = at;
        while (p <= text.length - Long.BYTES) {
            long word = (long) LONGS.get(text, p);
            int left = to - p;
            long within = left < Long.BYTES ? (1L << (8 * left)) - 1 : -1;
            long small = word | EACH * 0x20;
            long low = small & ~TOPS;
            long letter = (low + EACH * (0x80 - 'a')) & ~(low + EACH * (0x80 - 'z' - 1)) & ~word;
            int length = Long.numberOfTrailingZeros((~letter & TOPS) | ~within) >>> 3;
            long taken = length < Long.BYTES ? (1L << (8 * length)) - 1 : -1;
            boolean foreign = length < Math.min(left, Long.BYTES) && text[p + length] < 0;
            boolean capital = (~word & taken & ~first & EACH * 0x20) != 0;
            if (foreign || capital) {
                return false;
            }
            newHash = ContextWords.mix(newHash, small & taken);
            p += length;
            if (length < Long.BYTES) {
                letters = p - at;
                endsInCapital = letters == 1 && isCapital(at);
                at = p;
                hash = newHash;
                return true;
            }
            first = 0;
        }
        return false;
    }

    private void anyWord() {
        int start = at;
        int previous = at;
        int p = at;
        letters = 0;
        hash = 0;
        eight = 0;
        filled = 0;
        while (p < to) {
            byte b = text[p];
            if (b < 0) {
                if (!Utf8.isWordAt(text, p, to)) {
                    break;
                }
                appendSmall(Character.toLowerCase(Utf8.codePoint(text, p, to)));
                previous = p;
                p += Utf8.length(text, p, to);
            } else {
                int lower = LOWER_CASE[b];
                if (lower == 0 || (lower != b && p > start && isSeam(p, previous))) {
                    break;
                }
                append(lower);
                previous = p++;
            }
            letters++;
        }
        at = p;
        hash = ContextWords.mix(hash, eight);
        endsInCapital = isCapital(previous);
    }

    /** Appends the UTF-8 of a character to the bytes that are hashed. */
    private void appendSmall(int codePoint) {
        if (codePoint < 0x80) {
            append(codePoint);
            return;
        }
        if (codePoint < 0x800) {
            append(0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                append(0xe0 | codePoint >> 12);
            } else {
                append(0xf0 | codePoint >> 18);
                append(0x80 | (codePoint >> 12 & 0x3f));
            }
            append(0x80 | (codePoint >> 6 & 0x3f));
        }
        append(0x80 | (codePoint & 0x3f));
    }

    private void append(int unsignedByte) {
        eight |= (long) unsignedByte << (8 * filled++);
        if (filled == Long.BYTES) {
            hash = ContextWords.mix(hash, eight);
            eight = 0;
            filled = 0;
        }
    }

    private boolean isLetter(int p) {
        return text[p] < 0 ? Utf8.isWordAt(text, p, to) : Utf8.isAsciiLetter(text[p]);
    }

    /** Whether a new word begins at a capital: {@code user|Name}, {@code SSN|Number}, but not {@code SSNs}. */
    private boolean isSeam(int capital, int previous) {
        return !isCapital(previous) || (isSmall(capital + 1) && isSmall(capital + 2));
    }

    private boolean isCapital(int p) {
        return text[p] >= 'A' && text[p] <= 'Z';
    }

    private boolean isSmall(int p) {
        return p < to && text[p] >= 'a' && text[p] <= 'z';
    }
}
