package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.EvidenceSettings;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.sketch.SketchPlan;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Two of 20 features change together, and each by itself stays as it was. */
class PairEvidenceTest {
    private static final int PANE_ROWS = 100;
    private static final EvidenceSettings MONTH = new EvidenceSettings(518_400, 0, 256); // 30 days of 5 s

    private final Population population = new Population(21);

    /** Panes that it takes, and that the features alone say nothing in. */
    private EvidenceReport alarm(SketchPlan plan, int atMost) {
        DriftEvidence evidence = new DriftEvidence(plan, MONTH);
        EvidenceReport report = null;
        for (int pane = 0; pane < atMost && (report == null || !report.alarm()); pane++) {
            report = evidence.endPane(population.pane(plan, PANE_ROWS));
            for (FeatureEvidence feature : report.features()) {
                assertTrue(feature.logE() < report.threshold() / 2, feature::toString);
            }
        }
        return report;
    }

    private void assertFound(double before, double after, boolean more, int atMost) {
        population.correlation = before;
        SketchPlan plan = population.train(10_000);
        assertFalse(alarm(plan, 40).alarm());
        population.correlation = after;
        EvidenceReport report = alarm(plan, atMost);
        assertTrue(report.alarm(), () -> "not found in " + atMost + " panes: " + report);
        FeatureEvidence leading = report.leading().orElseThrow();
        assertEquals("f2 x f3", leading.feature());
        assertEquals("association", leading.direction());
        assertEquals(more, leading.more());
    }

    @Test
    void findsACorrelationThatTurnsRound() {
        assertFound(0.8, -0.8, false, 2);
    }

    @Test
    void findsOneThatGoes() {
        assertFound(0.5, 0, false, 4);
    }

    @Test
    void findsOneThatComes() {
        assertFound(0, 0.5, true, 4);
    }

    @Test
    void findsASmallOneInTime() {
        assertFound(0, 0.2, true, 25);
    }

    @Test
    void blamesTheFeatureWhereAFeatureMoves() {
        population.correlation = 0.5;
        SketchPlan plan = population.train(10_000);
        population.shift = 0.5;
        DriftEvidence evidence = new DriftEvidence(plan, MONTH);
        EvidenceReport report = evidence.endPane(population.pane(plan, PANE_ROWS));
        for (int pane = 1; pane < 20; pane++) {
            report = evidence.endPane(population.pane(plan, PANE_ROWS));
            for (FeatureEvidence pair : report.pairs()) {
                assertTrue(pair.logE() < report.threshold() / 2, pair::toString);
            }
        }
        assertTrue(report.alarm());
        assertEquals("f0", report.leading().orElseThrow().feature());
    }

    @Test
    void aFeatureWithoutImportanceSilencesItsPairs() {
        SketchPlan plan = population.train(10_000);
        population.correlation = 0.9;
        double[] importance = new double[Population.FEATURES];
        Arrays.fill(importance, 1);
        importance[3] = 0;
        DriftEvidence evidence = new DriftEvidence(plan, MONTH, importance);
        for (int pane = 0; pane < 20; pane++) {
            assertFalse(evidence.endPane(population.pane(plan, PANE_ROWS)).alarm());
        }
    }
}
