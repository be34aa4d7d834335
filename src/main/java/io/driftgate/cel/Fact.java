package io.driftgate.cel;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of a condition at load: comparisons of single terms with constants, and logic over them. Equal facts are true over the
 * same requests. A condition that can't be evaluated has no truth: all that facts tell is what it is when it has one. Values; any
 * thread.
 */
public sealed interface Fact {
    /** Of an operand that nobody has looked at yet. */
    Fact OPAQUE = new Opaque();

    /** Compared as the set of {@link Order}s for which it holds. */
    int AT_LEAST = Order.GREATER | Order.EQUAL;

    int AT_MOST = Order.LESS | Order.EQUAL;
    int ABOVE = Order.GREATER;
    int BELOW = Order.LESS;

    record Opaque() implements Fact {}

    /** True, or false, whatever a request holds; or an error. */
    record Always(boolean value) implements Fact {}

    /** A number (a bool is 0 or 1) beside a constant; {@code comparison} is a set of {@link Order}s. */
    record NumberIs(Term term, int comparison, BigDecimal constant) implements Fact {
        public NumberIs {
            constant = constant.stripTrailingZeros();
        }
    }

    /** A number is one of some constants. */
    record NumberIn(Term term, Set<BigDecimal> constants) implements Fact {
        public NumberIn {
            Set<BigDecimal> stripped = new HashSet<>();
            constants.forEach(constant -> stripped.add(constant.stripTrailingZeros()));
            constants = Set.copyOf(stripped);
        }
    }

    /** A text is one of some constants. */
    record TextIn(Term term, Set<String> constants) implements Fact {
        public TextIn {
            constants = Set.copyOf(constants);
        }
    }

    /** A text passes a test. */
    record TextPasses(Term term, TextTest test) implements Fact {
        /** What the test says of a text that is none of those that other facts name. */
        Term verdict() {
            return new Term(test.nameFor(term.name()), Term.Domain.BOOL);
        }
    }

    record Not(Fact fact) implements Fact {}

    /** {@code &&} when {@code all}, else {@code ||}. */
    record Several(boolean all, List<Fact> facts) implements Fact {
        public Several {
            facts = List.copyOf(facts);
        }
    }

    /** {@code ?:} between conditions. */
    record Choice(Fact condition, Fact yes, Fact no) implements Fact {}

    /** A bool is true. */
    static Fact holds(Term bool) {
        return new NumberIs(bool, Order.EQUAL, BigDecimal.ONE);
    }

    /** All of them hold. */
    static Fact all(List<Fact> facts) {
        return facts.size() == 1 ? facts.get(0) : new Several(true, facts);
    }
}
