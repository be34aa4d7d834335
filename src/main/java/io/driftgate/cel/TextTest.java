package io.driftgate.cel;

import com.google.re2j.Pattern;
import io.driftgate.source.Regexes;
import java.util.OptionalInt;

/**
 * A question about a text that has an answer for each text alone. Value; any thread.
 *
 * @param argument the literal, or the regular expression
 */
public record TextTest(Kind kind, String argument) {
    /** A larger expression isn't tried over the texts that a policy names. */
    private static final int MAX_PROGRAM = 200;

    public enum Kind {
        CONTAINS("contains"),
        STARTS_WITH("startsWith"),
        ENDS_WITH("endsWith"),
        /** Some part of the text: {@code matches} of expressions. */
        MATCHES_PART("matches"),
        /** The whole text: {@code matches} of conditions. */
        MATCHES_WHOLE("matches all of");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    String nameFor(String term) {
        return kind.word + "(" + term + ", '" + argument + "')";
    }

    /** Whether every text passes. */
    boolean isPassedByAll() {
        return switch (kind) {
            case CONTAINS, STARTS_WITH, ENDS_WITH -> argument.isEmpty();
            case MATCHES_PART -> EveryText.hasPartFor(argument);
            case MATCHES_WHOLE -> EveryText.isMatchedBy(argument, false);
        };
    }

    /** {@link CelPredicate#TRUE} or {@code FALSE}; empty when it costs too much to say. */
    OptionalInt test(String text) {
        boolean isRegex = kind == Kind.MATCHES_PART || kind == Kind.MATCHES_WHOLE;
        if (isRegex && (Regexes.programSize(argument) > MAX_PROGRAM || text.length() > Regexes.MAX_CHARACTERS)) {
            return OptionalInt.empty();
        }
        boolean passes = switch (kind) {
            case CONTAINS -> text.contains(argument);
            case STARTS_WITH -> text.startsWith(argument);
            case ENDS_WITH -> text.endsWith(argument);
            case MATCHES_PART -> Pattern.compile(argument).matcher(text).find();
            case MATCHES_WHOLE -> Pattern.matches(argument, text);
        };
        return OptionalInt.of(passes ? CelPredicate.TRUE : CelPredicate.FALSE);
    }
}
