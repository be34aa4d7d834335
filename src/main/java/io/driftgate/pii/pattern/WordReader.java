package io.driftgate.pii.pattern;

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

    private byte[] text = {};
    private int at;
    private int to;
    private int digits;
    private int letters;
    private boolean endsInCapital;
    private long hash;

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
            at += Utf8.length(text, at, to);
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
        long newHash = ContextWords.NO_LETTERS;
        int start = at;
        int previous = at;
        int p = at;
        letters = 0;
        while (p < to) {
            byte b = text[p];
            if (b < 0) {
                if (!Utf8.isWordAt(text, p, to)) {
                    break;
                }
                newHash = ContextWords.append(newHash, Utf8.codePoint(text, p, to));
                previous = p;
                p += Utf8.length(text, p, to);
            } else {
                int lower = LOWER_CASE[b];
                if (lower == 0 || (lower != b && p > start && isSeam(p, previous))) {
                    break;
                }
                newHash = ContextWords.appendLower(newHash, lower);
                previous = p++;
            }
            letters++;
        }
        at = p;
        hash = newHash;
        endsInCapital = isCapital(previous);
        return WORD;
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
