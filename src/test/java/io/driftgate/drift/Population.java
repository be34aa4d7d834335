package io.driftgate.drift;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.PairChoice;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A population of 20 features to draw training data and traffic from: 12 normal ones, one with missing values, one heavy-tailed,
 * two of whole numbers, one with an atom at zero, one of two values, one of 6 and one of 60 categories with few rare ones.
 * Deterministic by its seed; one thread.
 */
final class Population {
    static final int FEATURES = 20;
    private static final byte[][] CATEGORIES = new byte[60][];

    static {
        for (int i = 0; i < CATEGORIES.length; i++) {
            CATEGORIES[i] = ("category-" + i).getBytes(StandardCharsets.UTF_8);
        }
    }

    private final Random random;
    private final Schema schema;
    private final FeatureIndex index;
    private final FeatureRow row = new FeatureRow(FEATURES);

    /** Added to feature 0, in standard deviations. */
    double shift;

    /** Factor of feature 0's spread. */
    double spread = 1;

    /** Share of rows without feature 0. */
    double missing;

    /** Share of rows whose feature 18 is a value that training never had. */
    double unseen;

    /** Correlation of a normal feature's values in neighbouring rows. */
    double autocorrelation;

    /** Correlation of features 2 and 3, whose margins it leaves as they are. */
    double correlation;

    /** Whether features 4 to 11 depend on each other: by .5, by -.95, as a square, and a category on a number. */
    boolean dependent;

    /** Whether training counts pairs of features. */
    boolean paired = true;

    private final double[] last = new double[12];

    Population(long seed) {
        random = new Random(seed);
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            FeatureType type = i < 14 || i == 16 ? FeatureType.FLOAT : i < 16 ? FeatureType.INT : FeatureType.STRING;
            features.add(new Feature("f" + i, type == FeatureType.STRING && i == 17 ? FeatureType.BOOL : type));
        }
        schema = new Schema(features);
        index = FeatureIndex.of(List.of(schema));
    }

    /** Draws a row into {@link #row}, slot i being feature i. */
    private void draw() {
        row.clear();
        for (int i = 0; i < 12; i++) {
            double noise = random.nextGaussian();
            last[i] = autocorrelation == 0
                    ? noise
                    : autocorrelation * last[i] + Math.sqrt(1 - autocorrelation * autocorrelation) * noise;
            row.setNumber(i, i == 0 ? spread * last[i] + shift : last[i]);
        }
        row.setNumber(3, correlated(correlation, 2, 3));
        if (dependent) {
            row.setNumber(5, correlated(0.5, 4, 5));
            row.setNumber(7, correlated(-0.95, 6, 7));
            row.setNumber(9, last[8] * last[8] + last[9]);
        }
        if (missing > 0 && random.nextDouble() < missing) {
            row.setNull(0);
        }
        if (random.nextInt(10) > 0) {
            row.setNumber(12, random.nextGaussian());
        }
        row.setNumber(13, Math.exp(2 * random.nextGaussian()));
        row.setNumber(14, 18 + random.nextInt(70));
        row.setNumber(15, random.nextInt(4));
        row.setNumber(16, random.nextInt(2) == 0 ? 0 : random.nextDouble());
        row.setBool(17, random.nextInt(5) == 0);
        category(18, unseen > 0 && random.nextDouble() < unseen ? 50 : random.nextInt(6));
        category(19, (int) (60 * random.nextDouble() * random.nextDouble()));
        if (dependent && last[10] > 1) {
            category(18, last[11] > 0 ? 0 : 1);
        }
    }

    private double correlated(double by, int first, int second) {
        return by * last[first] + Math.sqrt(1 - by * by) * last[second];
    }

    private void category(int slot, int i) {
        row.setText(slot, CATEGORIES[i], 0, CATEGORIES[i].length);
    }

    SketchPlan train(int rows) {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < FEATURES; i++) {
            csv.append(i == 0 ? "" : ",").append(index.name(i));
        }
        csv.append('\n');
        for (int r = 0; r < rows; r++) {
            draw();
            for (int i = 0; i < FEATURES; i++) {
                csv.append(i == 0 ? "" : ",");
                switch (row.kind(i)) {
                    case FeatureRow.INT, FeatureRow.FLOAT -> csv.append(row.number(i));
                    case FeatureRow.BOOL -> csv.append(row.number(i) == 1);
                    case FeatureRow.TEXT ->
                        csv.append(new String(
                                row.textBuffer(i),
                                row.textFrom(i),
                                row.textTo(i) - row.textFrom(i),
                                StandardCharsets.UTF_8));
                    default -> {}
                }
            }
            csv.append('\n');
        }
        Problems problems = new Problems();
        try {
            Path file = Files.createTempFile("population", ".csv");
            try {
                Files.writeString(file, csv);
                Baseline baseline = new BaselineBuilder(
                                schema,
                                "test",
                                BaselineBuilder.DEFAULT_BINS,
                                Set.of(),
                                paired ? PairChoice.AUTO : PairChoice.NONE,
                                (read, bytes) -> {})
                        .build(file, "population.csv", problems)
                        .orElseThrow(() -> new AssertionError(problems.render()));
                return SketchPlan.bind("test", baseline, schema, index, "population.json", problems)
                        .orElseThrow(() -> new AssertionError(problems.render()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pane of one-row requests. */
    PaneCounts pane(SketchPlan plan, int rows) {
        SketchShard shard = new SketchShard(plan);
        for (int r = 0; r < rows; r++) {
            draw();
            plan.record(row, shard);
            shard.endRequest();
        }
        return shard.cut();
    }
}
