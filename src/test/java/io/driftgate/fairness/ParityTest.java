package io.driftgate.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SlidingWindow;
import io.driftgate.sketch.Tally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ParityTest {
    private static Parity parity(long minRows, long[]... groups) {
        return Parity.of(groups.length, group -> groups[group][0], group -> groups[group][1], minRows);
    }

    /** By the definitions: rates 3/4, 1/2, 1/4 of four rows each, and so on. */
    @Test
    void isDifferenceAndRatioOfSelectionRates() {
        Parity three = parity(1, new long[] {4, 3}, new long[] {4, 2}, new long[] {4, 1});
        assertEquals(new Parity(0.5, 1.0 / 3, 3, 12), three);
        assertEquals(new Parity(0, 1, 2, 15), parity(1, new long[] {5, 1}, new long[] {10, 2}));
        assertEquals(new Parity(1, 0, 2, 2), parity(1, new long[] {1, 1}, new long[] {1, 0}));
    }

    @Test
    void leavesOutEmptyAndSmallGroups() {
        assertEquals(
                new Parity(0.25, 0.5, 2, 200),
                parity(50, new long[] {100, 50}, new long[] {0, 0}, new long[] {100, 25}, new long[] {49, 49}));
        assertTrue(
                Double.isNaN(parity(1, new long[] {100, 50}, new long[] {0, 0}).difference()));
        assertEquals(0, parity(1).groups());
    }

    @Test
    void isFairWhereNobodyIsSelected() {
        assertEquals(new Parity(0, 1, 2, 20), parity(1, new long[] {10, 0}, new long[] {10, 0}));
    }

    /** What the plan counts over panes and loops is what a plain computation over all rows in the window finds. */
    @Test
    void agreesWithAPlainComputationOverTheRowsOfTheWindow() {
        Schema schema =
                new Schema(List.of(new Feature("gender", FeatureType.STRING), new Feature("age", FeatureType.INT)));
        FeatureIndex index = FeatureIndex.of(List.of(schema));
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int minRows = random.nextInt(1, 40);
            FairnessSettings settings = new FairnessSettings(
                    List.of(
                            new SensitiveFeature("gender", FeatureType.STRING, List.of("f", "m"), List.of()),
                            new SensitiveFeature("age", FeatureType.INT, List.of(), List.of(25.0, 60.0))),
                    new Favourable("", 0.5, true),
                    minRows);
            FairnessPlan plan = new FairnessPlan("m", "v", settings, index);
            int panes = random.nextInt(1, 5);
            SlidingWindow window = new SlidingWindow(panes, Long.MAX_VALUE, plan.counts(), plan.sums());
            List<List<String[]>> rows = new ArrayList<>();
            FeatureRow row = new FeatureRow(index.slots());
            FeatureRow prediction = new FeatureRow(PredictionFields.INDEX.slots());
            for (int pane = 0; pane < 8; pane++) {
                Tally[] loops = {new Tally(plan), new Tally(plan)};
                List<String[]> own = new ArrayList<>();
                for (int i = random.nextInt(80); i > 0; i--) {
                    row.clear();
                    prediction.clear();
                    String gender = List.of("f", "m", "x", "y", "").get(random.nextInt(5));
                    int age = random.nextInt(18, 80);
                    boolean selected = random.nextInt(100) < (gender.equals("f") ? 30 : 70);
                    if (!gender.isEmpty()) {
                        byte[] text = gender.getBytes(StandardCharsets.UTF_8);
                        row.setText(0, text, 0, text.length);
                    }
                    row.setNumber(1, age);
                    if (random.nextInt(10) > 0) {
                        prediction.setNumber(PredictionFields.VALUE, selected ? 0.5 : 0.25);
                        own.add(new String[] {
                            gender.equals("y") ? "x" : gender,
                            age < 25 ? "young" : age < 60 ? "middle" : "old",
                            selected ? "1" : "0"
                        });
                    }
                    plan.record(row, prediction, loops[i % 2]);
                }
                rows.add(own);
                window.push(PaneCounts.merge(plan.counts(), List.of(loops[0].cut(), loops[1].cut())));
                List<String[]> inWindow = rows.subList(Math.max(0, rows.size() - panes), rows.size()).stream()
                        .flatMap(List::stream)
                        .toList();
                same(plain(inWindow, 0, minRows), plan.parity("gender", window));
                same(plain(inWindow, 1, minRows), plan.parity("age", window));
            }
        }
    }

    private static void same(Parity expected, Parity seen) {
        assertEquals(expected.difference(), seen.difference(), 1e-12);
        assertEquals(expected.ratio(), seen.ratio(), 1e-12);
        assertEquals(expected.groups(), seen.groups());
        assertEquals(expected.rows(), seen.rows());
    }

    private static Parity plain(List<String[]> rows, int feature, int minRows) {
        Map<String, List<Integer>> byGroup = new TreeMap<>();
        for (String[] row : rows) {
            if (!row[feature].isEmpty()) {
                byGroup.computeIfAbsent(row[feature], any -> new ArrayList<>()).add(Integer.valueOf(row[2]));
            }
        }
        byGroup.values().removeIf(group -> group.size() < minRows);
        double[] rates = byGroup.values().stream()
                .mapToDouble(group ->
                        group.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .sorted()
                .toArray();
        long all = byGroup.values().stream().mapToLong(List::size).sum();
        if (rates.length < 2) {
            return new Parity(Double.NaN, Double.NaN, rates.length, all);
        }
        double least = rates[0];
        double most = rates[rates.length - 1];
        return new Parity(most - least, most == 0 ? 1 : least / most, rates.length, all);
    }
}
