package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Notes, beside a {@link Detector}'s pass, whether a text may say something else than it does as it stands: a byte outside ASCII, what may
 * be an escape of JSON, a URL or HTML, three groups of digits with one separator, {@value #LONG} characters of Base64 in a row, or what may pad or announce fewer. Errs on
 * the side of yes; after the first one nothing more is looked for. Mutable, reused, one event loop.
 */
final class Signs {
    private static final int LONG = 16;
    private static final boolean[] BASE64 = new boolean[256];

    static {
        Arrays.fill(BASE64, '0', '9' + 1, true);
        Arrays.fill(BASE64, 'A', 'Z' + 1, true);
        Arrays.fill(BASE64, 'a', 'z' + 1, true);
        for (char other : new char[] {'+', '/', '-', '_'}) {
            BASE64[other] = true;
        }
    }

    private final DigitRows rows = new DigitRows();
    private boolean seeking;
    private int endOfRun;

    /** Begins a text in which no signs matter. */
    void ignore() {
        seeking = false;
    }

    /** Begins a text. */
    void seek(int from) {
        seeking = true;
        endOfRun = from;
        rows.begin();
    }

    /** False once there is one. */
    boolean isSeeking() {
        return seeking;
    }

    /** Says that there is one. */
    void found() {
        seeking = false;
    }

    /** Looks at an equals sign, which may pad Base64. */
    void padding(byte[] text, int from, int at, int to) {
        boolean follows = at > from && BASE64[text[at - 1] & 0xff];
        seeking &= !follows || (at + 1 < to && BASE64[text[at + 1] & 0xff]);
    }

    /** Looks at a percent sign, ampersand or backslash. */
    void escape(byte[] text, int at, int to) {
        byte next = at + 1 < to ? text[at + 1] : (byte) ' ';
        seeking &= text[at] != '\\' && next != '#' && !Utf8.isDigit(next) && !Utf8.isAsciiLetter(next);
    }

    /** Looks at a run of digits, {@code [run, end)}, the next after those before; of digits between words in small letters it need not be told. */
    void digits(byte[] text, int from, int run, int end, int to) {
        base64(text, from, run, end, to);
        if (!seeking) {
            return;
        }
        if (end - run == 2 && text[run] == '6' && text[run + 1] == '4' && run > from && isBase(text[run - 1])) {
            seeking = false; // base64, or b64
            return;
        }
        seeking = !rows.add(text, from, run, end, to);
    }

    private static boolean isBase(byte b) {
        return (b | 0x20) == 'b' || (b | 0x20) == 'e';
    }

    /** Looks at the run of Base64 that the character at {@code at} is in, once for each; returns whether it is long. */
    boolean base64(byte[] text, int from, int at, int to) {
        return base64(text, from, at, at, to);
    }

    /** As {@link #base64(byte[], int, int, int)}, where all of {@code [at, known)} is known to be of the run. */
    private boolean base64(byte[] text, int from, int at, int known, int to) {
        if (!seeking || at < endOfRun) {
            return false;
        }
        int end = known;
        while (end < to && BASE64[text[end] & 0xff]) {
            end++;
        }
        endOfRun = end;
        int start = at;
        while (start > from && at - start < LONG && BASE64[text[start - 1] & 0xff]) {
            start--;
        }
        seeking = end - start < LONG;
        return !seeking;
    }
}
