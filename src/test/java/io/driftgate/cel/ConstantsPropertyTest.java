package io.driftgate.cel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What is refused as constant is constant, or has a part that is: random logic over comparisons with small constants, tried with
 * values at every point and gap that the constants leave. And of what is constant, nearly all is refused.
 */
class ConstantsPropertyTest {
    private static final int EXPRESSIONS = 2_000;
    private static final double[] NUMBERS = {-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4};
    private static final String[] TEXTS = {"", "a", "b", "ab", "ba", "c"};
    private static final String[] COMPARISONS = {"<", "<=", ">", ">=", "==", "!="};

    private record Row(double age, double income, String note) {}

    /** A condition in CEL, and in Java. */
    private record Condition(String cel, Predicate<Row> java, List<Condition> parts) {
        boolean isConstant() {
            boolean first = java.test(ROWS.get(0));
            return ROWS.stream().allMatch(row -> java.test(row) == first);
        }

        boolean hasConstant() {
            return isConstant() || parts.stream().anyMatch(Condition::hasConstant);
        }
    }

    private static final List<Row> ROWS = rows();

    private final Random random = new Random(20261127);

    @Test
    void refusesConstantsAndNothingElse() {
        int constants = 0;
        int refusedConstants = 0;
        int compiled = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            boolean texts = i % 3 == 2;
            Condition condition = condition(1 + random.nextInt(3), texts);
            Problems problems = new Problems();
            boolean refused = CelCompiler.compile(
                            CelFixtures.scalar(condition.cel()), "cel", CelFixtures.SCOPE, problems)
                    .isEmpty();
            compiled += refused ? 0 : 1;
            assertTrue(!refused || condition.hasConstant(), () -> condition.cel() + "\n" + problems.render());
            if (!texts && condition.isConstant()) {
                constants++;
                refusedConstants += refused ? 1 : 0;
            }
        }
        assertTrue(compiled > EXPRESSIONS / 4, compiled + " compiled");
        assertTrue(constants > EXPRESSIONS / 25, constants + " constants");
        assertTrue(refusedConstants >= constants * 0.99, refusedConstants + " refused of " + constants);
    }

    private Condition condition(int depth, boolean texts) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return leaf(texts);
        }
        Condition left = condition(depth - 1, texts);
        Condition right = condition(depth - 1, texts);
        return switch (random.nextInt(4)) {
            case 0 ->
                new Condition(
                        "(" + left.cel() + " && " + right.cel() + ")",
                        left.java().and(right.java()),
                        List.of(left, right));
            case 1 ->
                new Condition(
                        "(" + left.cel() + " || " + right.cel() + ")",
                        left.java().or(right.java()),
                        List.of(left, right));
            case 2 -> new Condition("!(" + left.cel() + ")", left.java().negate(), List.of(left));
            default -> {
                Condition test = leaf(texts);
                yield new Condition(
                        "(" + test.cel() + " ? " + left.cel() + " : " + right.cel() + ")",
                        row -> (test.java().test(row) ? left : right).java().test(row),
                        List.of(test, left, right));
            }
        };
    }

    private Condition leaf(boolean texts) {
        if (texts) {
            String text = TEXTS[1 + random.nextInt(TEXTS.length - 2)];
            return switch (random.nextInt(3)) {
                case 0 ->
                    leaf("features.note == '" + text + "'", row -> row.note().equals(text));
                case 1 ->
                    leaf(
                            "features.note.startsWith('" + text + "')",
                            row -> row.note().startsWith(text));
                default ->
                    leaf(
                            "features.note in ['" + text + "', 'a']",
                            row -> row.note().equals(text) || row.note().equals("a"));
            };
        }
        int comparison = random.nextInt(COMPARISONS.length);
        int constant = random.nextInt(4);
        return random.nextBoolean()
                ? leaf(
                        "features.age " + COMPARISONS[comparison] + " " + constant,
                        row -> holds(comparison, row.age(), constant))
                : leaf(
                        "features.income " + COMPARISONS[comparison] + " " + constant + ".0",
                        row -> holds(comparison, row.income(), constant));
    }

    private static Condition leaf(String cel, Predicate<Row> java) {
        return new Condition(cel, java, List.of());
    }

    private static boolean holds(int comparison, double value, int constant) {
        return switch (COMPARISONS[comparison]) {
            case "<" -> value < constant;
            case "<=" -> value <= constant;
            case ">" -> value > constant;
            case ">=" -> value >= constant;
            case "==" -> value == constant;
            default -> value != constant;
        };
    }

    /** Ages are whole. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (double age : NUMBERS) {
            for (double income : NUMBERS) {
                for (String note : TEXTS) {
                    if (age == Math.rint(age)) {
                        rows.add(new Row(age, income, note));
                    }
                }
            }
        }
        return rows;
    }
}
