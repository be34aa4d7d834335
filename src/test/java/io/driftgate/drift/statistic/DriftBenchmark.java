package io.driftgate.drift.statistic;

import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.NumericSummary;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.WindowCounts;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time of all statistics of 1,000 numeric features of 64 bins over a window of 1,000 rows. Bar: 10 ms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DriftBenchmark {
    private static final int FEATURES = 1000;
    private static final int BINS = 64;
    private static final int ROWS = 1000;

    private final FeatureComparison[] comparisons = new FeatureComparison[FEATURES];
    private final WindowCounts window = new WindowCounts(FEATURES * (BINS + 3));

    @Setup
    public void train() {
        Random random = new Random(1);
        double[] uppers = IntStream.range(0, BINS).mapToDouble(i -> i * 0.37).toArray();
        NumericSummary summary =
                new NumericSummary(0, uppers[BINS - 1], uppers[BINS - 1] / 2, 6.8, OptionalInt.empty());
        long[] baseline = new long[BINS];
        long[] counts = new long[window.bins()];
        for (int i = 0; i < FEATURES; i++) {
            for (int bin = 0; bin < BINS; bin++) {
                baseline[bin] = 150L + random.nextInt(20);
            }
            int offset = i * (BINS + 3);
            comparisons[i] = new FeatureComparison(
                    new NumericProfile("f" + i, FeatureType.FLOAT, 10, summary, uppers, baseline), offset);
            for (int row = 0; row < ROWS; row++) {
                counts[offset + random.nextInt(BINS + 3)]++;
            }
        }
        window.add(new PaneCounts(counts, ROWS, ROWS));
    }

    @Benchmark
    public void evaluate(Blackhole blackhole) {
        for (FeatureComparison comparison : comparisons) {
            blackhole.consume(comparison.evaluate(window));
        }
    }
}
