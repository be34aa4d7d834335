package io.driftgate.pii.pattern;

import com.google.re2j.Matcher;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a policy's own patterns over a text. Texts of more than {@value #WINDOW} bytes are looked at in windows that overlap by the longest
 * value, so that time stays linear: in one run over a long text, a pattern such as {@code a.*b|a} would read to its end for each
 * match. For the same reason a window that matches more than {@value #MAX_MATCHES} times is one finding from there on.
 *
 * <p>The regex engine allocates, in proportion to the text; a text without the bytes that a pattern starts with is not given to it.
 */
final class CustomMatcher {
    static final int MAX_BYTES = 256;
    private static final int STRIDE = 768;
    private static final int WINDOW = STRIDE + MAX_BYTES;
    private static final int MAX_MATCHES = 128;

    private CustomMatcher() {}

    static void match(byte[] text, int from, int to, List<CustomPattern> patterns, ScoredHits out) {
        for (CustomPattern pattern : patterns) {
            int first = out.wants(pattern.entity()) ? indexOf(pattern.prefix(), text, from, to) : to;
            if (first < to) {
                match(text, from, first, to, pattern, out);
            }
        }
    }

    /** No match starts within a character, and the engine must not either. */
    private static int startOfCharacter(byte[] text, int at, int to) {
        int p = at;
        while (p < to && (text[p] & 0xc0) == 0x80) {
            p++;
        }
        return p;
    }

    /** Where a prefix occurs first, or {@code to}. */
    private static int indexOf(byte[] prefix, byte[] text, int from, int to) {
        if (prefix.length == 0) {
            return from;
        }
        for (int p = from; p + prefix.length <= to; p++) {
            if (text[p] == prefix[0] && Arrays.equals(text, p, p + prefix.length, prefix, 0, prefix.length)) {
                return p;
            }
        }
        return to;
    }

    private static void match(byte[] text, int from, int first, int to, CustomPattern pattern, ScoredHits out) {
        int coveredTo = from;
        for (int stride = from; stride < to; stride += STRIDE) {
            int last = Math.min(to, stride + STRIDE);
            if (first >= last) {
                continue;
            }
            // One character before, so that ^ and \b see what is there; one behind the longest value, so that $ does.
            int start = stride == from ? from : Utf8.startOfLast(text, from, stride);
            int end = Math.min(to, stride + WINDOW + 1);
            byte[] window = Arrays.copyOfRange(text, start, end);
            out.examine(window.length);
            Matcher matcher = pattern.pattern().matcher(window);
            int at = startOfCharacter(text, Math.max(stride, coveredTo), end) - start;
            int matches = 0;
            while (at < last - start && matcher.find(at)) {
                int matchFrom = start + matcher.start();
                int matchTo = start + matcher.end();
                if (matchFrom >= last) {
                    break;
                }
                out.examine(matchTo - matchFrom);
                boolean many = ++matches > MAX_MATCHES;
                boolean whole = (matchTo < end || end == to) && matchTo - matchFrom <= MAX_BYTES && matchTo > matchFrom;
                if (many || (whole && pattern.isChecked(text, matchFrom, matchTo))) {
                    coveredTo = many ? last : matchTo;
                    out.add(pattern.entity(), matchFrom, coveredTo, pattern.score());
                }
                at = startOfCharacter(text, Math.max(Math.max(matchTo, coveredTo), matchFrom + 1), end) - start;
            }
        }
    }
}
