package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchPlanTest {
    private final Schema schema = Baselines.SCHEMA;
    private final SketchPlan plan = Baselines.plan(
            Baselines.of(
                    schema,
                    "age,income,vip,segment,city\n"
                            + "18,1.5,true,new,Oslo\n".repeat(6)
                            + "30,2.5,false,returning,Bergen\n".repeat(5)
                            + "40,9.5,false,3,\n"),
            schema);
    private final FeatureRow row = new FeatureRow(schema.size());

    private void text(int slot, String value) {
        byte[] padded = ("##" + value + "##").getBytes(StandardCharsets.UTF_8);
        row.setText(slot, padded, 2, padded.length - 2);
    }

    private void falls(int feature, int bin) {
        SketchShard shard = new SketchShard(plan);
        plan.record(row, shard);
        PaneCounts pane = shard.cut();
        for (int i = 0; i < plan.baseline().features().get(feature).bins(); i++) {
            assertEquals(i == bin ? 1 : 0, pane.count(plan.offset(feature) + i), "bin " + i);
        }
    }

    @Test
    void putsNumbersIntoTheirBins() {
        double[] values = {17, 18, 18.5, 30, 31, 40, 41, -1e300, 1e300};
        int[] bins = {3, 4, 5, 5, 6, 6, 7, 1, 7};
        for (int i = 0; i < values.length; i++) {
            row.setNumber(0, values[i]);
            falls(0, bins[i]);
        }
        row.setBool(0, true);
        falls(0, 3);
        row.setBool(0, false);
        falls(0, 2);
        row.setNumber(0, -0.0);
        falls(0, 2);
        row.setNumber(0, -Double.MIN_VALUE);
        falls(0, 1);
        row.setNumber(0, Double.MIN_VALUE);
        falls(0, 3);
    }

    @Test
    void putsWhatIsNoNumberIntoMissing() {
        row.clear();
        falls(0, 0);
        row.setNull(0);
        falls(0, 0);
        row.setList(0, 20);
        falls(0, 0);
        row.setObject(0, 20);
        falls(0, 0);
        text(0, "20");
        falls(0, 0);
    }

    @Test
    void putsTextsIntoTheirBins() {
        text(3, "new");
        falls(3, 2);
        text(3, "returning");
        falls(3, 3);
        text(3, "3");
        falls(3, 4);
        row.setNumber(3, 3.0);
        falls(3, 4);
        row.setNumber(3, 4);
        falls(3, 1);
        text(3, "New");
        falls(3, 1);
        text(3, "x".repeat(5000));
        falls(3, 1);
        text(3, "");
        falls(3, 1);
        row.setBool(3, true);
        falls(3, 1);
        row.setNull(3);
        falls(3, 0);
        text(4, "Bergen");
        falls(4, 3);
    }

    @Test
    void putsBoolsIntoTheirBins() {
        row.setBool(2, false);
        falls(2, 2);
        row.setBool(2, true);
        falls(2, 3);
        text(2, "true");
        falls(2, 3);
        row.setNumber(2, -0.0);
        falls(2, 2);
        row.setNumber(2, 1);
        falls(2, 3);
        row.setNumber(2, 2);
        falls(2, 1);
        row.setList(2, 0);
        falls(2, 0);
    }

    @Test
    void putsEveryValueAboveWhenTrainingHadNone() {
        Schema one = new Schema(List.of(new Feature("x", FeatureType.FLOAT)));
        SketchPlan empty = Baselines.plan(Baselines.of(one, "x,y\n,1\n"), one);
        SketchShard shard = new SketchShard(empty);
        NumericProfile profile = (NumericProfile) empty.baseline().features().get(0);
        double[] values = {-Double.MAX_VALUE, 0, Double.MAX_VALUE};
        for (int i = 0; i < values.length; i++) {
            row.setNumber(0, values[i]);
            empty.record(row, shard);
            assertEquals(1, shard.cut().count(NumericProfile.BELOW + i));
            assertTrue(profile.isAbove(NumericProfile.BELOW + i));
        }
    }

    @Test
    void agreesWithALinearSearch() {
        Random random = new Random(5);
        Schema one = new Schema(List.of(new Feature("x", FeatureType.FLOAT)));
        for (int rows = 1; rows < 300; rows += 13) {
            StringBuilder csv = new StringBuilder("x\n");
            for (int i = 0; i < rows; i++) {
                csv.append(random.nextInt(100) / 8.0).append('\n');
            }
            SketchPlan numeric = Baselines.plan(Baselines.of(one, csv.toString()), one);
            NumericProfile profile =
                    (NumericProfile) numeric.baseline().features().get(0);
            for (int i = 0; i < 100; i++) {
                double value = random.nextInt(120) / 8.0 - 1;
                int bin = NumericProfile.BELOW;
                if (value >= profile.lowest()) {
                    bin = NumericProfile.FIRST;
                    while (bin - NumericProfile.FIRST < profile.inRange()
                            && profile.upper(bin - NumericProfile.FIRST) < value) {
                        bin++;
                    }
                }
                SketchShard shard = new SketchShard(numeric);
                row.setNumber(0, value);
                numeric.record(row, shard);
                assertEquals(1, shard.cut().count(bin));
            }
        }
    }

    @Test
    void findsValuesThatLookAlike() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            values.add("customer-%04d-account".formatted(i));
        }
        values.set(0, "");
        values.set(1, "a");
        values.set(2, "ab");
        values.set(3, "größe");
        CategoryLookup lookup = new CategoryLookup(FeatureType.STRING, values);
        for (int i = 0; i < values.size(); i++) {
            assertEquals(i, lookup.find(values.get(i)));
        }
        assertEquals(CategoryLookup.UNKNOWN, lookup.find("customer-0300-account"));
        assertEquals(CategoryLookup.UNKNOWN, lookup.find(7));
    }

    @Test
    void sumOfShardsIsOneShard() {
        Random random = new Random(6);
        SketchShard one = new SketchShard(plan);
        SketchShard[] many = {new SketchShard(plan), new SketchShard(plan), new SketchShard(plan)};
        List<PaneCounts> panes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            row.clear();
            row.setNumber(0, random.nextInt(60));
            row.setNumber(1, random.nextGaussian());
            row.setBool(2, random.nextBoolean());
            text(3, random.nextBoolean() ? "new" : "else");
            SketchShard shard = many[random.nextInt(3)];
            plan.record(row, shard);
            plan.record(row, one);
            if (random.nextInt(3) == 0) {
                shard.endRequest();
                one.endRequest();
            }
            if (random.nextInt(100) == 0) {
                panes.add(shard.cut());
            }
        }
        for (SketchShard shard : many) {
            panes.add(shard.cut());
        }
        PaneCounts merged = PaneCounts.merge(plan.bins(), panes);
        PaneCounts whole = one.cut();
        same(whole, merged);
        assertEquals(2000, whole.rows());
        same(new PaneCounts(new long[plan.bins()], 0, 0), one.cut());
    }

    @Test
    void slidingIsAddAndSubtract() {
        Random random = new Random(7);
        WindowCounts window = new WindowCounts(9);
        List<PaneCounts> panes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            PaneCounts pane =
                    new PaneCounts(random.longs(9, 0, 1000).toArray(), random.nextInt(100), random.nextInt(9));
            panes.add(pane);
            window.add(pane);
            if (panes.size() > 12) {
                window.subtract(panes.remove(0));
            }
            same(PaneCounts.merge(9, panes), window.toPane());
        }
        assertThrows(IllegalArgumentException.class, () -> window.add(new PaneCounts(new long[8], 0, 0)));
        same(panes.get(0).plus(panes.get(1)), PaneCounts.merge(9, panes.subList(0, 2)));
    }

    private static void same(PaneCounts expected, PaneCounts seen) {
        assertEquals(expected.rows(), seen.rows());
        assertEquals(expected.requests(), seen.requests());
        assertEquals(expected.bins(), seen.bins());
        long[] difference = new long[expected.bins()];
        Arrays.setAll(difference, bin -> expected.count(bin) - seen.count(bin));
        assertEquals(0, Arrays.stream(difference).filter(d -> d != 0).count());
    }
}
