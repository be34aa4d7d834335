package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pairs are counted a block of rows at a time; what comes out must be what counting row by row gives, wherever a pane is cut. */
class PairCounterTest {
    private static final int FEATURES = 7;
    private static final int NUMBERS = 4;
    private static final Schema SCHEMA = schema();
    private static final PairChoice SIX_PAIRS = new PairChoice(6, List.of());

    private static Schema schema() {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            features.add(new Feature("f" + i, i < NUMBERS ? FeatureType.FLOAT : FeatureType.STRING));
        }
        return new Schema(features);
    }

    /** Values of a row; empty is missing. Neighbours depend on each other, and f3 is missing in training alone. */
    private static String[] values(Random random, boolean training) {
        String[] values = new String[FEATURES];
        double level = random.nextGaussian();
        for (int i = 0; i < FEATURES; i++) {
            double value = level + random.nextGaussian();
            values[i] = i < NUMBERS ? Double.toString(value) : "v" + Math.round(2 * value);
            if (random.nextInt(8) == 0 && (i == 3) == training) {
                values[i] = "";
            }
        }
        return values;
    }

    private static SketchPlan plan(PairChoice pairs) {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("f0,f1,f2,f3,f4,f5,f6\n");
        for (int row = 0; row < 2000; row++) {
            csv.append(String.join(",", values(random, true))).append('\n');
        }
        return Baselines.plan(Baselines.of(SCHEMA, csv.toString(), pairs), SCHEMA);
    }

    private static FeatureRow row(Random random) {
        FeatureRow row = new FeatureRow(FEATURES);
        String[] values = values(random, false);
        for (int i = 0; i < FEATURES; i++) {
            byte[] text = values[i].getBytes(StandardCharsets.UTF_8);
            if (text.length == 0) {
                row.setNull(i);
            } else if (i < NUMBERS) {
                row.setNumber(i, Double.parseDouble(values[i]));
            } else {
                row.setText(i, text, 0, text.length);
            }
        }
        return row;
    }

    /** Counts each row into a pane of its own, finds its bins there, and adds up cells one by one. */
    private static long[] oneByOne(SketchPlan plan, List<FeatureRow> rows) {
        Baseline baseline = plan.baseline();
        long[] counts = new long[plan.bins()];
        for (FeatureRow row : rows) {
            SketchShard shard = new SketchShard(plan);
            plan.record(row, shard);
            PaneCounts pane = shard.cut();
            int[] bins = new int[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                while (pane.count(plan.offset(i) + bins[i]) == 0) {
                    bins[i]++;
                }
                counts[plan.offset(i) + bins[i]]++;
            }
            for (int i = 0; i < baseline.pairs().size(); i++) {
                PairProfile pair = baseline.pairs().get(i);
                int first = pair.firstBins().of(bins[baseline.features().indexOf(pair.first())]);
                int second = pair.secondBins().of(bins[baseline.features().indexOf(pair.second())]);
                counts[plan.pairOffset(i) + first * pair.secondBins().groups() + second]++;
            }
        }
        return counts;
    }

    private static void assertCounts(long[] expected, PaneCounts pane, String what) {
        for (int bin = 0; bin < expected.length; bin++) {
            assertEquals(expected[bin], pane.count(bin), what + ", bin " + bin);
        }
    }

    @Test
    void countsWhatCountingRowByRowGives() {
        for (PairChoice pairs : List.of(PairChoice.AUTO, SIX_PAIRS, PairChoice.NONE)) {
            SketchPlan plan = plan(pairs);
            Random random = new Random(2);
            for (int size : List.of(0, 1, 2, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1000)) {
                List<FeatureRow> rows = new ArrayList<>();
                SketchShard shard = new SketchShard(plan);
                for (int i = 0; i < size; i++) {
                    rows.add(row(random));
                    plan.record(rows.get(i), shard);
                }
                PaneCounts pane = shard.cut();
                assertEquals(size, pane.rows());
                assertCounts(oneByOne(plan, rows), pane, pairs + " of " + size + " rows");
            }
        }
    }

    @Test
    void aCutAnywhereLosesNoRowAndCountsNoneTwice() {
        SketchPlan plan = plan(SIX_PAIRS);
        Random random = new Random(3);
        List<FeatureRow> rows = new ArrayList<>();
        SketchShard shard = new SketchShard(plan);
        List<PaneCounts> panes = new ArrayList<>();
        while (rows.size() < 2000) {
            for (int left = random.nextInt(200); left > 0; left--) {
                rows.add(row(random));
                plan.record(rows.get(rows.size() - 1), shard);
            }
            panes.add(shard.cut());
        }
        assertCounts(oneByOne(plan, rows), PaneCounts.merge(plan.bins(), panes), "all panes");
        assertCounts(new long[plan.bins()], shard.cut(), "nothing after the last cut");
    }
}
