package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.sketch.SketchPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The verdict on traffic whose features stay as they were, each by itself. */
class PairVerdictTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PANE_ROWS = 100;

    private final Population population = new Population(33);

    private static DriftSettings settings(Optional<FalseAlarms> falseAlarms, FeatureWeights weights) {
        return new DriftSettings(
                DriftWindow.ofTime(60 * SECOND, 12),
                1000,
                100,
                100,
                new Thresholds(0.2, 0.15, 0.1, 0.1),
                falseAlarms,
                weights,
                2,
                60 * SECOND,
                DriftSettings.DEFAULT_INSUFFICIENT_NANOS,
                DriftSettings.DEFAULT_STALE_NANOS,
                RerouteSettings.atOnce(Reroute.ALWAYS));
    }

    private static FalseAlarms monthly(boolean effect) {
        return new FalseAlarms(1, 30 * 86_400 * SECOND, 1, 0.01, 3600 * SECOND, effect, false);
    }

    private List<DriftReport> panes(DriftMonitor monitor, SketchPlan plan, int panes) {
        List<DriftReport> reports = new ArrayList<>();
        for (int i = 0; i < panes; i++) {
            reports.add(monitor.endPane(population.pane(plan, PANE_ROWS), Instant.EPOCH));
        }
        return reports;
    }

    private DriftReport last(DriftMonitor monitor, SketchPlan plan, int panes) {
        List<DriftReport> reports = panes(monitor, plan, panes);
        return reports.get(reports.size() - 1);
    }

    private static PairDrift pair(DriftReport report) {
        return report.pairs().stream()
                .filter(pair -> pair.name().equals("f2 x f3"))
                .findFirst()
                .orElseThrow();
    }

    private DriftMonitor trained(double correlation, DriftSettings settings) {
        population.correlation = correlation;
        SketchPlan plan = population.train(10_000);
        DriftMonitor monitor = new DriftMonitor(plan, settings, Verdict.INSUFFICIENT, Instant.EPOCH);
        this.plan = plan;
        assertEquals(Verdict.STABLE, last(monitor, plan, 40).verdict());
        return monitor;
    }

    private SketchPlan plan;

    private void assertTurns(DriftSettings settings, int atMost) {
        DriftMonitor monitor = trained(0.8, settings);
        population.correlation = -0.8;
        List<DriftReport> reports = panes(monitor, plan, 24);
        int tripped = 0;
        while (reports.get(tripped).verdict() != Verdict.DRIFT) {
            tripped++;
        }
        assertTrue(tripped < atMost, "after " + tripped + " panes");
        DriftReport report = reports.get(tripped);
        report.features().forEach(feature -> assertEquals(Verdict.STABLE, feature.state(), feature::toString));
        assertEquals(Verdict.DRIFT, pair(report).statistics().state());
        DriftReport whole = reports.get(23);
        assertEquals(0.76, pair(whole).trained(), 0.02);
        assertEquals(-0.76, pair(whole).now(), 0.04);
        population.correlation = 0.8;
        assertEquals(Verdict.STABLE, last(monitor, plan, 80).verdict());
    }

    @Test
    void thresholdsSeeARotationAndSeeItEnd() {
        assertTurns(settings(Optional.empty(), FeatureWeights.EQUAL), 6);
    }

    @Test
    void evidenceSeesItSooner() {
        assertTurns(settings(Optional.of(monthly(false)), FeatureWeights.EQUAL), 2);
    }

    @Test
    void anEffectThatIsAskedForMayBeThePairs() {
        assertTurns(settings(Optional.of(monthly(true)), FeatureWeights.EQUAL), 6);
    }

    @Test
    void bothFeaturesOfAPairCountForTheShare() {
        FeatureWeights tenth = new FeatureWeights(Map.of(), 0.1); // 2 of 20
        assertTurns(settings(Optional.empty(), tenth), 6);
        population.correlation = 0.8;
        FeatureWeights three = new FeatureWeights(Map.of(), 0.15);
        DriftMonitor monitor = trained(0.8, settings(Optional.empty(), three));
        population.correlation = -0.8;
        assertEquals(Verdict.WARNING, last(monitor, plan, 24).verdict());
    }

    @Test
    void aPairOfAnUnimportantFeatureDecidesNothing() {
        DriftMonitor monitor = trained(0.8, settings(Optional.empty(), new FeatureWeights(Map.of("f3", 0.0), 0)));
        population.correlation = -0.8;
        DriftReport report = last(monitor, plan, 24);
        assertEquals(Verdict.STABLE, report.verdict());
        assertEquals(Verdict.DRIFT, pair(report).statistics().state());
    }

    @Test
    void aShiftOfOneFeatureIsNoneOfItsPairs() {
        DriftMonitor monitor = trained(0.5, settings(Optional.empty(), FeatureWeights.EQUAL));
        population.shift = 1;
        DriftReport report = last(monitor, plan, 24);
        assertEquals(Verdict.DRIFT, report.verdict());
        report.pairs()
                .forEach(pair -> assertEquals(Verdict.STABLE, pair.statistics().state(), pair::toString));
    }

    @Test
    void saysWhatChangedInWords() {
        DriftMonitor monitor = trained(0.8, settings(Optional.of(monthly(false)), FeatureWeights.EQUAL));
        population.correlation = -0.8;
        DriftReport report = last(monitor, plan, 1);
        FeatureEvidence leading = report.evidence().orElseThrow().leading().orElseThrow();
        assertEquals("f2 x f3", leading.feature());
        String sentence = DriftSentence.of(report);
        assertTrue(
                sentence.matches("evidence .*, most of f2 x f3 \\(association, less, over the last 100 rows\\), "
                        + "association 0.7[0-9] in training, now 0.[0-9]+; worst .*"),
                sentence);
    }
}
