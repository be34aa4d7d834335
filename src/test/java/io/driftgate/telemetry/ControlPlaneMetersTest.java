package io.driftgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.driftgate.drift.evidence.EvidenceReport;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlPlaneMetersTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:10Z");

    private long nanoTime = -5;
    private final Scrape scrape = new Scrape();
    private final ControlPlaneMeters meters =
            new ControlPlaneMeters(scrape.registry(), "prod", Clock.fixed(NOW, ZoneOffset.UTC), () -> nanoTime);

    @Test
    void publishesAVerdict() {
        meters.drift("credit", "v2", report(Verdict.DRIFT, List.of(feature("age", 0.5, 0.25))));

        scrape.assertSeries("driftgate_drift_state{env=\"prod\",model=\"credit\",version=\"v2\",} 3.0");
        scrape.assertSeries("driftgate_verdict_age_seconds{env=\"prod\",model=\"credit\",version=\"v2\",} 4.0");
        scrape.assertSeries("driftgate_window_samples{env=\"prod\",model=\"credit\",version=\"v2\",} 1234.0");
        scrape.assertSeries(
                "driftgate_drift_statistic{env=\"prod\",feature=\"age\",model=\"credit\",statistic=\"psi\",version=\"v2\",}"
                        + " 0.5");
        scrape.assertSeries(
                "driftgate_drift_statistic{env=\"prod\",feature=\"age\",model=\"credit\",statistic=\"ks\",version=\"v2\",}"
                        + " 0.25");
    }

    @Test
    void showsHowFarLearningIsUntilItIsDone() {
        meters.learning(
                "credit", "v2", Optional.of(new ControlPlaneMeters.Learning(300, 1000, Map.of("personal", 7L))), false);
        scrape.assertSeries("driftgate_learning_rows{env=\"prod\",model=\"credit\",version=\"v2\",} 300.0");
        scrape.assertSeries("driftgate_learning_wanted_rows{env=\"prod\",model=\"credit\",version=\"v2\",} 1000.0");
        scrape.assertSeries(
                "driftgate_learning_passed_rows{env=\"prod\",model=\"credit\",reason=\"personal\",version=\"v2\",}"
                        + " 7.0");
        assertFalse(scrape.contains("driftgate_baseline_learned"));

        meters.learning("credit", "v2", Optional.empty(), true);
        assertFalse(scrape.contains("driftgate_learning_"));
        scrape.assertSeries("driftgate_baseline_learned{env=\"prod\",model=\"credit\",version=\"v2\",} 1.0");
    }

    @Test
    void showsHowOldABaselineIs() {
        meters.baselineAge("credit", "v2", Optional.of(NOW.minusSeconds(8_000_000)), true);
        scrape.assertSeries("driftgate_baseline_age_seconds{env=\"prod\",model=\"credit\",version=\"v2\",} 8000000.0");
        scrape.assertSeries("driftgate_baseline_stale{env=\"prod\",model=\"credit\",version=\"v2\",} 1.0");

        meters.baselineAge("credit", "v2", Optional.of(Instant.parse("1600-01-01T00:00:00Z")), true);
        assertEquals(
                1, scrape.count("driftgate_baseline_age_seconds{"), "of a typing error, too long ago for nanoseconds");

        meters.baselineAge("credit", "v2", Optional.empty(), false);
        assertFalse(scrape.contains("driftgate_baseline_"), "nothing says");
    }

    @Test
    void showsEvidenceAndTheAgeOfRows() {
        EvidenceReport evidence = new EvidenceReport(12, 8, List.of());
        meters.drift(
                "credit",
                "v2",
                new DriftReport(
                        Verdict.DRIFT,
                        NOW,
                        NOW,
                        1234,
                        1000,
                        List.of(),
                        Optional.of(evidence),
                        OptionalDouble.of(1.5),
                        new WindowAge(5_000_000_000L, 60_000_000_000L, 0)));
        scrape.assertSeries("driftgate_drift_evidence{env=\"prod\",model=\"credit\",version=\"v2\",} 1.5");
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"newest\",version=\"v2\",} 5.0");
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"oldest\",version=\"v2\",}"
                        + " 60.0");

        nanoTime += 7_500_000_000L;
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"newest\",version=\"v2\",} 12.5");
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"oldest\",version=\"v2\",}"
                        + " 67.5");

        meters.drift("credit", "v2", report(Verdict.STABLE, List.of()));
        assertFalse(scrape.contains("driftgate_drift_evidence"), "thresholds decide");
        nanoTime += 1_000_000_000L;
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"newest\",version=\"v2\",} 1.0");
        scrape.assertSeries(
                "driftgate_drift_window_age_seconds{env=\"prod\",model=\"credit\",row=\"oldest\",version=\"v2\",} 0.0");
    }

    @Test
    void hasNoNegativeAgeWhenTheWallClockStepsBack() {
        meters.drift(
                "credit", "v2", new DriftReport(Verdict.STABLE, NOW, NOW.plusSeconds(3600), 1234, 1000, List.of()));

        scrape.assertSeries("driftgate_verdict_age_seconds{env=\"prod\",model=\"credit\",version=\"v2\",} 0.0");
    }

    @Test
    void keepsTheWorstFeaturesAndForgetsTheOthers() {
        List<FeatureDrift> features = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            features.add(feature("f" + i, i / 100.0, 0));
        }
        Collections.shuffle(features, new Random(7));
        meters.drift("credit", "v2", report(Verdict.STABLE, features));
        assertEquals(2 * ControlPlaneMeters.MAX_FEATURES, scrape.count("driftgate_drift_statistic{"));
        assertTrue(scrape.contains("feature=\"f99\""));
        assertFalse(scrape.contains("feature=\"f79\""));

        features.replaceAll(f -> feature(f.feature(), 1 - f.psi(), 0));
        meters.drift("credit", "v2", report(Verdict.STABLE, features));
        assertEquals(2 * ControlPlaneMeters.MAX_FEATURES, scrape.count("driftgate_drift_statistic{"));
        assertTrue(scrape.contains("feature=\"f0\""));
        assertFalse(scrape.contains("feature=\"f99\""));
    }

    @Test
    void ranksAnUndefinedStatisticLast() {
        List<FeatureDrift> features = new ArrayList<>();
        for (int i = 0; i < ControlPlaneMeters.MAX_FEATURES; i++) {
            features.add(feature("undefined" + i, Double.NaN, Double.NaN));
        }
        features.add(feature("shifted", 0.3, 0.3));
        meters.drift("credit", "v2", report(Verdict.DRIFT, features));

        assertTrue(scrape.contains("feature=\"shifted\""));
    }

    @Test
    void namesTheOwnersOfRulesThatExpire() {
        meters.expiringRules(List.of(
                new ControlPlaneMeters.ExpiringRule("risk", "v2", "age-range", "risk-platform", 3),
                new ControlPlaneMeters.ExpiringRule("risk", "v2", "old", "fraud", -2)));
        scrape.assertSeries("driftgate_rule_expires_in_days{env=\"prod\",owner=\"risk-platform\",policy=\"risk\","
                + "policy_version=\"v2\",rule=\"age-range\",} 3.0");
        scrape.assertSeries("driftgate_rule_expires_in_days{env=\"prod\",owner=\"fraud\",policy=\"risk\","
                + "policy_version=\"v2\",rule=\"old\",} -2.0");

        meters.expiringRules(
                List.of(new ControlPlaneMeters.ExpiringRule("risk", "v2", "age-range", "risk-platform", 2)));

        scrape.assertSeries("driftgate_rule_expires_in_days{env=\"prod\",owner=\"risk-platform\",policy=\"risk\","
                + "policy_version=\"v2\",rule=\"age-range\",} 2.0");
        assertEquals(1, scrape.count("driftgate_rule_expires_in_days{"));
    }

    @Test
    void oneReasonPerVersionIsInForce() {
        meters.routeWeights("credit", "weight", Map.of("v2", 95.0, "v1", 5.0));
        meters.routeWeights("credit", "drift", Map.of("v2", 0.0, "v1", 100.0));

        scrape.assertSeries(
                "driftgate_route_weight{env=\"prod\",model=\"credit\",reason=\"drift\",version=\"v1\",} 100.0");
        assertEquals(2, scrape.count("driftgate_route_weight{"));
    }

    @Test
    void keepsTheTimeOfTheLastGoodLoad() {
        meters.announceReload("rejected");
        meters.reload("applied", true);
        scrape.assertSeries("driftgate_last_reload_successful{env=\"prod\",} 1.0");

        meters.reload("rejected", false);
        scrape.assertSeries("driftgate_last_reload_successful{env=\"prod\",} 0.0");
        scrape.assertSeries("driftgate_last_reload_success_timestamp_seconds{env=\"prod\",} 1.79349121E9");
        scrape.assertSeries("driftgate_reloads_total{env=\"prod\",result=\"applied\",} 1.0");
        scrape.assertSeries("driftgate_reloads_total{env=\"prod\",result=\"rejected\",} 1.0");
    }

    @Test
    void oneSnapshotIsInForce() {
        meters.snapshot("aaaa");
        meters.snapshot("bbbb");

        scrape.assertSeries("driftgate_snapshot_info{digest=\"bbbb\",env=\"prod\",} 1.0");
        assertEquals(1, scrape.count("driftgate_snapshot_info{"));
    }

    @Test
    void forgetsWhatIsNoLongerConfigured() {
        meters.drift("credit", "v1", report(Verdict.STABLE, List.of(feature("age", 0, 0))));
        meters.drift("credit", "v2", report(Verdict.STABLE, List.of(feature("age", 0, 0))));
        meters.routeWeights("gone", "weight", Map.of("v1", 1.0));
        meters.retain(Map.of("credit", List.of("v2")));

        assertFalse(scrape.contains("version=\"v1\""));
        assertEquals(1, scrape.count("driftgate_drift_state{"));
        assertEquals(0, scrape.count("driftgate_route_weight{"));
    }

    @Test
    void countsSwitchesAndSaysWhatRuns() {
        meters.switched("credit", "v2", "v1", "drift");
        meters.build("0.1.0", "abc");

        scrape.assertSeries(
                "driftgate_switches_total{env=\"prod\",from=\"v2\",model=\"credit\",reason=\"drift\",to=\"v1\",} 1.0");
        scrape.assertSeries("driftgate_build_info{env=\"prod\",revision=\"abc\",version=\"0.1.0\",} 1.0");
    }

    private static DriftReport report(Verdict verdict, List<FeatureDrift> features) {
        return new DriftReport(verdict, NOW.minusSeconds(60), NOW.minusSeconds(4), 1234, 1000, features);
    }

    private static FeatureDrift feature(String name, double psi, double ks) {
        return new FeatureDrift(name, psi, ks, 1234, Verdict.STABLE);
    }
}
