package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.driftgate.source.Regexes;
import java.util.Arrays;

/**
 * A regular expression over a range of UTF-8 bytes. re2j's time is linear in the text, times at most the instructions that the expression
 * compiles to; that product is paid for. Allocates, because re2j takes no part of an array. Immutable, any thread.
 */
public final class BoundedMatch {
    /** Over a longer text there is no answer: what a feature holds is short. */
    public static final int MAX_TEXT_BYTES = 16 << 10;

    private static final int BYTES_TIMES_INSTRUCTIONS = 16;

    private final Pattern pattern;
    private final int instructions;
    private final boolean whole;

    /** @param whole whether all of a text must match; otherwise any part of it */
    public BoundedMatch(Pattern pattern, boolean whole) {
        this.pattern = pattern;
        this.instructions = Regexes.programSize(pattern.pattern());
        this.whole = whole;
    }

    public Pattern pattern() {
        return pattern;
    }

    /** {@link CelPredicate#TRUE}, {@code FALSE}, or {@code ERROR} when the text is too long or the budget too small. */
    public int test(byte[] buffer, int from, int to, WorkBudget budget) {
        int length = to - from;
        if (length > MAX_TEXT_BYTES || !budget.spend(1 + (long) length * instructions / BYTES_TIMES_INSTRUCTIONS)) {
            return ERROR;
        }
        Matcher matcher = pattern.matcher(Arrays.copyOfRange(buffer, from, to));
        return (whole ? matcher.matches() : matcher.find()) ? TRUE : FALSE;
    }
}
