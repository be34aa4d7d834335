package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.WindowCounts;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {
    @TempDir
    private Path directory;

    private SketchPlan train(FeatureType type, List<String> values) throws IOException {
        Schema schema = new Schema(List.of(new Feature("x", type)));
        Path file = Files.writeString(
                directory.resolve("x.csv"),
                values.stream().map(value -> value + ",\n").collect(Collectors.joining("", "x,y\n", "")));
        Problems problems = new Problems();
        Baseline baseline = new BaselineBuilder(schema, "test", 64, rows -> {})
                .build(file, "x.csv", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
        return SketchPlan.bind("k", baseline, schema, FeatureIndex.of(List.of(schema)), "b", problems)
                .orElseThrow();
    }

    private SketchPlan train(double... values) throws IOException {
        return train(
                FeatureType.FLOAT,
                DoubleStream.of(values)
                        .mapToObj(v -> Double.isNaN(v) ? "" : Double.toString(v))
                        .toList());
    }

    private static WindowCounts numbers(SketchPlan plan, double... values) {
        FeatureRow row = new FeatureRow(1);
        SketchShard shard = new SketchShard(plan);
        for (double value : values) {
            row.clear();
            if (!Double.isNaN(value)) {
                row.setNumber(0, value);
            }
            plan.record(row, shard);
        }
        WindowCounts window = new WindowCounts(plan.bins());
        window.add(shard.cut());
        return window;
    }

    private static WindowCounts texts(SketchPlan plan, String... values) {
        FeatureRow row = new FeatureRow(1);
        SketchShard shard = new SketchShard(plan);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            row.setText(0, bytes, 0, bytes.length);
            plan.record(row, shard);
        }
        WindowCounts window = new WindowCounts(plan.bins());
        window.add(shard.cut());
        return window;
    }

    private static FeatureDrift evaluate(SketchPlan plan, WindowCounts window) {
        return new FeatureMonitor(plan.baseline().features().get(0), plan.offset(0))
                .evaluate(window, DriftSettings.DEFAULT);
    }

    @Test
    void distanceIsWithinTheBinErrorOfTheExactOne() throws IOException {
        Random random = new Random(10);
        List<DoubleUnaryOperator> shapes = List.of(
                x -> x,
                x -> x * 1.5,
                x -> x + 0.4,
                Math::exp,
                x -> Math.max(0, x),
                x -> Math.rint(x * 3) + 0.0, // the reference tells -0.0 from 0.0
                x -> Math.abs(x) < 0.5 ? 0 : x);
        for (DoubleUnaryOperator trained : shapes) {
            double[] training = DoubleStream.generate(random::nextGaussian)
                    .limit(3000)
                    .map(trained)
                    .toArray();
            SketchPlan plan = train(training);
            double error = ((NumericProfile) plan.baseline().features().get(0)).kolmogorovError();
            if (Arrays.stream(training).distinct().count() > 64) {
                assertTrue(error <= 2.0 / 64, "bin error " + error);
            }
            for (DoubleUnaryOperator seen : shapes) {
                double[] live = DoubleStream.generate(random::nextGaussian)
                        .limit(1000)
                        .map(seen)
                        .toArray();
                double exact = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(training, live);
                double binned = evaluate(plan, numbers(plan, live)).ks();
                assertTrue(binned <= exact + 1e-9, binned + " of " + exact);
                assertTrue(binned >= exact - error - 1e-9, binned + " of " + exact + " with error " + error);
            }
        }
    }

    @Test
    void distanceIsExactForWholeNumbersOfFewValues() throws IOException {
        Random random = new Random(11);
        double[] training = random.ints(2000, 0, 40).asDoubleStream().toArray();
        double[] live = random.ints(1500, 3, 50).asDoubleStream().toArray();
        SketchPlan plan = train(
                FeatureType.INT,
                Arrays.stream(training).mapToObj(Double::toString).toList());
        assertEquals(
                new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(training, live),
                evaluate(plan, numbers(plan, live)).ks(),
                1e-9);
    }

    @Test
    void psiIsTheTextbookSum() throws IOException {
        // Two values, so two groups besides the three empty ones: a to b is 3:1 in training and 1:1 in the window.
        String[] training = new String[4000];
        Arrays.fill(training, 0, 3000, "a");
        Arrays.fill(training, 3000, 4000, "b");
        String[] live = new String[4000];
        Arrays.fill(live, 0, 2000, "a");
        Arrays.fill(live, 2000, 4000, "b");
        SketchPlan plan = train(FeatureType.STRING, List.of(training));
        FeatureDrift drift = evaluate(plan, texts(plan, live));
        assertEquals(0.25 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.5 / 0.25), drift.psi(), 0.005);
        assertEquals(0.25, drift.ks(), 1e-9);
        assertEquals(Verdict.DRIFT, drift.state());
    }

    @Test
    void aConstantThatChangesIsDrift() throws IOException {
        double[] five = new double[2000];
        Arrays.fill(five, 5);
        SketchPlan plan = train(five);
        assertEquals(Verdict.STABLE, evaluate(plan, numbers(plan, five)).state());
        double[] zero = new double[2000];
        FeatureDrift drift = evaluate(plan, numbers(plan, zero));
        assertEquals(1, drift.ks(), 1e-12);
        assertTrue(drift.psi() > 5);
    }

    @Test
    void aColumnThatGoesMissingOrComesBackIsDrift() throws IOException {
        double[] present = new Random(12).doubles(2000).toArray();
        double[] gone = new double[2000];
        Arrays.fill(gone, Double.NaN);
        SketchPlan plan = train(present);
        assertEquals(1, evaluate(plan, numbers(plan, gone)).ks(), 1e-12);
        SketchPlan empty = train(gone);
        assertEquals(Verdict.STABLE, evaluate(empty, numbers(empty, gone)).state());
        FeatureDrift drift = evaluate(empty, numbers(empty, present));
        assertEquals(1, drift.ks(), 1e-12);
        assertEquals(Verdict.DRIFT, drift.state());
    }

    @Test
    void unseenCategoriesAreDrift() throws IOException {
        SketchPlan plan = train(
                FeatureType.STRING,
                IntStream.range(0, 3000).mapToObj(i -> "v" + i % 30).toList());
        String[] live = IntStream.range(0, 1000)
                .mapToObj(i -> i % 4 == 0 ? "unseen" : "v" + i % 30)
                .toArray(String[]::new);
        FeatureDrift drift = evaluate(plan, texts(plan, live));
        assertEquals(0.25, drift.ks(), 0.01);
        assertEquals(Verdict.DRIFT, drift.state());
    }

    @Test
    void groupsHoldAboutATenthEach() throws IOException {
        Random random = new Random(13);
        SketchPlan plan =
                train(DoubleStream.generate(random::nextGaussian).limit(5000).toArray());
        ReferenceGroups groups = ReferenceGroups.of(plan.baseline().features().get(0));
        assertEquals(ReferenceGroups.MAX_GROUPS, groups.groups());
        for (int group = 3; group < groups.groups(); group++) {
            assertEquals(0.1, groups.share(group), 0.02);
        }
    }

    @Test
    void reportsTheNoiseFloorWhereItIsHigher() throws IOException {
        SketchPlan plan = train(new Random(14).doubles(50).toArray());
        FeatureDrift drift =
                evaluate(plan, numbers(plan, new Random(15).doubles(50).toArray()));
        assertTrue(drift.psiThreshold() > DriftSettings.DEFAULT.psi());
        assertTrue(drift.ksThreshold() > DriftSettings.DEFAULT.ks());
        SketchPlan large = train(new Random(14).doubles(5000).toArray());
        drift = evaluate(large, numbers(large, new Random(15).doubles(5000).toArray()));
        assertEquals(DriftSettings.DEFAULT.psi(), drift.psiThreshold());
        assertEquals(DriftSettings.DEFAULT.ks(), drift.ksThreshold());
    }
}
