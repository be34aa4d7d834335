package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules that are refused because they can't hold together can't: random bounds on two features, as conditions and as expressions,
 * beside all values at and between the bounds. And where none satisfies them, they are refused.
 */
class ConsistencyPropertyTest {
    private static final int POLICIES = 400;

    @TempDir
    Path directory;

    private final Random random = new Random(20261127);

    /** One bound on one feature. */
    private record Bound(boolean age, boolean isLow, int constant, boolean isExpression) {
        String rule() {
            String feature = age ? "age" : "income";
            if (isExpression) {
                return "cel: \"features." + feature + (isLow ? " >= " : " <= ") + constant + (age ? "" : ".0") + "\"";
            }
            return "feature: " + feature + ", " + (isLow ? "min: " : "max: ") + constant;
        }

        boolean holds(int ageValue, int incomeValue) {
            int value = age ? ageValue : incomeValue;
            return isLow ? value >= constant : value <= constant;
        }
    }

    @Test
    void refusesExactlyWhatNothingSatisfies() {
        int contradictory = 0;
        int fine = 0;
        for (int i = 0; i < POLICIES; i++) {
            Bound[] bounds = new Bound[2 + random.nextInt(3)];
            String[] rules = new String[bounds.length];
            for (int rule = 0; rule < bounds.length; rule++) {
                bounds[rule] =
                        new Bound(random.nextBoolean(), random.nextBoolean(), random.nextInt(6), random.nextInt(3) > 0);
                rules[rule] = bounds[rule].rule();
            }
            Problems problems = new Problems();
            boolean loaded = PolicyFixtures.load(directory, problems, rules).isPresent();
            boolean satisfiable = isSatisfiable(bounds);
            assertTrue(
                    loaded == satisfiable,
                    () -> String.join("\n", rules)
                            + (satisfiable ? " can hold\n" : " can't hold\n")
                            + problems.render());
            contradictory += loaded ? 0 : 1;
            fine += loaded ? 1 : 0;
        }
        assertTrue(contradictory > POLICIES / 5, contradictory + " contradictory");
        assertTrue(fine > POLICIES / 5, fine + " fine");
    }

    private static boolean isSatisfiable(Bound[] bounds) {
        for (int age = -1; age <= 6; age++) {
            for (int income = -1; income <= 6; income++) {
                boolean all = true;
                for (Bound bound : bounds) {
                    all &= bound.holds(age, income);
                }
                if (all) {
                    return true;
                }
            }
        }
        return false;
    }
}
