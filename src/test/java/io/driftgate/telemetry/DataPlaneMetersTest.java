package io.driftgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataPlaneMetersTest {
    private final Scrape scrape = new Scrape();
    private final DataPlaneMeters meters = new DataPlaneMeters(scrape.registry(), "prod");

    @Test
    void countsRequestsByOutcome() {
        meters.version("credit", "v2").record(Outcome.POLICY_DENIED, 10_000, 4_000, -1);

        scrape.assertSeries(
                "driftgate_requests_total{env=\"prod\",model=\"credit\",outcome=\"policy_denied\",version=\"v2\",} 1.0");
        scrape.assertSeries(
                "driftgate_requests_total{env=\"prod\",model=\"credit\",outcome=\"ok\",version=\"v2\",} 0.0");
        scrape.assertSeries(
                "driftgate_request_duration_seconds_count{env=\"prod\",model=\"credit\",version=\"v2\",} 1.0");
        scrape.assertSeries(
                "driftgate_guard_duration_seconds_count{env=\"prod\",model=\"credit\",version=\"v2\",} 1.0");
        scrape.assertSeries(
                "driftgate_upstream_duration_seconds_count{env=\"prod\",model=\"credit\",version=\"v2\",} 0.0");
    }

    @Test
    void tellsTenMicrosecondsFromTwenty() {
        VersionMeters version = meters.version("credit", "v2");
        version.record(Outcome.OK, 9_999, 9_999, 9_999);
        version.record(Outcome.OK, 19_999, 19_999, 19_999);

        for (String name : List.of("request", "guard", "upstream")) {
            String bucket =
                    "driftgate_" + name + "_duration_seconds_bucket{env=\"prod\",model=\"credit\",version=\"v2\",le=";
            scrape.assertSeries(bucket + "\"5.0E-6\",} 0.0");
            scrape.assertSeries(bucket + "\"1.0E-5\",} 1.0");
            scrape.assertSeries(bucket + "\"2.0E-5\",} 2.0");
            scrape.assertSeries(bucket + "\"10.0\",} 2.0");
        }
    }

    @Test
    void namesTheOtherCountersAsDocumented() {
        meters.violations("credit", "credit-risk", "v2", "age-range", "deny").add(2);
        meters.piiFindings("credit", "CREDIT_CARD", "mask", "request").add(3);
        meters.shed("concurrency").add(1);
        meters.framingRefusals("two_lengths").add(1);

        scrape.assertSeries(
                "driftgate_violations_total{enforcement=\"deny\",env=\"prod\",model=\"credit\",policy=\"credit-risk\","
                        + "policy_version=\"v2\",rule=\"age-range\",} 2.0");
        scrape.assertSeries(
                "driftgate_pii_findings_total{action=\"mask\",direction=\"request\",entity=\"CREDIT_CARD\",env=\"prod\",model=\"credit\",} 3.0");
        scrape.assertSeries("driftgate_shed_total{env=\"prod\",reason=\"concurrency\",} 1.0");
        scrape.assertSeries("driftgate_framing_refusals_total{env=\"prod\",reason=\"two_lengths\",} 1.0");
    }

    @Test
    void resolvingAgainFindsTheSameMeter() {
        meters.version("credit", "v2").record(Outcome.OK, 1, 1, 1);
        meters.version("credit", "v2").record(Outcome.OK, 1, 1, 1);

        scrape.assertSeries(
                "driftgate_requests_total{env=\"prod\",model=\"credit\",outcome=\"ok\",version=\"v2\",} 2.0");
    }

    @Test
    void dropsVersionsThatAreNoLongerConfigured() {
        meters.version("credit", "v1").record(Outcome.OK, 1, 1, 1);
        meters.version("credit", "v2");
        meters.version("credit", "");
        meters.version("", "");
        meters.version("gone", "v1");

        meters.retain(List.of(credit(Set.of("v2"), Set.of(), Set.of(), Set.of())));

        assertFalse(scrape.contains("version=\"v1\""));
        assertFalse(scrape.contains("model=\"gone\""));
        assertTrue(scrape.contains("model=\"credit\",outcome=\"ok\",version=\"v2\""));
        assertTrue(scrape.contains("model=\"credit\",outcome=\"ok\",version=\"\""));
        assertTrue(scrape.contains("model=\"\",outcome=\"not_found\",version=\"\""));
    }

    @Test
    void dropsPoliciesAndTrialsThatAreNoLongerConfigured() {
        for (String version : List.of("v1", "v2", "v3")) {
            meters.violations("credit", "risk", version, "age", "deny");
            meters.ruleErrors("credit", "risk", version, "age", "deny");
            meters.ruleDuration("credit", "risk", version, "age").record(1);
        }
        meters.disagreements("credit", "risk", "v1", "v2", "age", "stricter");
        meters.disagreements("credit", "risk", "v2", "v3", "age", "stricter");
        meters.disagreementLogs().of("risk").add(disagreement("r1"));
        meters.disagreementLogs().of("old").add(disagreement("r2"));

        meters.retain(List.of(credit(
                Set.of("v2"),
                Set.of("risk@v2", "risk@v3"),
                Set.of(ConfiguredModel.trial("risk", "v2", "v3")),
                Set.of("risk"))));

        assertFalse(scrape.contains("policy_version=\"v1\""));
        assertFalse(scrape.contains("from=\"v1\""));
        scrape.assertSeries("driftgate_policy_disagreements_total{effect=\"stricter\",env=\"prod\",from=\"v2\","
                + "model=\"credit\",policy=\"risk\",rule=\"age\",to=\"v3\",} 0.0");
        scrape.assertSeries("driftgate_rule_errors_total{effect=\"deny\",env=\"prod\",model=\"credit\",policy=\"risk\","
                + "policy_version=\"v3\",rule=\"age\",} 0.0");
        scrape.assertSeries("driftgate_rule_duration_seconds_count{env=\"prod\",model=\"credit\",policy=\"risk\","
                + "policy_version=\"v2\",rule=\"age\",} 1.0");
        assertFalse(scrape.contains("driftgate_rule_duration_seconds_bucket"), "one timer a rule is many");
        assertEquals(1, meters.disagreementLogs().newestFirst("risk").size());
        assertEquals(List.of(), meters.disagreementLogs().newestFirst("old"));
    }

    private static ConfiguredModel credit(
            Set<String> versions, Set<String> policies, Set<String> trials, Set<String> tried) {
        return new ConfiguredModel("credit", versions, policies, trials, tried);
    }

    static Disagreement disagreement(String requestId) {
        return new Disagreement(
                0, requestId, "m", "v1", "v2", "v3", "request", List.of("age"), List.of(), "allow", "deny", 0, "v2");
    }

    @Test
    void recordingAllocatesNothing() {
        VersionMeters version = meters.version("credit", "v2");
        DataPlaneMeters.Count shed = meters.shed("concurrency");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        record(version, shed, 20_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        record(version, shed, 100_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertEquals(0, bytes / 100_000, bytes + " bytes for 100,000 recordings");
    }

    private static void record(VersionMeters version, DataPlaneMeters.Count shed, int times) {
        for (int i = 0; i < times; i++) {
            version.record(Outcome.OK, 50_000L + i, 10_000L + i, 30_000L + i);
            shed.add(1);
        }
    }
}
