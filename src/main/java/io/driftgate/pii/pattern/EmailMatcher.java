package io.driftgate.pii.pattern;

/**
 * E-mail addresses around an {@code @}: RFC 5321's limits (64 octets before, 255 after, 63 per label), the characters that
 * addresses have in practice ({@code A-Z a-z 0-9 . _ % + - '} and letters of any script), at least two labels, of which the last
 * is of two letters or more, or {@code xn--}, and not the ending of an image or the like. Quoted local parts and address literals are not looked for.
 *
 * <p>Looks back and forth as far as to the neighbouring {@code @}, so each byte is examined at most twice.
 */
final class EmailMatcher {
    private static final int MAX_LOCAL_BYTES = 64;
    private static final int MAX_DOMAIN_BYTES = 255;
    private static final int MAX_LABEL_BYTES = 63;
    private static final int NONE = -1;
    private static final String[] FILES = {
        "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "css", "js", "json", "html", "xml", "txt", "log",
        "yml", "yaml", "pdf"
    };

    private EmailMatcher() {}

    static boolean match(byte[] text, int from, int to, int at, Match match) {
        int start = startOfLocal(text, from, at, match);
        if (start == NONE) {
            return false;
        }
        int end = endOfDomain(text, at + 1, to, match);
        return end != NONE && match.found(start, end);
    }

    /** The earliest start of a word within the run of local characters before the {@code @}. */
    private static int startOfLocal(byte[] text, int from, int at, Match match) {
        int limit = Math.max(from, at - MAX_LOCAL_BYTES);
        int start = NONE;
        int p = at;
        while (p > limit) {
            int previous = text[p - 1] < 0 ? Utf8.startOfLast(text, from, p) : p - 1;
            boolean word = Utf8.isWordBefore(text, from, p);
            if (previous < limit || (!word && !isLocalMark(text[previous]))) {
                break;
            }
            p = previous;
            if (word && !Utf8.isWordBefore(text, from, p)) {
                start = p;
            }
        }
        match.examined += at - p;
        return start;
    }

    private static boolean isLocalMark(byte b) {
        return b == '.' || b == '%' || b == '+' || b == '-' || b == '\'';
    }

    private static int endOfDomain(byte[] text, int from, int to, Match match) {
        int limit = Math.min(to, from + MAX_DOMAIN_BYTES);
        int end = NONE;
        int label = from;
        for (int labels = 1; ; labels++) {
            int p = endOfLabel(text, label, limit);
            match.examined += p - label + 1;
            if (p == label || p - label > MAX_LABEL_BYTES || text[label] == '-') {
                return end;
            }
            if (labels > 1) {
                int endOfTop = endOfTopLevel(text, label, p);
                boolean top = endOfTop != NONE && !Utf8.isWordAt(text, endOfTop, to) && !isFile(text, label, endOfTop);
                end = top ? endOfTop : end;
            }
            if (text[p - 1] == '-' || p >= limit || text[p] != '.') {
                return end;
            }
            label = p + 1;
        }
    }

    /** As in {@code icon@2x.png}: endings of files that are no domains. */
    private static boolean isFile(byte[] text, int from, int to) {
        for (String ending : FILES) {
            boolean same = ending.length() == to - from;
            for (int i = 0; same && i < ending.length(); i++) {
                same = (text[from + i] | 0x20) == ending.charAt(i);
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static int endOfLabel(byte[] text, int from, int limit) {
        int p = from;
        while (p < limit && (text[p] == '-' || (text[p] != '_' && Utf8.isWordAt(text, p, limit)))) {
            p += Utf8.length(text, p, limit);
        }
        return p;
    }

    /** The letters that a label starts with, if they make a top-level domain. */
    private static int endOfTopLevel(byte[] text, int from, int to) {
        if (to - from > 4
                && (text[from] | 0x20) == 'x'
                && (text[from + 1] | 0x20) == 'n'
                && text[from + 2] == '-'
                && text[from + 3] == '-'
                && text[to - 1] != '-') {
            return to;
        }
        int p = from;
        while (p < to && (Utf8.isAsciiLetter(text[p]) || text[p] < 0)) {
            p++;
        }
        return p - from >= 2 ? p : NONE;
    }
}
