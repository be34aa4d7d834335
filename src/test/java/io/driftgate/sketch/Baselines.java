package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes baselines for tests, through the same builder as everybody. */
public final class Baselines {
    public static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("income", FeatureType.FLOAT),
            new Feature("vip", FeatureType.BOOL),
            new Feature("segment", FeatureType.ENUM, List.of("new", "returning", "3"), ""),
            new Feature("city", FeatureType.STRING)));

    private Baselines() {}

    static Optional<Baseline> build(Schema schema, String csv, Problems problems) {
        return build(schema, csv, BaselineBuilder.DEFAULT_BINS, BaselineBuilder.MAX_SAMPLE, problems);
    }

    static Optional<Baseline> build(Schema schema, String csv, int bins, int sampleSize, Problems problems) {
        return build(schema, csv, bins, sampleSize, Set.of(), problems);
    }

    static Optional<Baseline> build(
            Schema schema, String csv, int bins, int sampleSize, Set<String> texts, Problems problems) {
        return build(schema, csv, bins, sampleSize, texts, PairChoice.AUTO, problems);
    }

    static Optional<Baseline> build(
            Schema schema,
            String csv,
            int bins,
            int sampleSize,
            Set<String> texts,
            PairChoice pairs,
            Problems problems) {
        try {
            Path directory = Files.createTempDirectory("baseline");
            Path file = directory.resolve("training.csv");
            try {
                Files.writeString(file, csv);
                return new BaselineBuilder(
                                schema, "driftgate test", bins, sampleSize, texts, pairs, (rows, bytes) -> {})
                        .build(file, "training.csv", problems);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Baseline of(Schema schema, String csv) {
        return of(schema, csv, PairChoice.AUTO);
    }

    public static Baseline of(Schema schema, String csv, PairChoice pairs) {
        Problems problems = new Problems();
        Optional<Baseline> baseline =
                build(schema, csv, BaselineBuilder.DEFAULT_BINS, BaselineBuilder.MAX_SAMPLE, Set.of(), pairs, problems);
        assertTrue(baseline.isPresent(), problems::render);
        return baseline.get();
    }

    /** The profile of the one numeric feature {@code x} with these values. */
    static NumericProfile numeric(FeatureType type, int bins, int sampleSize, double... values) {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (double value : values) {
            csv.append(Double.isNaN(value) ? "" : Double.toString(value)).append(",1\n");
        }
        Problems problems = new Problems();
        Schema schema = new Schema(List.of(new Feature("x", type)));
        Optional<Baseline> baseline = build(schema, csv.toString(), bins, sampleSize, problems);
        assertTrue(baseline.isPresent(), problems::render);
        return (NumericProfile) baseline.get().features().get(0);
    }

    public static SketchPlan plan(Baseline baseline, Schema schema) {
        Problems problems = new Problems();
        return SketchPlan.bind("key", baseline, schema, FeatureIndex.of(List.of(schema)), "baseline.json", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
    }
}
