package io.driftgate.drift.statistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.Baselines;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.WindowCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairStatisticsTest {
    private static final Schema BOOLS =
            new Schema(List.of(new Feature("a", FeatureType.BOOL), new Feature("b", FeatureType.BOOL)));
    private static final Schema NUMBERS =
            new Schema(List.of(new Feature("a", FeatureType.INT), new Feature("b", FeatureType.INT)));

    private static String rows(String row, int times) {
        return (row + "\n").repeat(times);
    }

    private static PairStatistics of(SketchPlan plan) {
        return new PairStatistics(plan.baseline().pairs().get(0), plan.pairOffset(0));
    }

    /** Counts of a, b = (0, 0), (0, 1), (1, 0), (1, 1). */
    private static WindowCounts bools(SketchPlan plan, int... counts) {
        SketchShard shard = new SketchShard(plan);
        FeatureRow row = new FeatureRow(2);
        for (int cell = 0; cell < 4; cell++) {
            for (int i = 0; i < counts[cell]; i++) {
                row.clear();
                row.setBool(0, cell >= 2);
                row.setBool(1, cell % 2 == 1);
                plan.record(row, shard);
            }
        }
        WindowCounts window = new WindowCounts(plan.bins());
        window.add(shard.cut());
        return window;
    }

    private static SketchPlan trained() {
        Baseline baseline = Baselines.of(
                BOOLS, "a,b\n" + rows("0,0", 4000) + rows("0,1", 1000) + rows("1,0", 1000) + rows("1,1", 4000));
        return Baselines.plan(baseline, BOOLS);
    }

    @Test
    void associationIsCramersVOfWhatIsNoNumber() {
        SketchPlan plan = trained();
        PairStatistics statistics = of(plan);
        assertFalse(statistics.ordered());
        assertEquals(1, statistics.freedom());
        assertEquals(0.6, statistics.trained(), 1e-12); // phi = (16 - 1) / 25
        assertEquals(0, statistics.association(bools(plan, 25, 25, 25, 25)), 1e-6);
        assertEquals(1, statistics.association(bools(plan, 10, 0, 0, 30)), 1e-12);
        assertTrue(Double.isNaN(statistics.association(bools(plan, 10, 20, 0, 0))));
    }

    @Test
    void distancesAreOfTheCellsGivenTheMargins() {
        SketchPlan plan = trained();
        PairStatistics statistics = of(plan);
        PairStatistics.Distance turned = statistics.distance(bools(plan, 1000, 4000, 4000, 1000));
        assertEquals(0.6, turned.totalVariation(), 1e-3);
        assertEquals(1.2 * Math.log(4), turned.psi(), 0.01); // 4 · 0.3 ln(0.4 / 0.1)
        // Margins moved, odds ratio 16 as in training: 400 · 400 / (200 · 50).
        PairStatistics.Distance moved = statistics.distance(bools(plan, 400, 200, 50, 400));
        assertEquals(0, moved.totalVariation(), 1e-3);
        assertEquals(0, moved.psi(), 1e-5);
    }

    @Test
    void associationOfNumbersIsThatOfTheirRanks() {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int a = 1; a <= 3; a++) {
            for (int b = 1; b <= 3; b++) {
                csv.append(rows(a * a + "," + b, a == b ? 100 : 10)); // ranks, whatever the distances
            }
        }
        SketchPlan plan = Baselines.plan(Baselines.of(NUMBERS, csv.toString()), NUMBERS);
        PairStatistics statistics = of(plan);
        assertTrue(statistics.ordered());
        assertEquals(4, statistics.freedom());
        // of -1, 0, 1 in both, 120 rows each: (2 · 100 - 2 · 10) / (2 · 120)
        assertEquals(0.75, statistics.trained(), 1e-12);
    }
}
