package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureRow;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiled policies against a naive evaluation of the same rules over values of Java, for random rules and rows. The naive one follows
 * the table of the package's documentation, and nothing of the nodes.
 */
class ReferencePolicyTest {
    private static final Object ABSENT = "absent";
    private static final double[] NUMBERS = {-2, -1, -0.5, -0.0, 0, 0.1, 0.5, 1, 1.5, 2, 3, 10};
    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "ba", "aab", "aaab", "é", "1", "new");

    @TempDir
    Path directory;

    private final Random random = new Random(20261123);
    private final Violations violations = new Violations();

    /** One condition: how it is written, what it says of a value of its kind, and whether the kind itself is what it asks about. */
    private record Stated(String yaml, Predicate<Object> holds, boolean isAboutKind) {
        Stated(String yaml, Predicate<Object> holds) {
            this(yaml, holds, false);
        }
    }

    private record Said(
            String feature, boolean required, boolean notNull, List<Stated> conditions, List<Stated> items) {
        String yaml() {
            List<String> parts = new ArrayList<>(List.of("feature: " + feature));
            if (required) {
                parts.add("required: true");
            }
            if (notNull) {
                parts.add("notNull: true");
            }
            conditions.forEach(condition -> parts.add(condition.yaml()));
            if (!items.isEmpty()) {
                parts.add("items: {"
                        + String.join(", ", items.stream().map(Stated::yaml).toList()) + "}");
            }
            return String.join(", ", parts);
        }
    }

    private record NaiveRule(Said said, Said guard) {
        String yaml() {
            return "enforcement: shadow, " + said.yaml() + (guard == null ? "" : ", when: {" + guard.yaml() + "}");
        }
    }

    @Test
    void agreesWithANaiveEvaluation() {
        int loaded = 0;
        int violated = 0;
        int errors = 0;
        for (int round = 0; round < 1_500; round++) {
            List<NaiveRule> rules = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                rules.add(new NaiveRule(said(false), random.nextInt(3) == 0 ? said(true) : null));
            }
            Problems problems = new Problems();
            var policy = PolicyFixtures.load(
                    directory, problems, rules.stream().map(NaiveRule::yaml).toArray(String[]::new));
            if (policy.isEmpty()) {
                assertOnlyContradictions(problems, rules);
                continue;
            }
            loaded++;
            for (int i = 0; i < 20; i++) {
                Map<String, Object> values = randomRow();
                violations.reset(policy.get());
                policy.get().evaluate(Phase.REQUEST, PolicyFixtures.input(row(values)), 0, violations);
                for (int rule = 0; rule < rules.size(); rule++) {
                    int expected = evaluate(rules.get(rule), values);
                    int seen = violations.errors(rule) > 0
                            ? Outcome.ERROR
                            : violations.count(rule) > 0 ? Outcome.VIOLATED : Outcome.HOLDS;
                    assertEquals(expected, seen, rules.get(rule).yaml() + " over " + values);
                    violated += seen == Outcome.VIOLATED ? 1 : 0;
                    errors += seen == Outcome.ERROR ? 1 : 0;
                }
            }
        }
        assertTrue(loaded > 600, loaded + " loaded");
        assertTrue(violated > 5_000, violated + " violated");
        assertTrue(errors > 500, errors + " errors");
    }

    /** What is refused as contradictory must be violated by every value of its kind. */
    private void assertOnlyContradictions(Problems problems, List<NaiveRule> rules) {
        problems.all()
                .forEach(problem -> assertTrue(
                        problem.message().contains("contradicts")
                                || problem.message().contains("leaves nothing")
                                || isAtOddsWithItsGuard(problem, rules),
                        problem::render));
        if (rules.size() == 1
                && rules.get(0).guard() == null
                && rules.get(0).said().items().isEmpty()) {
            for (int i = 0; i < 200; i++) {
                Object value = valueOf(rules.get(0).said().feature());
                if (value instanceof String || value instanceof Double || value instanceof Boolean) {
                    boolean isSchemas = !rules.get(0).said().feature().equals("segment")
                            || value.equals("new")
                            || value.equals("returning");
                    boolean isWhole = !rules.get(0).said().feature().equals("age")
                            || (value instanceof Double number && number == Math.rint(number));
                    if (isSchemas && isWhole && isOfKind(rules.get(0).said().feature(), value)) {
                        assertFalse(
                                rules.get(0).said().conditions().stream()
                                        .allMatch(condition -> condition.holds().test(value)),
                                problems.render() + " but holds for " + value);
                    }
                }
            }
        }
    }

    /** Whether a rule is said to refuse all that its guard lets through, or nothing of it; what is said must be so. */
    private boolean isAtOddsWithItsGuard(Problem problem, List<NaiveRule> rules) {
        boolean refusesAll = problem.message().contains("refuses everything that it applies to");
        if (!refusesAll && !problem.message().contains("can never be violated")) {
            return false;
        }
        NaiveRule rule = rules.get(problem.position().line() - 2);
        for (int i = 0; i < 300; i++) {
            Map<String, Object> values = randomRow();
            if (refusesAll && isGuardSatisfied(rule, values)) {
                assertNotEquals(Outcome.HOLDS, evaluate(rule, values), problem.render() + " over " + values);
            }
            assertTrue(refusesAll || evaluate(rule, values) != Outcome.VIOLATED, problem.render() + " over " + values);
        }
        return true;
    }

    private boolean isGuardSatisfied(NaiveRule rule, Map<String, Object> values) {
        Object value = values.getOrDefault(rule.guard().feature(), ABSENT);
        return value != ABSENT && value != null && ofValue(rule.guard(), value) == Outcome.HOLDS;
    }

    private int evaluate(NaiveRule rule, Map<String, Object> values) {
        if (rule.guard() != null) {
            Object value = values.getOrDefault(rule.guard().feature(), ABSENT);
            if (value == ABSENT || value == null) {
                return Outcome.HOLDS;
            }
            int applies = ofValue(rule.guard(), value);
            if (applies != Outcome.HOLDS) {
                return applies == Outcome.VIOLATED ? Outcome.HOLDS : Outcome.ERROR;
            }
        }
        Said said = rule.said();
        Object value = values.getOrDefault(said.feature(), ABSENT);
        if (value == ABSENT) {
            return said.required() ? Outcome.VIOLATED : Outcome.HOLDS;
        }
        if (value == null) {
            return said.notNull() ? Outcome.VIOLATED : Outcome.HOLDS;
        }
        return ofValue(said, value) == Outcome.HOLDS ? Outcome.HOLDS : Outcome.VIOLATED;
    }

    /** WRONG_KIND counts before what fails, because the first condition that fails decides which of the two it is. */
    private int ofValue(Said said, Object value) {
        boolean isOfKind = isOfKind(said.feature(), value);
        if ((said.required() || said.notNull()) && isComposite(said.feature(), value)) {
            return Outcome.WRONG_KIND;
        }
        if (!said.items().isEmpty() && !isOfKind) {
            return Outcome.WRONG_KIND;
        }
        if (!isOfKind && said.conditions().stream().anyMatch(condition -> !condition.isAboutKind())) {
            return Outcome.WRONG_KIND;
        }
        for (Stated condition : said.conditions()) {
            if (!(isOfKind && condition.holds().test(value))) {
                return Outcome.VIOLATED;
            }
        }
        if (!said.items().isEmpty()) {
            for (Object element : (List<?>) value) {
                if (element != null && !isElement(said.feature(), element)) {
                    return Outcome.WRONG_KIND;
                }
                if (element != null
                        && said.items().stream()
                                .anyMatch(condition -> !condition.holds().test(element))) {
                    return Outcome.VIOLATED;
                }
            }
        }
        return Outcome.HOLDS;
    }

    private static boolean isComposite(String feature, Object value) {
        return value instanceof Map || (value instanceof List && !feature.equals("tags") && !feature.equals("amounts"));
    }

    private static boolean isOfKind(String feature, Object value) {
        return switch (feature) {
            case "age", "income" -> value instanceof Double;
            case "segment", "note" -> value instanceof String;
            case "active" -> value instanceof Boolean;
            default -> value instanceof List;
        };
    }

    private static boolean isElement(String feature, Object value) {
        return feature.equals("tags") ? value instanceof String : value instanceof Double;
    }

    private Said said(boolean isGuard) {
        String feature = List.of("age", "income", "segment", "note", "active", "tags", "amounts")
                .get(random.nextInt(7));
        boolean required = random.nextInt(4) == 0;
        boolean notNull = !isGuard && random.nextInt(4) == 0;
        Map<String, Stated> conditions = new HashMap<>();
        List<Stated> items = new ArrayList<>();
        int wanted = required || notNull ? random.nextInt(3) : 1 + random.nextInt(2);
        for (int i = 0; i < wanted; i++) {
            // In a guard, what the first of several conditions says of a wrong kind depends on their order: one is
            // enough there.
            Stated condition = condition(feature);
            if (!isGuard || (conditions.isEmpty() && !condition.isAboutKind())) {
                conditions.put(condition.yaml().substring(0, condition.yaml().indexOf(':')), condition);
            }
        }
        if (feature.equals("tags") && random.nextBoolean()) {
            items.add(text());
        }
        if (feature.equals("amounts") && random.nextBoolean()) {
            items.add(number(false));
        }
        if (!required && !notNull && conditions.isEmpty() && items.isEmpty()) {
            return said(isGuard);
        }
        return new Said(feature, required, notNull, List.copyOf(conditions.values()), items);
    }

    private Stated condition(String feature) {
        return switch (feature) {
            case "age", "income" ->
                random.nextInt(6) == 0
                        ? new Stated("type: int", value -> (Double) value == Math.rint((Double) value), true)
                        : number(feature.equals("age"));
            case "note" -> text();
            case "segment" -> {
                String category = random.nextBoolean() ? "new" : "returning";
                yield random.nextBoolean()
                        ? new Stated("in: [" + category + "]", category::equals)
                        : new Stated("notIn: [" + category + "]", value -> !category.equals(value));
            }
            case "active" -> {
                boolean wanted = random.nextBoolean();
                yield random.nextBoolean()
                        ? new Stated("equals: " + wanted, value -> value.equals(wanted))
                        : new Stated("notIn: [" + wanted + "]", value -> !value.equals(wanted));
            }
            default -> {
                int most = random.nextInt(3);
                yield random.nextBoolean()
                        ? new Stated("length: [0, " + most + "]", value -> ((List<?>) value).size() <= most)
                        : new Stated("notEmpty: true", value -> !((List<?>) value).isEmpty());
            }
        };
    }

    private double number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private Stated number(boolean isWhole) {
        double bound = isWhole ? Math.rint(number()) : number();
        return switch (random.nextInt(8)) {
            case 0 -> new Stated("min: " + bound, value -> compare(value, bound) >= 0);
            case 1 -> new Stated("max: " + bound, value -> compare(value, bound) <= 0);
            case 2 -> new Stated("exclusiveMin: " + bound, value -> compare(value, bound) > 0);
            case 3 -> new Stated("exclusiveMax: " + bound, value -> compare(value, bound) < 0);
            case 4 ->
                new Stated(
                        "between: [" + bound + ", " + (bound + 2) + "]",
                        value -> compare(value, bound) >= 0 && compare(value, bound + 2) <= 0);
            case 5 -> new Stated("equals: " + bound, value -> compare(value, bound) == 0);
            case 6 -> new Stated("notIn: [" + bound + ", 7]", value -> compare(value, bound) != 0);
            default -> {
                String step = List.of("0.5", "2", "0.1").get(random.nextInt(3));
                yield new Stated(
                        "multipleOf: " + step,
                        value -> BigDecimal.valueOf((Double) value)
                                        .remainder(new BigDecimal(step))
                                        .signum()
                                == 0);
            }
        };
    }

    private static int compare(Object value, double bound) {
        return BigDecimal.valueOf((Double) value).compareTo(BigDecimal.valueOf(bound));
    }

    private Stated text() {
        String text = TEXTS.get(1 + random.nextInt(TEXTS.size() - 1));
        int count = random.nextInt(3);
        return switch (random.nextInt(11)) {
            case 0 -> new Stated("equals: '" + text + "'", text::equals);
            case 1 -> new Stated("in: ['" + text + "', 'zz']", value -> value.equals(text) || value.equals("zz"));
            case 2 -> new Stated("notIn: ['" + text + "']", value -> !value.equals(text));
            case 3 ->
                new Stated(
                        "startsWith: '" + text + "'", value -> value.toString().startsWith(text));
            case 4 ->
                new Stated("endsWith: '" + text + "'", value -> value.toString().endsWith(text));
            case 5 ->
                new Stated("contains: '" + text + "'", value -> value.toString().contains(text));
            case 6 ->
                new Stated(
                        "notContains: '" + text + "'",
                        value -> !value.toString().contains(text));
            case 7 -> new Stated("matches: '[ab]*'", value -> value.toString().matches("[ab]*"));
            case 8 ->
                new Stated("notMatches: '[ab]*'", value -> !value.toString().matches("[ab]*"));
            case 9 -> new Stated("notEmpty: true", value -> !value.equals(""));
            default ->
                new Stated(
                        "length: [" + count + ", " + (count + 1) + "]",
                        value -> value.toString().length() >= count
                                && value.toString().length() <= count + 1);
        };
    }

    private Map<String, Object> randomRow() {
        Map<String, Object> values = new HashMap<>();
        for (String feature : List.of("age", "income", "segment", "note", "active", "tags", "amounts")) {
            Object value = valueOf(feature);
            if (value != ABSENT) {
                values.put(feature, value);
            }
        }
        return values;
    }

    /** Mostly of the right kind. */
    private Object valueOf(String feature) {
        int odd = random.nextInt(10);
        if (odd == 0) {
            return ABSENT;
        }
        if (odd == 1) {
            return null;
        }
        if (odd == 2) {
            return List.of(number(), "a", true, List.of(), Map.of()).get(random.nextInt(5));
        }
        return switch (feature) {
            case "age", "income" -> number();
            case "segment" -> List.of("new", "returning", "other").get(random.nextInt(3));
            case "note" -> text(random);
            case "active" -> random.nextBoolean();
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(
                            random.nextInt(12) == 0 ? null : feature.equals("tags") ? text(random) : (Object) number());
                }
                if (random.nextInt(12) == 0) {
                    list.add(feature.equals("tags") ? (Object) 5.0 : "five");
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static FeatureRow row(Map<String, Object> values) {
        FeatureRow row = PolicyFixtures.row();
        values.forEach((feature, value) -> {
            int slot = PolicyFixtures.INDEX.slotOf(feature);
            if (value == null) {
                row.setNull(slot);
            } else if (value instanceof Double number) {
                row.setNumber(slot, number);
            } else if (value instanceof Boolean bool) {
                row.setBool(slot, bool);
            } else if (value instanceof String text) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                row.setText(slot, utf8, 0, utf8.length);
            } else if (value instanceof Map) {
                row.setObject(slot, 1);
            } else {
                row.beginList(slot);
                ((List<?>) value).forEach(element -> add(row, slot, element));
            }
        });
        return row;
    }

    private static void add(FeatureRow row, int slot, Object element) {
        if (element == null) {
            row.addOther(slot, FeatureRow.NULL);
        } else if (element instanceof Double number) {
            row.addNumber(slot, number);
        } else {
            byte[] utf8 = element.toString().getBytes(StandardCharsets.UTF_8);
            row.addText(slot, utf8, 0, utf8.length);
        }
    }
}
