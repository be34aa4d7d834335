package io.driftgate.drift.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeded; counts panes of 100 rows, never time. The rates themselves: {@code benchmarks/drift-evidence.md}. */
class DriftEvidenceTest {
    private static final int PANE_ROWS = 100;
    private static final EvidenceSettings MONTH = new EvidenceSettings(518_400, 0, 256); // 30 days of 5 s
    private static final Schema SCHEMA = new Schema(List.of(
            new Feature("income", FeatureType.FLOAT),
            new Feature("age", FeatureType.INT),
            new Feature("segment", FeatureType.STRING)));
    private static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    @TempDir
    Path directory;

    private final Random random = new Random(4);
    private final FeatureRow row = new FeatureRow(3);

    private double shift;
    private double spread = 1;
    private double missing;
    private double unseen;
    private double zero;
    private double frequent = 0.5;

    private void draw() {
        row.clear();
        if (random.nextDouble() >= missing) {
            row.setNumber(0, random.nextDouble() < zero ? 0 : 50 + 10 * (shift + spread * random.nextGaussian()));
        }
        row.setNumber(1, 18 + random.nextInt(70));
        String segment = random.nextDouble() < unseen ? "other" : random.nextDouble() < frequent ? "new" : "known";
        byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
        row.setText(2, bytes, 0, bytes.length);
    }

    private SketchPlan train(int rows) throws IOException {
        StringBuilder csv = new StringBuilder("income,age,segment\n");
        for (int r = 0; r < rows; r++) {
            draw();
            csv.append(row.kind(0) == FeatureRow.FLOAT || row.kind(0) == FeatureRow.INT ? row.number(0) : "")
                    .append(',')
                    .append((long) row.number(1))
                    .append(',')
                    .append(new String(
                            row.textBuffer(2),
                            row.textFrom(2),
                            row.textTo(2) - row.textFrom(2),
                            StandardCharsets.UTF_8))
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("training.csv"), csv);
        Problems problems = new Problems();
        Baseline baseline = new BaselineBuilder(SCHEMA, "test", BaselineBuilder.DEFAULT_BINS, read -> {})
                .build(file, "training.csv", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
        return SketchPlan.bind("key", baseline, SCHEMA, INDEX, "baseline.json", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    private PaneCounts pane(SketchPlan plan, int rows) {
        SketchShard shard = new SketchShard(plan);
        for (int r = 0; r < rows; r++) {
            draw();
            plan.record(row, shard);
        }
        return shard.cut();
    }

    private int panesToAlarm(SketchPlan plan, DriftEvidence evidence, int atMost) {
        for (int pane = 1; pane <= atMost; pane++) {
            if (evidence.endPane(pane(plan, PANE_ROWS)).alarm()) {
                return pane;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static FeatureEvidence worst(EvidenceReport report) {
        return report.features().stream()
                .max(Comparator.comparingDouble(FeatureEvidence::logE))
                .orElseThrow();
    }

    private void assertFound(String feature, String direction, boolean more, int atMost) throws IOException {
        double[] changed = {shift, spread, missing, unseen, zero, frequent};
        set(new double[] {0, 1, 0, 0, 0, 0.5});
        SketchPlan plan = train(10_000);
        DriftEvidence evidence = new DriftEvidence(plan, MONTH);
        assertEquals(Integer.MAX_VALUE, panesToAlarm(plan, evidence, 60));
        set(changed);
        EvidenceReport report = null;
        int panes = 0;
        do {
            report = evidence.endPane(pane(plan, PANE_ROWS));
            panes++;
        } while (!report.alarm() && panes < atMost);
        assertTrue(report.alarm(), "not found in " + panes + " panes, " + report);
        FeatureEvidence worst = worst(report);
        assertEquals(feature, worst.feature());
        assertEquals(direction, worst.direction());
        assertEquals(more, worst.more());
        assertTrue(worst.panes() <= 3 * panes + 2, worst.panes() + " panes for a change " + panes + " ago");
    }

    private void set(double[] to) {
        shift = to[0];
        spread = to[1];
        missing = to[2];
        unseen = to[3];
        zero = to[4];
        frequent = to[5];
    }

    @Test
    void findsAQuarterSigma() throws IOException {
        shift = -0.25;
        assertFound("income", "shift", false, 25);
    }

    @Test
    void findsAWiderSpread() throws IOException {
        spread = 1.25;
        assertFound("income", "spread", true, 30);
    }

    @Test
    void findsMissingValues() throws IOException {
        missing = 0.05;
        assertFound("income", "missing", true, 6);
    }

    @Test
    void findsANewCategory() throws IOException {
        unseen = 0.05;
        assertFound("segment", "unseen", true, 6);
    }

    @Test
    void findsAColumnThatTurnedToZero() throws IOException {
        zero = 1;
        assertFound("income", "zero", true, 1);
    }

    @Test
    void findsAnotherMix() throws IOException {
        frequent = 0.62;
        assertFound("segment", "value", false, 25);
    }

    @Test
    void stationaryTrafficRaisesNoAlarm() throws IOException {
        for (int baselineRows : new int[] {200, 1000, 20_000}) {
            SketchPlan plan = train(baselineRows);
            assertEquals(
                    Integer.MAX_VALUE,
                    panesToAlarm(plan, new DriftEvidence(plan, MONTH), 1500),
                    baselineRows + " rows");
        }
    }

    /** At a short target alarms are there to be counted: rarer than the setting says, and not never. */
    @Test
    void falseAlarmsComeAtMostAsOftenAsTheSettingSays() throws IOException {
        int alarms = 0;
        int panes = 0;
        for (int run = 0; run < 8; run++) {
            SketchPlan plan = train(1000);
            DriftEvidence evidence = new DriftEvidence(plan, new EvidenceSettings(50, 0, 256));
            for (int pane = 0; pane < 1000; pane++) {
                if (evidence.endPane(pane(plan, PANE_ROWS)).alarm()) {
                    alarms++;
                    evidence.restart();
                }
            }
            panes += 1000;
        }
        assertTrue(alarms >= panes / 50 / 20 && alarms <= panes / 50, alarms + " alarms in " + panes + " panes");
    }

    @Test
    void whatIsImmaterialNeverAlarms() throws IOException {
        SketchPlan plan = train(100_000);
        missing = 0.008;
        assertEquals(
                Integer.MAX_VALUE,
                panesToAlarm(plan, new DriftEvidence(plan, new EvidenceSettings(518_400, 0.01, 256)), 1000));
        assertTrue(panesToAlarm(plan, new DriftEvidence(plan, MONTH), 1000) < 1000);
        missing = 0.06;
        assertTrue(panesToAlarm(plan, new DriftEvidence(plan, new EvidenceSettings(518_400, 0.01, 256)), 20) < 20);
    }

    @Test
    void aFeatureOfNoImportanceIsLeftOut() throws IOException {
        SketchPlan plan = train(2000);
        shift = 3;
        DriftEvidence evidence = new DriftEvidence(plan, MONTH, new double[] {0, 1, 1});
        assertEquals(Integer.MAX_VALUE, panesToAlarm(plan, evidence, 50));
        assertTrue(panesToAlarm(plan, new DriftEvidence(plan, MONTH, new double[] {1, 1, 1}), 1) == 1);
    }

    @Test
    void panesOfAnySizeCount() throws IOException {
        SketchPlan plan = train(5000);
        shift = 1;
        DriftEvidence evidence = new DriftEvidence(plan, MONTH);
        EvidenceReport report = evidence.endPane(pane(plan, 0));
        assertFalse(report.alarm());
        assertEquals("", report.features().get(0).direction());
        int rows = 0;
        while (!report.alarm() && rows < 400) {
            int size = 1 + random.nextInt(9);
            rows += size;
            report = evidence.endPane(pane(plan, size));
            report = evidence.endPane(pane(plan, 0));
        }
        assertTrue(report.alarm());
    }

    @Test
    void aRestartForgets() throws IOException {
        SketchPlan plan = train(5000);
        shift = 1;
        DriftEvidence evidence = new DriftEvidence(plan, MONTH);
        assertTrue(panesToAlarm(plan, evidence, 10) <= 10);
        evidence.restart();
        assertFalse(evidence.endPane(pane(plan, 0)).alarm());
        shift = 0;
        assertEquals(Integer.MAX_VALUE, panesToAlarm(plan, evidence, 100));
    }
}
