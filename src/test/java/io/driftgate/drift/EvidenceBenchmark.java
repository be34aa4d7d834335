package io.driftgate.drift;

import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.EvidenceSettings;
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
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** One pane of 1,000 numeric features of 64 bins: {@link DriftEvidence#endPane} with a full lookback. Bar: 10 ms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EvidenceBenchmark {
    private static final int FEATURES = 1000;
    private static final int PANES = 64;

    private final Random random = new Random(1);
    private final List<PaneCounts> panes = new ArrayList<>();
    private DriftEvidence evidence;
    private int next;

    @Setup
    public void train() throws IOException {
        List<Feature> features = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < FEATURES; i++) {
            features.add(new Feature("f" + i, FeatureType.FLOAT));
            csv.append(i == 0 ? "f" : ",f").append(i);
        }
        csv.append('\n');
        for (int r = 0; r < 2000; r++) {
            for (int i = 0; i < FEATURES; i++) {
                csv.append(i == 0 ? "" : ",").append((float) random.nextGaussian());
            }
            csv.append('\n');
        }
        Schema schema = new Schema(features);
        FeatureIndex index = FeatureIndex.of(List.of(schema));
        Problems problems = new Problems();
        Path file = Files.createTempFile("training", ".csv");
        Files.writeString(file, csv);
        Baseline baseline = new BaselineBuilder(schema, "benchmark", BaselineBuilder.DEFAULT_BINS, rows -> {})
                .build(file, "training.csv", problems)
                .orElseThrow(() -> new IllegalStateException(problems.render()));
        Files.delete(file);
        SketchPlan plan = SketchPlan.bind("key", baseline, schema, index, "baseline.json", problems)
                .orElseThrow(() -> new IllegalStateException(problems.render()));
        evidence = new DriftEvidence(plan, new EvidenceSettings(518_400, 0, 1024));
        FeatureRow row = new FeatureRow(FEATURES);
        for (int pane = 0; pane < PANES; pane++) {
            SketchShard shard = new SketchShard(plan);
            for (int r = 0; r < 100; r++) {
                row.clear();
                for (int i = 0; i < FEATURES; i++) {
                    row.setNumber(i, random.nextGaussian());
                }
                plan.record(row, shard);
            }
            panes.add(shard.cut());
        }
        for (int pane = 0; pane < 2000; pane++) {
            endPane();
        }
    }

    @Benchmark
    public EvidenceReport endPane() {
        next = (next + 1) % PANES;
        return evidence.endPane(panes.get(next));
    }
}
