package io.driftgate.drift.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.NumericSummary;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectionTest {
    /** A profile of no negative values with a bin for each. */
    private static NumericProfile numeric(long missing, double[] values, long[] counts) {
        NumericSummary summary = values.length == 0
                ? NumericSummary.NONE
                : new NumericSummary(values[0], values[values.length - 1], values[0], 0, OptionalInt.empty());
        double[] before = values.length == 0
                ? new double[] {0}
                : values[0] > 0 ? new double[] {0, Math.nextDown(values[0])} : new double[0];
        double[] uppers = Arrays.copyOf(before, before.length + values.length);
        System.arraycopy(values, 0, uppers, before.length, values.length);
        long[] all = new long[uppers.length];
        System.arraycopy(counts, 0, all, before.length, counts.length);
        return new NumericProfile("x", FeatureType.FLOAT, missing, summary, uppers, all);
    }

    private static void assertSound(FeatureProfile profile) {
        List<Direction> directions = Direction.of(profile);
        assertEquals(1, directions.stream().mapToDouble(Direction::weight).sum(), 1e-12);
        double present = profile.rows() - profile.count(FeatureProfile.MISSING);
        for (Direction a : directions) {
            for (Direction b : directions) {
                if (!a.set() && !b.set()) {
                    double inner = 0;
                    double mean = 0;
                    for (int bin = 0; bin < profile.bins(); bin++) {
                        inner += profile.count(bin) / present * a.score()[bin] * b.score()[bin];
                        mean += profile.count(bin) * a.score()[bin];
                    }
                    assertEquals(a == b ? 1 : 0, inner, 1e-9);
                    assertEquals(0, mean / present, 1e-9);
                    assertEquals(0, a.score()[FeatureProfile.MISSING]);
                }
            }
        }
    }

    @Test
    void smoothOnesAreOrthonormalWhateverTheTies() {
        assertSound(numeric(0, new double[] {1, 2, 3, 4, 5, 6, 7, 8}, new long[] {10, 10, 10, 10, 10, 10, 10, 10}));
        assertSound(numeric(50, new double[] {0, 2, 3, 9}, new long[] {900, 1, 30, 20}));
        assertSound(numeric(3, new double[] {0, 1}, new long[] {5, 1}));
    }

    @Test
    void aConstantAndAnEmptyFeatureHaveSetsOnly() {
        for (NumericProfile profile :
                List.of(numeric(0, new double[] {7}, new long[] {100}), numeric(100, new double[] {}, new long[] {}))) {
            List<Direction> directions = Direction.of(profile);
            assertTrue(directions.stream().allMatch(Direction::set));
            assertEquals(1, directions.stream().mapToDouble(Direction::weight).sum(), 1e-12);
        }
    }

    @Test
    void higherValuesScoreHigherAlongTheShift() {
        Direction shift = Direction.of(numeric(0, new double[] {1, 2, 3, 4}, new long[] {10, 10, 10, 10}))
                .get(0);
        assertEquals("shift", shift.label());
        for (int bin = NumericProfile.FIRST + 2; bin < shift.score().length; bin++) {
            assertTrue(shift.score()[bin] > shift.score()[bin - 1]);
        }
    }

    @Test
    void everyBinOfACategoryIsInASet() {
        List<String> values = IntStream.range(0, 30).mapToObj(i -> "v" + i).toList();
        long[] counts = new long[30];
        Arrays.fill(counts, 4);
        CategoricalProfile profile = new CategoricalProfile("c", FeatureType.STRING, 0, 2, values, counts);
        double[] covered = new double[profile.bins()];
        for (Direction direction : Direction.of(profile)) {
            for (int bin = 0; bin < covered.length; bin++) {
                covered[bin] += direction.score()[bin];
            }
        }
        for (double each : covered) {
            assertEquals(1, each);
        }
    }
}
