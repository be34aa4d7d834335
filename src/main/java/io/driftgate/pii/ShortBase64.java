package io.driftgate.pii;

import io.driftgate.pii.pattern.Utf8;

/**
 * Base64 of {@value #MIN} to {@value #MAX} characters, as long as words are: an IPv4 address, an identifier of nine digits, a short
 * e-mail address. A run of that length counts where something else says that it is one: it is all there is in a text, padding ends it, or
 * {@code base64} or {@code b64} stands before it. And it must decode to text to its last byte, which words, hashes and names of features
 * hardly ever do. Looks at a bounded number of bytes, blanks around aside. Any thread.
 */
final class ShortBase64 {
    static final int MIN = 8;
    static final int MAX = Base64Run.MIN - 1;
    static final int MIN_TEXT = 6;
    private static final int MAX_PADDING = 2;
    private static final int MAX_GAP = 3;
    private static final String GAPS = ",:=(['\" ";

    private ShortBase64() {}

    /** Where the run starts that is all of a text but blanks around and padding, or -1. */
    static int whole(byte[] text, int from, int to) {
        int start = from;
        while (start < to && isBlank(text[start])) {
            start++;
        }
        int last = to;
        while (last > start && isBlank(text[last - 1])) {
            last--;
        }
        if (last - start < MIN || last - start > MAX + MAX_PADDING) {
            return -1;
        }
        int end = Base64Run.end(text, start, last);
        return padding(text, end, last) == last - end && isText(text, start, end) ? start : -1;
    }

    /** Where a run starts that the padding at {@code at} ends, or -1. */
    static int padded(byte[] text, int from, int at, int to) {
        int padding = padding(text, at, to);
        int end = at + padding;
        boolean goesOn = end < to && (text[end] == '=' || Base64Run.isCharacter(text[end]));
        if (padding == 0 || goesOn || at == from || text[at - 1] == '=') {
            return -1;
        }
        int least = Math.max(from, at - MAX);
        for (int start = at; start > least && Base64Run.isCharacter(text[start - 1]); ) {
            start--;
            boolean whole = at - start >= MIN && (at - start + padding) % 4 == 0;
            if (whole && begins(text, from, start) && isText(text, start, at)) {
                return start;
            }
        }
        return -1;
    }

    /** Where a run starts before which the {@code 64} at {@code at} ends a word that says that it is one, or -1. */
    static int marked(byte[] text, int from, int at, int to) {
        if (to - at < 2 + 1 + MIN
                || at == from
                || text[at] != '6'
                || text[at + 1] != '4'
                || !isMarker(text, from, at)) {
            return -1;
        }
        int start = at + 2;
        while (start < to && start - at - 2 <= MAX_GAP && GAPS.indexOf(text[start]) >= 0) {
            start++;
        }
        int end = Base64Run.end(text, start, Math.min(to, start + MAX + 1));
        return start > at + 2 && end - start >= MIN && end - start <= MAX && isText(text, start, end) ? start : -1;
    }

    /** {@code b} or {@code base}, at the start of a word. */
    private static boolean isMarker(byte[] text, int from, int at) {
        int word = at;
        while (word > from && at - word <= 4 && Utf8.isAsciiLetter(text[word - 1])) {
            word--;
        }
        boolean says = at - word == 1
                ? (text[word] | 0x20) == 'b'
                : at - word == 4
                        && (text[word] | 0x20) == 'b'
                        && (text[word + 1] | 0x20) == 'a'
                        && (text[word + 2] | 0x20) == 's'
                        && (text[word + 3] | 0x20) == 'e';
        return says && begins(text, from, word);
    }

    /** Whether a run may begin at {@code at}: where no word goes on. */
    private static boolean begins(byte[] text, int from, int at) {
        return at == from || !(Utf8.isDigit(text[at - 1]) || Utf8.isAsciiLetter(text[at - 1]));
    }

    private static int padding(byte[] text, int at, int to) {
        int end = at;
        while (end < to && end - at < MAX_PADDING && text[end] == '=') {
            end++;
        }
        return end - at;
    }

    private static boolean isText(byte[] text, int from, int to) {
        return to - from >= MIN && to - from <= MAX && (to - from) % 4 != 1 && Base64Run.isText(text, from, to);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
