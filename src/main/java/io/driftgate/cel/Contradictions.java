package io.driftgate.cel;

import io.driftgate.feature.FeatureType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds conditions over one feature that no value satisfies, or every value. The constants that the feature is compared with cut its
 * values into points and gaps, in each of which every comparison is constant; so it is enough to try one value of each.
 */
final class Contradictions {
    /** Comparisons times values to try; a larger condition is not looked into. */
    private static final long MAX_WORK = 1_000_000;

    private static final int FALSE = CelPredicate.FALSE;
    private static final int TRUE = CelPredicate.TRUE;
    private static final int UNKNOWN = 2;

    /** What a feature may be: below, on or above a constant; or one text, or (null) none of those that are named. */
    private record Trial(BigDecimal number, boolean above, String text) {}

    private Contradictions() {}

    /** A bool feature as the condition that it is. */
    static Operand bool(int offset, Operand feature) {
        return feature.with(new Fact.NumberIs(feature, offset, Order.EQUAL, BigDecimal.ONE));
    }

    /** What a comparison says when one side is a feature and the other a constant. */
    static Fact comparison(int offset, int comparison, Operand left, Operand right) {
        if (left.feature() == null && right.feature() != null) {
            return comparison(offset, Order.swapped(comparison), right, left);
        }
        if (left.feature() == null || right.feature() != null || !right.isConstant()) {
            return Fact.OPAQUE;
        }
        if (right.node() instanceof Constants.OfText constant) {
            boolean equality = comparison == Order.EQUAL || comparison == Order.NOT_EQUAL;
            return equality
                    ? new Fact.TextIn(left, offset, Set.of(text(constant)), comparison == Order.EQUAL)
                    : Fact.OPAQUE;
        }
        if (right.node() instanceof Constants.OfBool constant) {
            BigDecimal value = constant.value ? BigDecimal.ONE : BigDecimal.ZERO;
            return new Fact.NumberIs(left, offset, comparison, value);
        }
        return Operators.exact(right.node())
                .<Fact>map(value -> new Fact.NumberIs(left, offset, comparison, value.stripTrailingZeros()))
                .orElse(Fact.OPAQUE);
    }

    /** What {@code feature in [constants]} says. */
    static Fact membership(int offset, Operand feature, Operand list) {
        if (feature.feature() == null || !list.isConstant() || list.items().isEmpty()) {
            return Fact.OPAQUE;
        }
        if (feature.kind() == Kind.TEXT) {
            Set<String> texts = new HashSet<>();
            list.items().forEach(item -> texts.add(text((Constants.OfText) item.node())));
            return new Fact.TextIn(feature, offset, texts, true);
        }
        Set<BigDecimal> numbers = new HashSet<>();
        for (Operand item : list.items()) {
            Optional<BigDecimal> value = Operators.exact(item.node());
            if (value.isEmpty()) {
                return Fact.OPAQUE;
            }
            numbers.add(value.get().stripTrailingZeros());
        }
        return new Fact.NumberIn(feature, offset, numbers);
    }

    private static String text(Constants.OfText constant) {
        return new String(constant.utf8, StandardCharsets.UTF_8);
    }

    /** Reports a condition that is constant for a feature; whether it did. */
    static boolean report(Fact condition, ExpressionText text) {
        Map<String, Constrained> features = new LinkedHashMap<>();
        int size = collect(condition, features);
        for (Constrained feature : features.values()) {
            if (feature.comparisons < 2) {
                continue;
            }
            List<Trial> trials = feature.trials();
            if ((long) trials.size() * size > MAX_WORK) {
                continue;
            }
            int first = test(condition, feature.path, trials.get(0));
            if (first != UNKNOWN && trials.stream().allMatch(trial -> test(condition, feature.path, trial) == first)) {
                text.error(
                        feature.offset,
                        first == TRUE
                                ? "is always true: every value of " + feature.path + " satisfies one of its comparisons"
                                : "is never true: no value of " + feature.path + " satisfies all of its comparisons",
                        "look for a wrong bound, or && in place of ||");
                return true;
            }
        }
        return false;
    }

    /** A feature of a condition, and the constants that it is compared with. */
    private static final class Constrained {
        private final String path;
        private final FeatureType type;
        private final TreeSet<BigDecimal> numbers = new TreeSet<>();
        private final Set<String> texts = new HashSet<>();
        private int comparisons;
        private int offset;

        Constrained(Operand feature) {
            path = feature.path();
            type = feature.feature().type();
        }

        /** A value from each point and gap; for text features each text, and one that is none of them. */
        List<Trial> trials() {
            if (type == FeatureType.BOOL) {
                return List.of(new Trial(BigDecimal.ZERO, false, null), new Trial(BigDecimal.ONE, false, null));
            }
            if (!type.isNumeric()) {
                List<Trial> trials = new ArrayList<>();
                texts.forEach(text -> trials.add(new Trial(null, false, text)));
                trials.add(new Trial(null, false, null));
                return trials;
            }
            List<Trial> trials = new ArrayList<>();
            trials.add(new Trial(numbers.first().subtract(BigDecimal.ONE), false, null));
            for (BigDecimal number : numbers) {
                if (type != FeatureType.INT || isWhole(number)) {
                    trials.add(new Trial(number, false, null));
                }
                BigDecimal next = numbers.higher(number);
                if (next == null || type != FeatureType.INT || hasWholeBetween(number, next)) {
                    trials.add(new Trial(number, true, null));
                }
            }
            return trials;
        }

        private static boolean isWhole(BigDecimal number) {
            return number.setScale(0, RoundingMode.FLOOR).compareTo(number) == 0;
        }

        private static boolean hasWholeBetween(BigDecimal below, BigDecimal above) {
            return below.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE).compareTo(above) < 0;
        }
    }

    /** Returns the size of the condition. */
    private static int collect(Fact fact, Map<String, Constrained> into) {
        if (fact instanceof Fact.Several several) {
            return 1
                    + several.facts().stream()
                            .mapToInt(part -> collect(part, into))
                            .sum();
        }
        if (fact instanceof Fact.Not not) {
            return 1 + collect(not.fact(), into);
        }
        if (fact instanceof Fact.NumberIs number) {
            note(number.feature(), number.offset(), into).numbers.add(number.constant());
        } else if (fact instanceof Fact.NumberIn number) {
            note(number.feature(), number.offset(), into).numbers.addAll(number.constants());
        } else if (fact instanceof Fact.TextIn text) {
            note(text.feature(), text.offset(), into).texts.addAll(text.constants());
        }
        return 1;
    }

    private static Constrained note(Operand feature, int offset, Map<String, Constrained> into) {
        Constrained constrained = into.computeIfAbsent(feature.path(), path -> new Constrained(feature));
        constrained.comparisons++;
        constrained.offset = Math.max(constrained.offset, offset); // the caret goes to the last one
        return constrained;
    }

    /** What a condition is for a value of one feature, whatever all others are. */
    private static int test(Fact fact, String path, Trial trial) {
        if (fact instanceof Fact.Several several) {
            int decisive = several.all() ? FALSE : TRUE;
            int result = 1 - decisive;
            for (Fact part : several.facts()) {
                int value = test(part, path, trial);
                if (value == decisive) {
                    return decisive;
                }
                result = value == UNKNOWN ? UNKNOWN : result;
            }
            return result;
        }
        if (fact instanceof Fact.Not not) {
            int value = test(not.fact(), path, trial);
            return value == UNKNOWN ? UNKNOWN : 1 - value;
        }
        if (fact instanceof Fact.NumberIs number && number.feature().path().equals(path)) {
            int order = trial.number.compareTo(number.constant());
            boolean above = order > 0 || (order == 0 && trial.above);
            int found = above ? Order.GREATER : order == 0 ? Order.EQUAL : Order.LESS;
            return Order.test(number.comparison(), found);
        }
        if (fact instanceof Fact.NumberIn number && number.feature().path().equals(path)) {
            return !trial.above && number.constants().contains(trial.number.stripTrailingZeros()) ? TRUE : FALSE;
        }
        if (fact instanceof Fact.TextIn text && text.feature().path().equals(path)) {
            boolean contained = trial.text != null && text.constants().contains(trial.text);
            return contained == text.positive() ? TRUE : FALSE;
        }
        return UNKNOWN;
    }
}
