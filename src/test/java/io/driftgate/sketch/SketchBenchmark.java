package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per feature of {@link SketchPlan#record}: 20 features, of which 15 numbers in 64 bins and 5 texts of 50 values, over
 * 1,024 different rows, so that no branch can be learned by heart. Bar: 10 ns and 0 B per feature. A pair's time is a part of it where
 * there are pairs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SketchBenchmark {
    private static final int ROWS = 1024;
    private static final int FEATURES = 20;
    private static final int NUMBERS = 15;

    /** Pairs of features that are counted as well. */
    @Param({"0", "64"})
    int pairs;

    private final FeatureRow[] rows = new FeatureRow[ROWS];
    private SketchPlan plan;
    private SketchShard shard;

    @Setup
    public void train() {
        Random random = new Random(1);
        List<Feature> features = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < FEATURES; i++) {
            features.add(new Feature("f" + i, i < NUMBERS ? FeatureType.FLOAT : FeatureType.STRING));
            csv.append(i == 0 ? "f" : ",f").append(i);
        }
        csv.append('\n');
        for (int r = 0; r < 5000; r++) {
            for (int i = 0; i < FEATURES; i++) {
                csv.append(i == 0 ? "" : ",").append(i < NUMBERS ? random.nextGaussian() : value(random));
            }
            csv.append('\n');
        }
        Schema schema = new Schema(features);
        plan = Baselines.plan(Baselines.of(schema, csv.toString(), new PairChoice(pairs, List.of())), schema);
        shard = new SketchShard(plan);
        for (int r = 0; r < ROWS; r++) {
            rows[r] = new FeatureRow(FEATURES);
            for (int i = 0; i < FEATURES; i++) {
                if (i < NUMBERS) {
                    rows[r].setNumber(i, random.nextGaussian());
                } else {
                    byte[] text = value(random).getBytes(StandardCharsets.UTF_8);
                    rows[r].setText(i, text, 0, text.length);
                }
            }
        }
    }

    private static String value(Random random) {
        return "category-" + random.nextInt(50);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS * FEATURES)
    public SketchShard record() {
        for (FeatureRow row : rows) {
            plan.record(row, shard);
        }
        return shard;
    }
}
