package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;

/**
 * URLs (RFC 3986) as people write them: behind {@code http://}, {@code https://}, {@code ftp://}, {@code ws://}, {@code wss://} or
 * {@code www.}; and hosts by themselves under a few top-level domains that are neither words nor endings of files, certain only with a path.
 * An end of a sentence and a closing parenthesis that was not opened within are no part of it.
 *
 * <p>Each byte is examined at most twice: the caller goes on behind what was examined.
 */
final class UrlMatcher {
    private static final int LOCAL_NAME = 60;
    private static final int PATH = 60;
    private static final int HOST = 30;
    private static final int MAX_BYTES = 2048;
    private static final int MAX_HOST = 253;
    private static final int MAX_SCHEME = 5;
    private static final String[] SCHEMES = {"http", "https", "ftp", "ftps", "ws", "wss"};
    private static final String[] TOP_LEVEL =
            ("com org net edu gov mil info biz io ai app dev de uk fr es nl pl ch ru jp cn br"
                            + " ca au eu se dk fi cz pt ie nz kr mx shop online cloud tech site xyz")
                    .split(" ");

    private static final String[] WWW = {"www"};
    /** Programs and products that look like hosts. */
    private static final String[] NAMES = {"asp.net", "ado.net", "vb.net", "ml.net", "socket.io"};

    private static final boolean[] URL = new boolean[128];
    private static final boolean[] SENTENCE = new boolean[256];

    static {
        for (char c = '!'; c < 127; c++) {
            URL[c] = "\"<>\\^`{|}".indexOf(c) < 0;
        }
        for (byte b : ".,;:!?'*_~".getBytes(StandardCharsets.US_ASCII)) {
            SENTENCE[b] = true;
        }
    }

    private UrlMatcher() {}

    /**
     * Looks for a URL whose scheme ends at the colon {@code at}.
     *
     * @return up to where the text was examined
     */
    static int matchScheme(byte[] text, int from, int to, int at, ScoredHits out) {
        if (at + 3 >= to || text[at + 1] != '/' || text[at + 2] != '/') {
            return at;
        }
        int start = at;
        while (start > from && at - start <= MAX_SCHEME && Utf8.isAsciiLetter(text[start - 1])) {
            start--;
        }
        if (!isOneOf(SCHEMES, text, start, at) || Utf8.isWordBefore(text, from, start)) {
            return at;
        }
        int host = at + 3;
        int limit = endOfRun(text, host, to, false);
        int end = trim(text, host, limit);
        out.examine(limit - start);
        int endOfHost = endOfRun(text, host, end, true);
        if ((endOfHost > host && Utf8.isWordAt(text, host, to))
                || (end > host && text[host] == '[')
                || (end > host && hasUserInfo(text, host, end))) {
            boolean named = hasDot(text, host, end) || text[host] == '[';
            out.add(PiiEntity.URL, start, end, named ? ScoredHits.CERTAIN : LOCAL_NAME);
        }
        return limit;
    }

    /**
     * Looks for a host that the point at {@code at} is the first of.
     *
     * @return up to where the text was examined
     */
    static int matchHost(byte[] text, int from, int to, int at, ScoredHits out) {
        if (at + 2 >= to || !isHost(text[at + 1]) || text[at + 1] == '.' || text[at + 1] == '-') {
            return at + 1;
        }
        int start = at;
        while (start > from && at - start < MAX_HOST && isHost(text[start - 1])) {
            start--;
        }
        int endOfHost = endOfRun(text, at, Math.min(to, at + MAX_HOST), true);
        out.examine(endOfHost - start);
        while (endOfHost > at && (text[endOfHost - 1] == '.' || text[endOfHost - 1] == '-')) {
            endOfHost--;
        }
        boolean bounded = start < at
                && text[start] != '-'
                && text[start] != '.'
                && !Utf8.isWordBefore(text, from, start)
                && !(start > from && (text[start - 1] == '@' || text[start - 1] == '/' || text[start - 1] == '\\'))
                && !Utf8.isWordAt(text, endOfHost, to)
                && !(endOfHost < to && text[endOfHost] == '@');
        if (!bounded) {
            return Math.max(at + 1, endOfHost);
        }
        boolean www = at - start == 3 && isOneOf(WWW, text, start, at);
        boolean path = endOfHost + 1 < to && text[endOfHost] == '/' && Utf8.isWordAt(text, endOfHost + 1, to);
        int limit = path || www ? endOfRun(text, endOfHost, to, false) : endOfHost;
        int end = trim(text, endOfHost, limit);
        out.examine(limit - endOfHost);
        int score = www
                ? hasLetters(text, at + 1, endOfHost) ? ScoredHits.CERTAIN : 0
                : score(text, start, endOfHost, path);
        if (score > 0) {
            out.add(PiiEntity.URL, start, end, score);
        }
        return Math.max(at + 1, limit);
    }

    /** What a host under a known domain counts; a program's or a product's name, {@code asp.net}, does not. */
    private static int score(byte[] text, int from, int to, boolean path) {
        int top = to;
        while (top > from && text[top - 1] != '.') {
            top--;
        }
        if (!isOneOf(TOP_LEVEL, text, top, to) || isMixed(text, top, to) || isOneOf(NAMES, text, from, to)) {
            return 0;
        }
        return path ? PATH : HOST;
    }

    /** As in {@code end.Org}, where a blank is missing. */
    private static boolean isMixed(byte[] text, int from, int to) {
        boolean capital = text[from] < 'a';
        for (int p = from; p < to; p++) {
            if (text[p] < 'a' != capital) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOneOf(String[] words, byte[] text, int from, int to) {
        for (String word : words) {
            boolean same = word.length() == to - from;
            for (int i = 0; same && i < word.length(); i++) {
                same = (text[from + i] | 0x20) == (word.charAt(i) | 0x20);
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLetters(byte[] text, int from, int to) {
        int p = from;
        while (p < to && !Utf8.isAsciiLetter(text[p]) && text[p] >= 0) {
            p++;
        }
        return p < to;
    }

    private static boolean hasDot(byte[] text, int from, int to) {
        for (int p = from + 1; p < to && text[p] != '/'; p++) {
            if (text[p] == '.') {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUserInfo(byte[] text, int from, int to) {
        for (int p = from; p + 1 < to && text[p] != '/'; p++) {
            if (text[p] == '@') {
                return true;
            }
        }
        return false;
    }

    private static int endOfRun(byte[] text, int from, int to, boolean host) {
        int limit = Math.min(to, from + MAX_BYTES);
        int p = from;
        while (p < limit && (host ? isHost(text[p]) : isUrl(text[p]))) {
            p++;
        }
        return p;
    }

    private static boolean isHost(byte b) {
        return b < 0 || Utf8.isDigit(b) || Utf8.isAsciiLetter(b) || b == '-' || b == '.';
    }

    private static boolean isUrl(byte b) {
        return b < 0 || URL[b];
    }

    /** Leaves out the marks at the end that belong to the sentence. */
    private static int trim(byte[] text, int from, int to) {
        int open = 0;
        for (int p = from; p < to; p++) {
            open += text[p] == '(' ? 1 : 0;
            if (text[p] == ')' && --open < 0) {
                return trim(text, from, p);
            }
        }
        int end = to;
        while (end > from && SENTENCE[text[end - 1] & 0xff]) {
            end--;
        }
        return end;
    }
}
