package io.driftgate.drift.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftSettings;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.rows.RowReader;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnTrafficTest {
    private static final int WINDOW = 500;
    private static final int STEP = 50;
    private static final int PANES = 400;

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();
    private SketchPlan plan;

    @BeforeEach
    void bind() throws IOException {
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.FLOAT)));
        plan = new BaselineBuilder(schema, "test", 64, rows -> {})
                .build(normal("training.csv", 0, 1), "training.csv", problems)
                .flatMap(baseline -> Replay.plan(baseline, "baseline.json", problems))
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    @Test
    void evidenceStaysQuietOnWhatTheBaselineWasBuiltFrom() throws IOException {
        DrawnTraffic drawn = draw(directory.resolve("training.csv"));
        for (EvidenceSetting setting : settings()) {
            if (setting.panesPerFalseAlarm() >= 1000) {
                assertEquals(0, drawn.alarmsPerThousand(setting), setting::toString);
            }
        }
        assertEquals(0, drawn.tripsPerThousand());
    }

    @Test
    void allSettingsAlarmOnWhatIsShifted() throws IOException {
        DrawnTraffic drawn = draw(normal("shifted.csv", 1, 2));
        double quicker = Double.POSITIVE_INFINITY;
        for (EvidenceSetting setting : settings()) {
            double rate = drawn.alarmsPerThousand(setting);
            assertTrue(rate > 100 && rate <= quicker, setting + ": " + rate);
            quicker = rate;
        }
        // It becomes drift once and stays so.
        assertEquals(1000.0 / PANES, drawn.tripsPerThousand());
    }

    private List<EvidenceSetting> settings() {
        return EvidenceSetting.general(plan, WINDOW, STEP);
    }

    private DrawnTraffic draw(Path file) throws IOException {
        Reference reference = Reference.read(plan, new RowReader(Replay.schema(plan.baseline()), file, problems))
                .orElseThrow(() -> new AssertionError(problems.render()));
        return DrawnTraffic.of(plan, reference, WINDOW, STEP, PANES, 1, 7, DriftSettings.DEFAULT, 1, settings());
    }

    private Path normal(String name, double mean, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder("x\n");
        for (int i = 0; i < 4000; i++) {
            rows.append(String.format(Locale.ROOT, "%.4f%n", mean + random.nextGaussian()));
        }
        return Files.writeString(directory.resolve(name), rows);
    }
}
