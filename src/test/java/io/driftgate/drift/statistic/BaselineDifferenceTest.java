package io.driftgate.drift.statistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.statistic.FeatureDifference.Range;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.WindowCounts;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineDifferenceTest {
    private static final double ROUNDING = 1e-9;

    @TempDir
    private Path directory;

    private Baseline build(Schema schema, int bins, List<String> lines) throws IOException {
        Path file = Files.write(directory.resolve("x.csv"), lines);
        Problems problems = new Problems();
        return new BaselineBuilder(schema, "test", bins, rows -> {})
                .build(file, "x.csv", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    private Baseline numbers(FeatureType type, int bins, double... values) throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (double value : values) {
            lines.add((Double.isNaN(value) ? "" : Double.toString(value)) + ",");
        }
        return build(new Schema(List.of(new Feature("x", type))), bins, lines);
    }

    private Baseline words(FeatureType type, List<String> categories, String... values) throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (String value : values) {
            lines.add(value + ",");
        }
        return build(new Schema(List.of(new Feature("x", type, categories, ""))), 64, lines);
    }

    private static FeatureDifference difference(Baseline first, Baseline second) {
        return BaselineDifference.of(first, second).features().get(0);
    }

    private static double psi(ReferenceGroups groups, WindowCounts window) {
        long[] merged = groups.merge(window, 0);
        double rows = 0;
        for (int group = 0; group < merged.length; group++) {
            rows += groups.count(group);
        }
        double sum = 0;
        for (int group = 0; group < merged.length; group++) {
            double f = (groups.count(group) + 0.5) / (rows + merged.length / 2.0);
            double g = (merged[group] + 0.5) / (window.rows() + merged.length / 2.0);
            sum += (g - f) * Math.log(g / f);
        }
        return sum;
    }

    /** The second's data counted in the first's bins. */
    private static WindowCounts counted(Baseline first, double[] values) {
        Schema schema =
                new Schema(List.of(new Feature("x", first.features().get(0).type())));
        SketchPlan plan = SketchPlan.bind("k", first, schema, FeatureIndex.of(List.of(schema)), "b", new Problems())
                .orElseThrow();
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

    private static void holds(Range range, double exact, double scale, String what) {
        assertTrue(
                exact >= range.least() - ROUNDING * scale && exact <= range.greatest() + ROUNDING * scale,
                () -> what + " " + exact + " is not in " + range);
    }

    private static double[] present(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    }

    @Test
    void trueFiguresAreWithinTheRanges() throws IOException {
        Random random = new Random(31);
        List<ToDoubleFunction<Random>> shapes = List.of(
                Random::nextGaussian,
                r -> r.nextGaussian() + 0.4,
                r -> 40 + 3 * r.nextGaussian(),
                r -> -5 - Math.exp(r.nextGaussian()),
                r -> Math.exp(2 * r.nextGaussian()),
                r -> Math.max(0, r.nextGaussian()),
                r -> r.nextInt(1000) - 300,
                r -> 10 * r.nextInt(5),
                r -> r.nextInt(3) == 0 ? Double.NaN : r.nextGaussian(),
                r -> 7);
        for (FeatureType type : List.of(FeatureType.FLOAT, FeatureType.INT)) {
            for (ToDoubleFunction<Random> one : shapes) {
                double[] trained = draw(random, one, type);
                Baseline first = numbers(type, 2 + random.nextInt(60), trained);
                for (ToDoubleFunction<Random> other : shapes) {
                    double[] later = draw(random, other, type);
                    Baseline second = numbers(type, 2 + random.nextInt(60), later);
                    FeatureDifference found = difference(first, second);
                    WindowCounts window = counted(first, later);
                    FeatureStatistics exact =
                            new FeatureComparison(first.features().get(0), 0).evaluate(window);
                    double[] a = present(trained);
                    double[] b = present(later);
                    holds(found.psi(), psi(ReferenceGroups.of(found.first()), window), 1, "psi");
                    holds(found.jensenShannon(), exact.grouped().orElseThrow().jensenShannon(), 1, "js");
                    holds(found.kolmogorov().orElseThrow(), ExactStatistics.kolmogorov(a, b), 1, "ks");
                    double distance = ExactStatistics.wasserstein(a, b);
                    holds(found.wasserstein().orElseThrow(), distance, Math.max(1, distance), "wasserstein");
                    assertEquals(
                            exact.shares().orElseThrow().zero(),
                            found.statistics().shares().orElseThrow().zero());
                    assertEquals(
                            exact.shares().orElseThrow().missing(),
                            found.statistics().shares().orElseThrow().missing());
                }
            }
        }
    }

    private static double[] draw(Random random, ToDoubleFunction<Random> shape, FeatureType type) {
        double[] values = new double[1 + random.nextInt(700)];
        for (int i = 0; i < values.length; i++) {
            double value = shape.applyAsDouble(random);
            values[i] = type == FeatureType.INT ? Math.rint(value) + 0.0 : value + 0.0;
        }
        values[0] = Double.isNaN(values[0]) ? 1 : values[0];
        return values;
    }

    @Test
    void isExactWhereEdgesAgree() throws IOException {
        double[] ages = new Random(5).ints(3000, 20, 60).asDoubleStream().toArray();
        double[] older = new Random(6).ints(2000, 25, 65).asDoubleStream().toArray();
        FeatureDifference found = difference(numbers(FeatureType.INT, 64, ages), numbers(FeatureType.INT, 64, older));
        assertTrue(found.psi().isExact());
        assertTrue(found.jensenShannon().isExact());
        assertTrue(
                found.wasserstein().orElseThrow().isExact(),
                () -> found.wasserstein().toString());
        assertEquals(
                ExactStatistics.kolmogorov(present(ages), present(older)),
                found.kolmogorov().orElseThrow().value());
        assertEquals(
                ExactStatistics.wasserstein(present(ages), present(older)),
                found.wasserstein().orElseThrow().value(),
                1e-9);
        FeatureDifference coarse = difference(numbers(FeatureType.INT, 64, ages), numbers(FeatureType.INT, 4, older));
        assertFalse(coarse.psi().isExact());
    }

    @Test
    void aBaselineDoesNotDifferFromItself() throws IOException {
        Baseline one =
                numbers(FeatureType.FLOAT, 64, new Random(7).doubles(5000).toArray());
        FeatureDifference found = difference(one, one);
        assertEquals(new Range(0, 0, 0), found.jensenShannon());
        assertEquals(new Range(0, 0, 0), found.psi());
        assertEquals(0, found.kolmogorov().orElseThrow().value());
        assertEquals(OptionalDouble.of(0), found.wassersteinDeviations());
    }

    @Test
    void knowsHowFarOutValuesLie() throws IOException {
        Random random = new Random(8);
        double[] near = random.doubles(1000, 0, 1).toArray();
        double[] far = random.doubles(1000, 100, 101).toArray();
        FeatureDifference found = difference(numbers(FeatureType.FLOAT, 64, near), numbers(FeatureType.FLOAT, 64, far));
        assertEquals(
                ExactStatistics.wasserstein(present(near), present(far)),
                found.wasserstein().orElseThrow().value(),
                1e-9);
        assertEquals(1, found.kolmogorov().orElseThrow().value());
        assertEquals(
                1,
                found.statistics().shares().orElseThrow().above().orElseThrow().window());
    }

    @Test
    void comparesValuesByName() throws IOException {
        List<String> enumerated = List.of("a", "b", "c");
        FeatureDifference found = difference(
                words(FeatureType.ENUM, enumerated, "a", "a", "b", "c"),
                words(FeatureType.ENUM, List.of("c", "d", "a"), "c", "d", "a", ""));
        assertTrue(found.psi().isExact());
        assertEquals(
                0.5, found.statistics().grouped().orElseThrow().totalVariation(), 1e-12); // b and an a to d and missing
        assertEquals(0.25, found.statistics().shares().orElseThrow().unseen().window());
    }

    @Test
    void doubtsValuesThatMayBeAmongTheOthers() throws IOException {
        String[] first = new String[40];
        Arrays.fill(first, 0, 20, "x");
        Arrays.fill(first, 20, 40, "y");
        String[] second = new String[40];
        Arrays.fill(second, "x");
        Arrays.fill(second, 36, 40, "y"); // too rare for a bin of its own
        FeatureDifference found =
                difference(words(FeatureType.STRING, List.of(), first), words(FeatureType.STRING, List.of(), second));
        assertFalse(found.psi().isExact());
        long[] counts = new long[] {0, 0, 36, 4};
        WindowCounts window = new WindowCounts(4);
        window.add(new PaneCounts(counts, 40, 40));
        FeatureStatistics exact = new FeatureComparison(found.first(), 0).evaluate(window);
        double exactPsi = psi(ReferenceGroups.of(found.first()), window);
        holds(found.psi(), exactPsi, 1, "psi");
        assertTrue(found.psi().least() < found.psi().greatest());
        holds(found.jensenShannon(), exact.grouped().orElseThrow().jensenShannon(), 1, "js");
    }

    @Test
    void namesWhatCameAndWent() throws IOException {
        Schema before = new Schema(List.of(
                new Feature("gone", FeatureType.INT),
                new Feature("wider", FeatureType.INT),
                new Feature("text", FeatureType.INT)));
        Schema after = new Schema(List.of(
                new Feature("wider", FeatureType.FLOAT),
                new Feature("text", FeatureType.STRING),
                new Feature("new", FeatureType.BOOL)));
        BaselineDifference found = BaselineDifference.of(
                build(before, 64, List.of("gone,wider,text", "1,2,3")),
                build(after, 64, List.of("wider,text,new", "2,3,true")));
        assertEquals(
                List.of("text#length", "text#nonLetter", "text#script", "text#tokens", "new"),
                found.added().stream().map(feature -> feature.name()).toList());
        assertEquals("gone", found.removed().get(0).name());
        assertEquals(
                List.of(
                        new BaselineDifference.Retyped("wider", FeatureType.INT, FeatureType.FLOAT),
                        new BaselineDifference.Retyped("text", FeatureType.INT, FeatureType.STRING)),
                found.retyped());
        assertEquals(1, found.features().size());
        assertEquals("wider", found.features().get(0).first().name());
    }

    @Test
    void putsTheLargestChangeFirst() throws IOException {
        Schema schema =
                new Schema(List.of(new Feature("same", FeatureType.INT), new Feature("moved", FeatureType.INT)));
        Random random = new Random(9);
        List<String> before = new ArrayList<>(List.of("same,moved"));
        List<String> after = new ArrayList<>(before);
        for (int i = 0; i < 500; i++) {
            before.add(random.nextInt(5) + "," + random.nextInt(5));
            after.add(random.nextInt(5) + "," + (2 + random.nextInt(5)));
        }
        BaselineDifference found = BaselineDifference.of(build(schema, 64, before), build(schema, 64, after));
        assertEquals("moved", found.features().get(0).first().name());
        assertEquals("same", found.features().get(1).first().name());
    }
}
