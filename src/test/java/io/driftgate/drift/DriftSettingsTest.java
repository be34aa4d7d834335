package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.evidence.EvidenceSettings;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftSettingsTest {
    private static final long SECOND = 1_000_000_000L;
    private final Problems problems = new Problems();

    private Optional<DriftSettings> read(String text) {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "driftgate.yaml", problems)
                .flatMap(node -> DriftSettings.read(node, problems, "drift"));
    }

    @Test
    void readsEveryField() {
        assertEquals(
                new DriftSettings(6 * SECOND, 6, 50, 7, 9, 0.3, 0.25, 0.2, 0.15, 3, SECOND, Reroute.ALERT),
                read("{window: 6s, panes: 6, minSamples: 50, minRequests: 7, maxRowsPerRequest: 9, psi: 0.3, ks: 0.25,"
                                + " clear: {psi: 0.2, ks: 0.15}, consecutive: 3, cooldown: 1s, reroute: alert}")
                        .orElseThrow());
    }

    @Test
    void isTheDefaultWhenEmpty() {
        assertEquals(DriftSettings.DEFAULT, read("{}").orElseThrow());
        assertEquals(
                DriftSettings.DEFAULT,
                read("{window: 60s, panes: 12, minSamples: 1000, psi: 0.2, ks: 0.15, clear: {psi: 0.1, ks: 0.1},"
                                + " consecutive: 2, reroute: always}")
                        .orElseThrow());
    }

    @Test
    void keepsProportionsOfWhatIsLeftOut() {
        DriftSettings settings = read("{window: 6s, psi: 0.05, ks: 0.3}").orElseThrow();
        assertEquals(0.025, settings.clearPsi(), 1e-12);
        assertEquals(0.2, settings.clearKs(), 1e-12);
        assertEquals(6 * SECOND, settings.cooldownNanos());
        assertEquals(12, settings.cooldownPanes());
    }

    @Test
    void namesWhatIsOutOfBounds() {
        assertTrue(read("""
            window: 10
            panes: 0
            psi: -1
            clear: {psi: 0.3, ks: 0.15, kl: 1}
            reroute: never
            minsamples: 10
            """).isEmpty());
        String text = problems.render();
        assertTrue(text.contains("driftgate.yaml:1:9: error: drift.window must be a duration"), text);
        assertTrue(text.contains("driftgate.yaml:2:8: error: drift.panes must be a whole number"), text);
        assertTrue(text.contains("driftgate.yaml:4:14: error: drift.clear.psi must be below the trip threshold"), text);
        assertTrue(text.contains("driftgate.yaml:4:23: error: drift.clear.ks must be below the trip threshold"), text);
        assertTrue(text.contains("unknown field 'drift.clear.kl'"), text);
        assertTrue(text.contains("drift.reroute must be one of always, better, alert"), text);
        assertTrue(text.contains("did you mean 'minSamples'?"), text);
    }

    @Test
    void refusesPanesThatAreTooShort() {
        assertTrue(read("{window: 1s, panes: 20}").isEmpty());
        assertTrue(problems.render().contains("a pane would be shorter than 100ms"), problems::render);
    }

    @Test
    void refusesNonsenseInCode() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DriftSettings(SECOND, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.05, 1, 0, Reroute.ALWAYS));
    }

    @Test
    void readsARateOfFalseAlarmsAndWhatGoesWithIt() {
        DriftSettings settings = read("""
            window: 60s
            panes: 12
            falseAlarms: {atMost: 2, per: 30d, replicas: 3}
            immaterial: 0.02
            lookback: 2h
            importance: {income: 3, note: 0}
            driftShare: 0.3
            ks: 0.1
            insufficientAfter: 2h
            staleAfter: 180d
            """).orElseThrow();
        FalseAlarms rule = settings.falseAlarms().orElseThrow();
        assertEquals(new FalseAlarms(2, 30 * 86_400 * SECOND, 3, 0.02, 7200 * SECOND, false, true), rule);
        assertEquals(new FeatureWeights(Map.of("income", 3.0, "note", 0.0), 0.3), settings.weights());
        assertEquals(7200 * SECOND, settings.insufficientNanos());
        assertEquals(180 * 86_400 * SECOND, settings.staleNanos());
        // 518,400 panes of 5 s in 30 days; two alarms; of three replicas each may have a third; so may each of two
        // versions.
        EvidenceSettings evidence = rule.evidence(settings.window(), 2);
        assertEquals(518_400 / 2.0 * 3 * 2, evidence.panesPerFalseAlarm(), 1e-6);
        assertEquals(0.02, evidence.immaterial());
        assertEquals(1440, evidence.lookback());
    }

    @Test
    void hasDefaultsForTheRestOfTheRate() {
        FalseAlarms rule =
                read("{falseAlarms: {per: 30d}}").orElseThrow().falseAlarms().orElseThrow();
        assertEquals(new FalseAlarms(1, 30 * 86_400 * SECOND, 1, 0.01, 3600 * SECOND, false, false), rule);
        assertFalse(rule.hasEffectGate());
        assertEquals(Optional.empty(), read("{psi: 0.3}").orElseThrow().falseAlarms(), "thresholds decide");
    }

    @Test
    void refusesThresholdsOnPValuesAndSaysWhy() {
        for (String text : List.of(
                "{pValue: 0.05}",
                "{p: 0.05}",
                "{alpha: 0.01}",
                "{ks: {p: 0.05}}",
                "{falseAlarms: {per: 30d, pValue: 0.1}}")) {
            assertTrue(read(text).isEmpty(), text);
        }
        String rendered = problems.render();
        assertTrue(rendered.contains("drift.pValue is no ground for a verdict"), rendered);
        assertTrue(rendered.contains("alarms in 62 % of evaluations"), rendered);
        assertTrue(rendered.contains("driftgate.yaml:1:10: error: drift.ks.p is no ground"), rendered);
    }

    @Test
    void refusesWhatHasNoEffect() {
        assertTrue(read("""
            immaterial: 0.02
            lookback: 1h
            margin: 0.2
            """).isEmpty());
        assertTrue(read("{falseAlarms: {per: 30d}, clear: {psi: 0.1}}").isEmpty());
        assertTrue(read("{falseAlarms: {per: 10m}}").isEmpty());
        assertTrue(read("{falseAlarms: {per: 30d}, window: 1h, lookback: 30m}").isEmpty());
        String text = problems.render();
        assertTrue(text.contains("1:13: error: drift.immaterial has no effect without falseAlarms"), text);
        assertTrue(text.contains("2:11: error: drift.lookback has no effect without falseAlarms"), text);
        assertTrue(text.contains("3:9: error: drift.margin has no effect"), text);
        assertTrue(text.contains("drift.clear has no effect: with falseAlarms, evidence clears as well"), text);
        assertTrue(text.contains("drift.falseAlarms.per holds fewer than 1000 panes"), text);
        assertTrue(text.contains("drift.lookback must be at least as long as the window"), text);
    }

    @Test
    void readsAWindowOfRows() {
        DriftSettings settings =
                read("{window: {rows: 5000, within: 2h}, panes: 10}").orElseThrow();
        assertEquals(new DriftWindow(7200 * SECOND, 10, 5000), settings.window());
        assertEquals(500, settings.window().paneRows());
        assertEquals(SECOND, settings.window().lookNanos());
        assertEquals(720 * SECOND, settings.paneNanos());
        assertEquals(1000, settings.minSamples());
        assertEquals(300, read("{window: {rows: 300}}").orElseThrow().minSamples(), "no more than there will be");
        assertTrue(read("{window: {rows: 300}, minSamples: 301}").isEmpty());
        assertTrue(read("{window: {within: 1h}}").isEmpty());
        assertTrue(read("{window: {rows: 5000, within: 10s}}").isEmpty());
        String text = problems.render();
        assertTrue(text.contains("drift.minSamples is more than the 300 rows of the window"), text);
        assertTrue(text.contains("drift.window.rows is missing"), text);
        assertTrue(text.contains("a pane would be shorter than 1s"), text);
    }

    @Test
    void readsHowTrafficMoves() {
        assertEquals(
                RerouteSettings.atOnce(Reroute.ALWAYS), read("{}").orElseThrow().rerouting());
        assertEquals(
                new RerouteSettings(Reroute.BETTER, 0.25, 30 * SECOND, 0.2, 300 * SECOND, OnClear.HOLD),
                read("{reroute: better, margin: 0.25, ramp: 30s, halfOpen: {share: 0.2, for: 5m}, onClear: hold}")
                        .orElseThrow()
                        .rerouting());
        assertEquals(
                new RerouteSettings(Reroute.ALWAYS, 0.5, 0, 0.1, 60 * SECOND, OnClear.RETURN),
                read("{halfOpen: {}}").orElseThrow().rerouting());
    }
}
