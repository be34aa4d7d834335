package io.driftgate.cel;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** What is known of a condition at load: comparisons of single features with constants, and logic over them. */
sealed interface Fact {
    /** Nothing is known. */
    Fact OPAQUE = new Opaque();

    record Opaque() implements Fact {}

    /**
     * A number (a bool is 0 or 1) beside a constant.
     *
     * @param offset where it stands in the expression
     * @param comparison a set of {@link Order}s
     */
    record NumberIs(Operand feature, int offset, int comparison, BigDecimal constant) implements Fact {}

    /** A number is one of some constants, or is none of them. */
    record NumberIn(Operand feature, int offset, Set<BigDecimal> constants) implements Fact {}

    /** A text is one of some constants, or ({@code !positive}) is none of them. */
    record TextIn(Operand feature, int offset, Set<String> constants, boolean positive) implements Fact {}

    record Not(Fact fact) implements Fact {}

    /** {@code &&} when {@code all}, else {@code ||}. */
    record Several(boolean all, List<Fact> facts) implements Fact {}
}
