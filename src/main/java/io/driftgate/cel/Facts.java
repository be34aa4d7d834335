package io.driftgate.cel;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what the conditions of one expression say as {@link Fact}s, and remembers where it read about what. One load, one thread. */
final class Facts {
    private final CelScope scope;
    private final ExpressionText text;
    private final Map<String, Integer> offsets = new HashMap<>();

    Facts(CelScope scope, ExpressionText text) {
        this.scope = scope;
        this.text = text;
    }

    /** Where a term stands last among what was read; {@code otherwise} when it stands nowhere. */
    int lastOffset(String term, int otherwise) {
        return offsets.getOrDefault(term, otherwise);
    }

    /** An operand of which nothing else is known, if it is a condition, is a bool of its own name. */
    Operand known(Operand operand) {
        if (operand == null || operand.kind() != Kind.BOOL || operand.fact() != Fact.OPAQUE) {
            return operand;
        }
        if (operand.node() instanceof Constants.OfBool constant) {
            return operand.with(new Fact.Always(constant.value));
        }
        Term term = term(operand);
        note(term, text.offsetOf(operand.expression()));
        return operand.with(Fact.holds(term));
    }

    private void note(Term term, int offset) {
        offsets.merge(term.name(), offset, Math::max);
    }

    private Term term(Operand operand) {
        String name = operand.path().isEmpty() ? ExpressionName.of(operand.expression()) : operand.path();
        return new Term(name, domain(operand));
    }

    private Term.Domain domain(Operand operand) {
        return switch (operand.kind()) {
            case BOOL -> Term.Domain.BOOL;
            case INT -> isCount(operand) ? Term.Domain.COUNT : Term.Domain.WHOLE;
            case DOUBLE -> canBeNaN(operand) ? Term.Domain.REAL_OR_NAN : Term.Domain.REAL;
            default -> Term.Domain.TEXT;
        };
    }

    private boolean isCount(Operand operand) {
        return operand.node() instanceof Texts.Size
                || operand.node() instanceof Lists.Size
                || scope.isCount(operand.path());
    }

    private static boolean canBeNaN(Operand operand) {
        if (operand.kind() == Kind.LIST) {
            return operand.element() == Kind.DOUBLE;
        }
        return operand.kind() == Kind.DOUBLE
                && operand.feature() == null
                && !(operand.node() instanceof Arithmetic.IntToDouble);
    }

    /** What a comparison says; lists may be equal or not. */
    Fact comparison(int offset, int comparison, Operand left, Operand right) {
        if (left.isConstant()) {
            return right.isConstant() ? Fact.OPAQUE : comparison(offset, Order.swapped(comparison), right, left);
        }
        if (right.node() instanceof Constants.OfBool constant) {
            return ofBool(left.fact(), comparison, constant.value);
        }
        if (right.kind() == Kind.BOOL) {
            int swapped = Order.swapped(comparison);
            return new Fact.Choice(
                    left.fact(), ofBool(right.fact(), swapped, true), ofBool(right.fact(), swapped, false));
        }
        boolean isEquality = comparison == Order.EQUAL || comparison == Order.NOT_EQUAL;
        if (right.node() instanceof Constants.OfText constant && isEquality) {
            Term term = term(left);
            note(term, offset);
            Fact equal = new Fact.TextIn(term, Set.of(textOf(constant)));
            return comparison == Order.EQUAL ? equal : new Fact.Not(equal);
        }
        if (right.node() instanceof Constants.OfDouble constant && Double.isNaN(constant.value)) {
            return new Fact.Always((comparison & Order.UNORDERED) != 0);
        }
        Optional<BigDecimal> number = Operators.exact(right.node());
        if (number.isPresent()) {
            Term term = term(left);
            note(term, offset);
            return new Fact.NumberIs(term, comparison, number.get());
        }
        return ofTwo(offset, comparison, left, right);
    }

    /** A condition beside {@code true} or {@code false}: itself, its opposite, or nothing of the two. */
    private static Fact ofBool(Fact bool, int comparison, boolean constant) {
        int ifFalse = Order.test(comparison, Order.of(0, constant ? 1 : 0));
        int ifTrue = Order.test(comparison, Order.of(1, constant ? 1 : 0));
        if (ifFalse == ifTrue) {
            return new Fact.Always(ifTrue == CelPredicate.TRUE);
        }
        return ifTrue == CelPredicate.TRUE ? bool : new Fact.Not(bool);
    }

    /** The order of two values is a term: below 0, 0 or above it. */
    private Fact ofTwo(int offset, int comparison, Operand left, Operand right) {
        String one = term(left).name();
        String other = term(right).name();
        if (one.compareTo(other) > 0) {
            return ofTwo(offset, Order.swapped(comparison), right, left);
        }
        boolean canBeUnordered = canBeNaN(left) || canBeNaN(right);
        if (one.equals(other)) {
            boolean whenEqual = (comparison & Order.EQUAL) != 0;
            boolean whenUnordered = (comparison & Order.UNORDERED) != 0;
            if (!canBeUnordered || whenEqual == whenUnordered) {
                return new Fact.Always(whenEqual);
            }
        }
        Term order = new Term(
                "the order of " + one + " and " + other, canBeUnordered ? Term.Domain.REAL_OR_NAN : Term.Domain.REAL);
        note(order, offset);
        return new Fact.NumberIs(order, comparison, BigDecimal.ZERO);
    }

    /** What {@code needle in list} says. */
    Fact membership(int offset, Operand needle, Operand list) {
        if (list.items().isEmpty() || needle.isConstant()) {
            return Fact.OPAQUE;
        }
        if (!list.isConstant() || needle.kind() == Kind.BOOL) {
            List<Fact> equal = new ArrayList<>();
            for (Operand item : list.items()) {
                equal.add(comparison(offset, Order.EQUAL, needle, item));
            }
            if (equal.contains(new Fact.Always(true))) {
                return new Fact.Always(true);
            }
            return new Fact.Several(false, equal);
        }
        Term term = term(needle);
        note(term, offset);
        if (needle.kind() == Kind.TEXT) {
            Set<String> texts = new HashSet<>();
            list.items().forEach(item -> texts.add(textOf((Constants.OfText) item.node())));
            return new Fact.TextIn(term, texts);
        }
        Set<BigDecimal> numbers = new HashSet<>();
        for (Operand item : list.items()) {
            Optional<BigDecimal> value = Operators.exact(item.node());
            if (value.isEmpty()) {
                return Fact.OPAQUE;
            }
            numbers.add(value.get());
        }
        return new Fact.NumberIn(term, numbers);
    }

    /** What {@code contains}, {@code matches} and their like say about a text. */
    Fact textTest(int offset, TextTest.Kind kind, Operand operand, Operand argument) {
        if (argument.node() instanceof Constants.OfText constant) {
            TextTest test = new TextTest(kind, textOf(constant));
            Fact.TextPasses fact = new Fact.TextPasses(term(operand), test);
            note(fact.term(), offset);
            note(fact.verdict(), offset);
            return test.isPassedByAll() ? new Fact.Always(true) : fact;
        }
        boolean isSame = term(operand).name().equals(term(argument).name());
        return isSame ? new Fact.Always(true) : Fact.OPAQUE;
    }

    private static String textOf(Constants.OfText constant) {
        return new String(constant.utf8, StandardCharsets.UTF_8);
    }
}
