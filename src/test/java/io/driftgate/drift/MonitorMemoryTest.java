package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.evidence.EvidenceMemory;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A monitor that goes on in another process says what one says that was never stopped. */
class MonitorMemoryTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final long SECOND = 1_000_000_000L;
    private static final int PANE_ROWS = 100;
    private static final DriftSettings SETTINGS = new DriftSettings(
            DriftWindow.ofTime(60 * SECOND, 12),
            500,
            1,
            100,
            DriftSettings.DEFAULT.thresholds(),
            Optional.of(new FalseAlarms(1, 30 * 86_400 * SECOND, 1, 0.01, 3600 * SECOND, false, false)),
            FeatureWeights.EQUAL,
            2,
            0,
            3600 * SECOND,
            DriftSettings.DEFAULT_STALE_NANOS,
            DriftSettings.DEFAULT.rerouting());

    private final Population population = new Population(8);
    private final SketchPlan plan = population.train(10_000);

    private DriftMonitor monitor() {
        return new DriftMonitor(plan, SETTINGS, Verdict.INSUFFICIENT, AT);
    }

    private PaneCounts empty() {
        return PaneCounts.merge(plan.bins(), List.of());
    }

    /** As another process would find it after so many panes without it. */
    private DriftMonitor restarted(DriftMonitor before, int emptyPanes) {
        MonitorMemory memory = before.remember();
        List<WindowPane> panes = new ArrayList<>(memory.panes());
        for (int i = 0; i < emptyPanes; i++) {
            panes.add(new WindowPane(empty(), SETTINGS.paneNanos()));
        }
        DriftMonitor next = memory.drifted()
                ? new DriftMonitor(
                        plan,
                        SETTINGS,
                        1,
                        Verdict.DRIFT,
                        memory.since(),
                        memory.evidence().get().alarmRows())
                : monitor();
        next.restore(panes, memory.evidence(), emptyPanes);
        return next;
    }

    private static void assertSame(EvidenceReport expected, EvidenceReport seen, int pane) {
        assertEquals(expected.logE(), seen.logE(), 1e-9, () -> "pane " + pane);
        for (int i = 0; i < expected.features().size(); i++) {
            assertEquals(
                    expected.features().get(i).logE(), seen.features().get(i).logE(), 1e-9);
            assertEquals(
                    expected.features().get(i).rows(), seen.features().get(i).rows());
        }
    }

    @Test
    void saysTheSameOverManyRestartsAndPausesUntilAndAfterTheAlarm() {
        Random random = new Random(3);
        population.autocorrelation = 0.6;
        DriftMonitor steady = monitor();
        DriftMonitor restarting = monitor();
        int restarts = 0;
        int tripped = -1;
        for (int pane = 0; pane < 600; pane++) {
            population.shift = pane < 300 ? 0 : 0.25;
            if (random.nextInt(7) == 0) {
                int pause = random.nextInt(3);
                for (int i = 0; i < pause; i++) {
                    steady.endPane(empty(), AT);
                }
                restarting = restarted(restarting, pause);
                restarts++;
            }
            PaneCounts counts = population.pane(plan, PANE_ROWS);
            DriftReport expected = steady.endPane(counts, AT);
            DriftReport seen = restarting.endPane(counts, AT);
            assertSame(expected.evidence().orElseThrow(), seen.evidence().orElseThrow(), pane);
            assertEquals(expected.verdict(), seen.verdict(), "pane " + pane);
            if (tripped < 0 && seen.verdict() == Verdict.DRIFT) {
                tripped = pane;
            }
        }
        assertTrue(restarts > 50, restarts + " restarts");
        assertTrue(tripped > 312, "the window alone of 12 panes does not show it: " + tripped);
    }

    @Test
    void evidenceOfAnotherReleaseIsLeftAndTheWindowTaken() {
        DriftMonitor before = monitor();
        for (int i = 0; i < 40; i++) {
            before.endPane(population.pane(plan, PANE_ROWS), AT);
        }
        MonitorMemory memory = before.remember();
        EvidenceState state = memory.evidence().orElseThrow();
        EvidenceMemory fewer = new EvidenceMemory(
                state.evidence().blocks(), state.evidence().dispersions().subList(1, 5));
        DriftMonitor next = monitor();
        next.restore(memory.panes(), Optional.of(new EvidenceState(fewer, 40, 4000, 0, 0, 1)), 0);
        DriftReport report = next.endPane(population.pane(plan, PANE_ROWS), AT);
        assertEquals(1200, report.samples());
        assertFalse(report.evidence().orElseThrow().alarm());
    }

    @Test
    void theBlocksStayFewHoweverLongItRuns() {
        DriftMonitor monitor = monitor();
        for (int i = 0; i < 1500; i++) {
            monitor.endPane(population.pane(plan, 2), AT);
        }
        int blocks =
                monitor.remember().evidence().orElseThrow().evidence().blocks().size();
        assertTrue(blocks <= 20, blocks + " blocks of a lookback of 720 panes");
    }
}
