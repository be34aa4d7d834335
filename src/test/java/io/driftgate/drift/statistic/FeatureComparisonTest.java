package io.driftgate.drift.statistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.statistic.FeatureStatistics.Ordered;
import io.driftgate.drift.statistic.FeatureStatistics.Share;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureComparisonTest {
    private static final double ROUNDING = 1e-9;

    @TempDir
    private Path directory;

    private SketchPlan train(FeatureType type, Stream<String> values) throws IOException {
        Schema schema = new Schema(List.of(new Feature("x", type)));
        Path file = Files.writeString(
                directory.resolve("x.csv"),
                values.map(value -> value + ",\n").collect(Collectors.joining("", "x,y\n", "")));
        Problems problems = new Problems();
        return new BaselineBuilder(schema, "test", 64, rows -> {})
                .build(file, "x.csv", problems)
                .flatMap(baseline ->
                        SketchPlan.bind("k", baseline, schema, FeatureIndex.of(List.of(schema)), "b", problems))
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    private SketchPlan train(FeatureType type, double... values) throws IOException {
        return train(type, DoubleStream.of(values).mapToObj(v -> Double.isNaN(v) ? "" : Double.toString(v)));
    }

    private static FeatureStatistics compare(SketchPlan plan, double... values) {
        FeatureRow row = new FeatureRow(1);
        SketchShard shard = new SketchShard(plan);
        for (double value : values) {
            row.clear();
            if (!Double.isNaN(value)) {
                row.setNumber(0, value);
            }
            plan.record(row, shard);
        }
        return compare(plan, shard);
    }

    private static FeatureStatistics compare(SketchPlan plan, SketchShard shard) {
        WindowCounts window = new WindowCounts(plan.bins());
        window.add(shard.cut());
        return new FeatureComparison(plan.baseline().features().get(0), plan.offset(0)).evaluate(window);
    }

    private static double[] sorted(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    }

    @Test
    void distancesOnBinsAreWithinTheirBoundOfTheExactOnes() throws IOException {
        Random random = new Random(20);
        List<ToDoubleFunction<Random>> shapes = List.of(
                Random::nextGaussian,
                r -> r.nextGaussian() + 0.3,
                r -> r.nextGaussian() * 3,
                Random::nextDouble,
                r -> Math.exp(2 * r.nextGaussian()),
                r -> 1 / (1 - r.nextDouble()),
                r -> Math.max(0, r.nextGaussian()),
                r -> Math.rint(3 * r.nextGaussian()) + 0.0,
                r -> r.nextInt(1000),
                r -> 10 * r.nextInt(5),
                r -> r.nextInt(3) == 0 ? Double.NaN : r.nextGaussian(),
                r -> 7);
        int beyond = 0;
        for (FeatureType type : List.of(FeatureType.FLOAT, FeatureType.INT)) {
            for (ToDoubleFunction<Random> trained : shapes) {
                double[] training = draw(random, trained, 1 + random.nextInt(3000), type);
                training[0] = training.length % 3 == 0 ? 0 : 2;
                SketchPlan plan = train(type, training);
                NumericProfile profile =
                        (NumericProfile) plan.baseline().features().get(0);
                double[] reference = sorted(training);
                for (ToDoubleFunction<Random> seen : shapes) {
                    for (int size : new int[] {1, 2, 9, 400}) {
                        double[] live = draw(random, seen, size, type);
                        live[0] = random.nextGaussian() > 0 ? 0 : 2;
                        double[] present = sorted(live);
                        Ordered ordered = compare(plan, live).ordered().orElseThrow();
                        String what = type + " " + shapes.indexOf(trained) + " " + shapes.indexOf(seen) + " " + size;

                        double ks = ExactStatistics.kolmogorov(reference, present);
                        assertTrue(ordered.kolmogorov() <= ks + ROUNDING, what);
                        assertTrue(ordered.kolmogorov() + ordered.kolmogorovError() >= ks - ROUNDING, what);
                        assertTrue(
                                ordered.kolmogorovError()
                                        <= profile.kolmogorovError() * profile.rows() / reference.length + ROUNDING,
                                what);

                        double cvm = ExactStatistics.cramerVonMises(reference, present);
                        assertEquals(
                                cvm,
                                ordered.cramerVonMises(),
                                ordered.cramerVonMisesError() + ROUNDING * (1 + cvm),
                                what);

                        double least = reference[0];
                        double greatest = reference[reference.length - 1];
                        double[] inRange = Arrays.stream(present)
                                .map(v -> Math.min(greatest, Math.max(least, v)))
                                .toArray();
                        double area = ExactStatistics.wasserstein(reference, inRange);
                        assertEquals(
                                area,
                                ordered.wasserstein(),
                                ordered.wassersteinError() + ROUNDING * (1 + greatest - least),
                                what);
                        double full = ExactStatistics.wasserstein(reference, present);
                        assertTrue(full >= area - ROUNDING * (1 + full), what);
                        beyond += full > area + 0.1 ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(beyond > 100, "too few windows reach out of the training range: " + beyond);
    }

    private static double[] draw(Random random, ToDoubleFunction<Random> shape, int size, FeatureType type) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            double value = shape.applyAsDouble(random);
            values[i] = type == FeatureType.INT ? Math.rint(value) + 0.0 : value;
        }
        return values;
    }

    @Test
    void distancesAreExactForWholeNumbersInARow() throws IOException {
        Random random = new Random(21);
        double[] training = random.ints(2000, 0, 40).asDoubleStream().toArray();
        double[] live = random.ints(700, 5, 40).asDoubleStream().toArray();
        Ordered ordered =
                compare(train(FeatureType.INT, training), live).ordered().orElseThrow();
        assertEquals(0, ordered.kolmogorovError());
        assertEquals(0, ordered.cramerVonMisesError(), ROUNDING);
        assertEquals(0, ordered.wassersteinError(), ROUNDING);
        assertEquals(ExactStatistics.wasserstein(sorted(training), sorted(live)), ordered.wasserstein(), ROUNDING);
        assertEquals(ExactStatistics.cramerVonMises(sorted(training), sorted(live)), ordered.cramerVonMises(), 1e-6);
        double mean = Arrays.stream(training).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(training)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
        assertEquals(
                ordered.wasserstein() / deviation,
                ordered.wassersteinDeviations().orElseThrow(),
                ROUNDING);
    }

    @Test
    void identicalWindowsAreAtDistanceZero() throws IOException {
        double[] training = new Random(22).doubles(3000).toArray();
        FeatureStatistics statistics = compare(train(FeatureType.FLOAT, training), training);
        Ordered ordered = statistics.ordered().orElseThrow();
        assertEquals(0, ordered.kolmogorov(), ROUNDING);
        assertEquals(1, ordered.kolmogorovP());
        assertEquals(0, ordered.cramerVonMises(), ROUNDING);
        assertEquals(0, ordered.wasserstein(), ROUNDING);
        assertEquals(0, statistics.grouped().orElseThrow().jensenShannon(), ROUNDING);
        assertEquals(0, statistics.grouped().orElseThrow().totalVariation(), ROUNDING);
        assertEquals(0, statistics.grouped().orElseThrow().psi(), 0.005, "smoothing of empty groups");
        assertEquals(1, statistics.chiSquare().orElseThrow().p(), ROUNDING);
        assertEquals(9, statistics.chiSquare().orElseThrow().degrees());
    }

    @Test
    void jensenShannonIsOneWhereNothingIsShared() throws IOException {
        FeatureStatistics statistics = compare(train(FeatureType.FLOAT, 1, 1, 1, 1), 5, 6);
        assertEquals(1, statistics.grouped().orElseThrow().jensenShannon(), ROUNDING);
        assertEquals(1, statistics.grouped().orElseThrow().totalVariation(), ROUNDING);
        Ordered ordered = statistics.ordered().orElseThrow();
        assertEquals(1, ordered.kolmogorov());
        assertTrue(ordered.wassersteinDeviations().isEmpty(), "a constant has no deviation");
        assertEquals(new Share(1, 0), statistics.shares().orElseThrow().unseen());
        assertEquals(new Share(1, 1), statistics.shares().orElseThrow().mode());
    }

    @Test
    void whatDoesNotApplyIsAbsent() throws IOException {
        SketchPlan numbers = train(FeatureType.FLOAT, 0, 1, 2, Double.NaN);
        FeatureStatistics empty = compare(numbers);
        assertEquals(0, empty.rows());
        assertTrue(empty.grouped().isEmpty()
                && empty.ordered().isEmpty()
                && empty.shares().isEmpty());
        FeatureStatistics gone = compare(numbers, Double.NaN, Double.NaN);
        assertTrue(gone.ordered().isEmpty());
        assertEquals(0, gone.present());
        assertEquals(new Share(1, 0.25), gone.shares().orElseThrow().missing());
        assertEquals(0.75, gone.grouped().orElseThrow().totalVariation(), ROUNDING);

        SketchPlan nothing = train(FeatureType.FLOAT, Double.NaN, Double.NaN);
        FeatureStatistics back = compare(nothing, 3);
        assertTrue(back.ordered().isEmpty());
        assertEquals(1, back.grouped().orElseThrow().jensenShannon(), ROUNDING);
        assertEquals(new Share(1, 0), back.shares().orElseThrow().above().orElseThrow());
    }

    @Test
    void zeroHasItsShareInRangeAndOutOfIt() throws IOException {
        FeatureStatistics counts = compare(train(FeatureType.INT, 0, 0, 1, 2), 0, 5);
        assertEquals(new Share(0.5, 0.5), counts.shares().orElseThrow().zero().orElseThrow());
        assertEquals(new Share(0.5, 0), counts.shares().orElseThrow().above().orElseThrow());
        assertFalse(counts.ordered().isEmpty());
        double[] spread = new Random(23).doubles(2000).map(v -> v + 1).toArray();
        FeatureStatistics away = compare(train(FeatureType.FLOAT, spread), 1.5, 0, 0, 0.5);
        assertEquals(new Share(0.5, 0), away.shares().orElseThrow().zero().orElseThrow());
        assertEquals(new Share(0.75, 0), away.shares().orElseThrow().below().orElseThrow());
    }

    @Test
    void textHasGroupsAndNoOrder() throws IOException {
        SketchPlan plan = train(
                FeatureType.STRING, Stream.iterate(0, i -> i + 1).limit(400).map(i -> "v" + i % 4));
        FeatureRow row = new FeatureRow(1);
        SketchShard shard = new SketchShard(plan);
        for (String text : List.of("v0", "v0", "v1", "never")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            row.setText(0, bytes, 0, bytes.length);
            plan.record(row, shard);
        }
        FeatureStatistics statistics = compare(plan, shard);
        assertTrue(statistics.ordered().isEmpty());
        assertEquals(0.5, statistics.grouped().orElseThrow().totalVariation(), ROUNDING);
        assertEquals(new Share(0.25, 0), statistics.shares().orElseThrow().unseen());
        assertEquals(new Share(0.5, 0.25), statistics.shares().orElseThrow().mode());
        assertTrue(statistics.shares().orElseThrow().zero().isEmpty());
    }

    @Test
    void valuesOfAnySizeMakeFiniteStatistics() throws IOException {
        Ordered ordered = compare(train(FeatureType.FLOAT, -8e307, 0, 8e307), 1.7e308, -1.7e308)
                .ordered()
                .orElseThrow();
        assertTrue(Double.isFinite(ordered.wasserstein()) && Double.isFinite(ordered.wassersteinError()));
        assertTrue(Double.isFinite(ordered.cramerVonMises()));
    }
}
