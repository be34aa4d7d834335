package io.driftgate.control.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.alert.Alert;
import io.driftgate.canary.Arm;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.Measure;
import io.driftgate.canary.MeasureReport;
import io.driftgate.config.ConfigLoader;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.ControlMeters;
import io.driftgate.control.InvalidConfiguration;
import io.driftgate.control.Publisher;
import io.driftgate.control.RuleExpiry;
import io.driftgate.delivery.Courier;
import io.driftgate.delivery.Poster;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.policy.OnExpiry;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.source.Problems;
import io.driftgate.telemetry.AlertMeters;
import io.driftgate.telemetry.ModelTraffic;
import io.driftgate.testing.SinkServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from an event to a sink, over real sockets and files. */
class AlertCenterTest {
    private static final String MODELS = """
        state: state
        env: test
        models:
          credit-risk:
            schema: {age: int}
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: none, baseline: v2.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: none}
              v0: {upstream: "http://127.0.0.1:9100", policy: none}
            route: {weights: {v2: 100}, fallback: [v1]}
        """;
    private static final String ON_ALL = """
          on: {drift: [hook], switch: [hook], gate: [hook], audit: [hook], reload: [hook], expiry: [hook],
               override: [hook], canary: [hook], violations: {sinks: [hook], rate: 0.1, min: 10, window: 10s}}
        """;
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final String KEY = "0123456789abcdef";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Map<String, ModelTraffic> traffic = Map.of();
    private SinkServer server;
    private Publisher publisher;
    private AlertCenter center;

    @BeforeEach
    void start() throws IOException, InvalidConfiguration {
        server = SinkServer.start();
        Files.writeString(directory.resolve("key"), KEY);
        baseline();
        configure(hook("hook", server.url()) + ON_ALL);
        open();
    }

    @AfterEach
    void stop() {
        center.close();
        server.close();
    }

    @Test
    void tellsOfDriftOnceAndOfItsEnd() throws Exception {
        verdict("v2", Verdict.DRIFT);
        verdict("v2", Verdict.DRIFT);
        JsonNode opened = posted();
        verdict("v2", Verdict.STABLE);
        JsonNode resolved = posted();

        assertEquals("io.driftgate.alert.opened", opened.path("type").textValue());
        assertEquals(
                "driftgate/test/credit-risk/drift/v2", opened.path("subject").textValue());
        assertEquals("critical", opened.path("data").path("severity").textValue());
        assertEquals(0.31, opened.path("data").path("details").path("psi").doubleValue());
        assertEquals(
                "income",
                opened.path("data").path("details").path("features").get(0).textValue());
        assertEquals("io.driftgate.alert.resolved", resolved.path("type").textValue());
        assertEquals(opened.path("subject"), resolved.path("subject"));
        assertTrue(server.isQuiet(), "the second verdict told nothing new");
        assertEquals(List.of(), center.open());
    }

    @Test
    void saysWhetherTheFallbackFits() throws Exception {
        verdict("v2", Verdict.DRIFT);
        String unknown = posted().path("data").path("summary").textValue();
        assertTrue(unknown.endsWith("; fallback v1: no baseline tells whether it fits"), unknown);
        verdict("v2", Verdict.STABLE);
        posted();

        verdict("v1", Verdict.STABLE);
        verdict("v2", Verdict.DRIFT);
        String fits = posted().path("data").path("summary").textValue();
        assertTrue(fits.endsWith("; fallback v1 fits: for it the input is stable"), fits);
    }

    @Test
    void tellsOfEvidenceItsDirectionAndSinceWhen() throws Exception {
        FeatureDrift income = new FeatureDrift("income", 0.05, 0.08, 5000, Verdict.DRIFT, 0.2, 0.15);
        FeatureEvidence shift = new FeatureEvidence("income", 11.25, "shift", "", true, 24, 2400);
        EvidenceReport evidence = new EvidenceReport(11.25, 9.75, List.of(shift));
        center.on(
                AT,
                new ControlEvent.VerdictChanged(
                        "credit-risk",
                        "v2",
                        Optional.empty(),
                        new DriftReport(
                                Verdict.DRIFT,
                                AT,
                                AT,
                                5000,
                                4000,
                                List.of(income),
                                Optional.of(evidence),
                                OptionalDouble.of(1.15),
                                new WindowAge(0, 0, 0))));
        JsonNode alert = posted().path("data");
        assertTrue(
                alert.path("summary")
                        .textValue()
                        .contains("evidence 11.3 of 9.8, most of income (shift, more, over the last 2400 rows)"),
                alert::toString);
        JsonNode told = alert.path("details").path("evidence");
        assertEquals(11.25, told.path("log_e").doubleValue());
        assertEquals(9.75, told.path("threshold").doubleValue());
        assertEquals(
                "shift, more",
                told.path("features").path("income").path("direction").textValue());
        assertEquals(2400, told.path("features").path("income").path("rows").intValue());
    }

    @Test
    void tellsOfAVerdictThatIsMissingForLongAndOfItsReturn() throws Exception {
        missing(false);
        missing(false);
        JsonNode opened = posted();
        missing(true);
        JsonNode resolved = posted();
        assertEquals(
                "driftgate/test/credit-risk/drift/v2/insufficient",
                opened.path("subject").textValue());
        assertEquals("warning", opened.path("data").path("severity").textValue());
        assertTrue(opened.path("data").path("summary").textValue().contains("no verdict on drift for 7200 s"));
        assertEquals(opened.path("subject"), resolved.path("subject"));
        assertEquals("resolved", resolved.path("data").path("state").textValue());
    }

    @Test
    void signsWhatItSends() throws Exception {
        verdict("v2", Verdict.DRIFT);
        SinkServer.Posted posted = server.take();

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = posted.headers().get("webhook-id") + "."
                + posted.headers().get("webhook-timestamp") + "." + posted.body();
        assertEquals(
                "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))),
                posted.headers().get("webhook-signature"));
    }

    @Test
    void keepsQuietAboutAVersionThatTakesNoTraffic() throws Exception {
        verdict("v0", Verdict.DRIFT);
        center.on(AT, new ControlEvent.AuditTrouble("disk", "no space left", false));

        assertEquals("audit", posted().path("data").path("kind").textValue(), "and not drift of v0");
    }

    @Test
    void tellsOfGatesAuditReloadAndOverrides() throws Exception {
        center.on(
                AT, new ControlEvent.GateChanged("credit-risk", "v2", "accuracy", "ml-lead", true, false, "pass", ""));
        center.on(
                AT,
                new ControlEvent.GateChanged(
                        "credit-risk", "v2", "accuracy", "ml-lead", true, true, "fail", "0.8 < 0.85"));
        assertEquals(
                "driftgate/test/credit-risk/gate/v2/accuracy",
                posted().path("subject").textValue());
        center.on(
                AT, new ControlEvent.GateChanged("credit-risk", "v2", "accuracy", "ml-lead", true, false, "pass", ""));
        assertEquals("resolved", posted().path("data").path("state").textValue());

        center.on(AT, new ControlEvent.AuditTrouble("disk", "no space left", false));
        assertEquals("critical", posted().path("data").path("severity").textValue());
        center.on(AT, new ControlEvent.AuditTrouble("disk", "", true));
        assertEquals("resolved", posted().path("data").path("state").textValue());

        center.on(AT, override("set"));
        assertTrue(posted().path("data").path("summary").textValue().contains("by a.ng"));
        center.on(AT, override("released"));
        assertEquals("resolved", posted().path("data").path("state").textValue());
    }

    @Test
    void tellsAgainWhenAWaiverEndsAndOnlyThenThatThereIsNoTraffic() throws Exception {
        center.on(AT, gate(false, false));
        JsonNode waived = posted().path("data");
        assertEquals("warning", waived.path("severity").textValue());
        assertFalse(waived.path("summary").textValue().contains("no traffic"));

        center.on(AT, gate(true, true));
        JsonNode holds = posted().path("data");
        assertEquals("error", holds.path("severity").textValue());
        assertTrue(holds.path("summary").textValue().contains("the version gets no traffic"));
    }

    private static ControlEvent gate(boolean required, boolean holds) {
        return new ControlEvent.GateChanged(
                "credit-risk", "v2", "accuracy", "ml-lead", required, holds, "fail", "0.8 < 0.85");
    }

    @Test
    void leavesAPauseToASinkThatSaysAtOnce() throws Exception {
        server.standing(SinkServer.answer(503, "", "Retry-After", "0"));
        verdict("v2", Verdict.DRIFT);
        await(() -> center.sinks().get(0).retryAt().isPresent());

        SinkStatus sink = center.sinks().get(0);
        assertTrue(sink.retryAt().orElseThrow().isAfter(sink.at().orElseThrow()));
    }

    @Test
    void waitsBeforeItTellsOfAGateThatIsNotKnownYet() throws Exception {
        center.on(
                AT,
                new ControlEvent.GateChanged(
                        "credit-risk", "v2", "served", "ml-lead", true, true, "unknown", "not asked"));
        center.on(AT, new ControlEvent.GateChanged("credit-risk", "v2", "served", "ml-lead", true, false, "pass", ""));
        center.on(
                AT,
                new ControlEvent.GateChanged(
                        "credit-risk", "v2", "served", "ml-lead", true, true, "fail", "v3 answers"));

        assertEquals(
                "fail", posted().path("data").path("details").path("result").textValue(), "and nothing before that");
    }

    @Test
    void tellsOfARejectedReloadUntilTheFilesAreRight() throws Exception {
        String good = Files.readString(directory.resolve("driftgate.yaml"));
        Files.writeString(directory.resolve("driftgate.yaml"), good + "extra: 1\n");
        publisher.reload();
        JsonNode rejected = posted();
        Files.writeString(directory.resolve("driftgate.yaml"), good);
        publisher.reload();

        assertEquals("reload", rejected.path("data").path("kind").textValue());
        assertTrue(rejected.path("data")
                .path("details")
                .path("problems")
                .get(0)
                .textValue()
                .contains("extra"));
        assertEquals("resolved", posted().path("data").path("state").textValue());
    }

    @Test
    void tellsOfAnExpiredRuleOnceADayUntilItIsRenewed() throws Exception {
        RuleExpiry rule = new RuleExpiry("p", "v1", "age", "risk", LocalDate.parse("2026-10-30"), -2, OnExpiry.KEEP);
        Instant tomorrow = AT.plusSeconds(86_400);

        center.on(AT, new ControlEvent.RulesExpiring(List.of(rule)));
        center.on(AT.plusSeconds(3600), new ControlEvent.RulesExpiring(List.of(rule)));
        center.on(tomorrow, new ControlEvent.RulesExpiring(List.of(rule)));
        center.on(tomorrow, new ControlEvent.RulesExpiring(List.of()));

        JsonNode first = posted();
        JsonNode second = posted();
        JsonNode third = posted();
        assertEquals("driftgate/test/-/expiry/p@v1/age", first.path("subject").textValue());
        assertEquals(tomorrow, Instant.parse(second.path("time").textValue()));
        assertEquals("resolved", third.path("data").path("state").textValue());
    }

    @Test
    void tellsOfTrafficThatMovesThroughTheSwitchOfThePublisher() throws Exception {
        publisher.route(publisher.holder().current(), "credit-risk", Optional.of("v1"), "drift");
        JsonNode moved = posted();
        publisher.route(publisher.holder().current(), "credit-risk", Optional.empty(), "cleared");
        JsonNode back = posted();

        assertEquals(
                "driftgate/test/credit-risk/switch/-", moved.path("subject").textValue());
        assertEquals("v1", moved.path("data").path("details").path("to").textValue());
        assertEquals("resolved", back.path("data").path("state").textValue());
    }

    @Test
    void tellsOfAHighRateOfViolations() throws Exception {
        traffic = Map.of("credit-risk", new ModelTraffic(100, Map.of("age-range", 0L), Map.of()));
        int before = looks.get();
        await(() -> looks.get() >= before + 2); // one of which has seen the counters before they move
        assertEquals(List.of(), center.open());
        traffic = Map.of("credit-risk", new ModelTraffic(200, Map.of("age-range", 50L), Map.of()));

        JsonNode opened = posted();

        assertEquals(
                "driftgate/test/credit-risk/violations/-",
                opened.path("subject").textValue());
        assertEquals(
                "age-range", opened.path("data").path("details").path("most").textValue());
    }

    @Test
    void aRestartNeitherForgetsNorRepeats() throws Exception {
        int port = SinkServer.freePort();
        center.close();
        configure(hook("hook", "http://127.0.0.1:" + port) + ON_ALL);
        open();
        verdict("v2", Verdict.DRIFT);
        await(() -> !center.open().isEmpty() && center.sinks().get(0).waiting() == 1);
        center.close();

        try (SinkServer late = SinkServer.start(port)) {
            open();
            verdict("v2", Verdict.DRIFT);
            assertEquals(
                    "io.driftgate.alert.opened", json(late.take()).path("type").textValue());
            verdict("v2", Verdict.STABLE);
            assertEquals(
                    "io.driftgate.alert.resolved",
                    json(late.take()).path("type").textValue());
            assertTrue(late.isQuiet());
            center.close();
        }
    }

    @Test
    void resolvesAfterARestartWhatEndedMeanwhile() throws Exception {
        publisher.route(publisher.holder().current(), "credit-risk", Optional.of("v1"), "drift");
        posted();
        await(() -> count("delivered") == 1);
        center.close();
        Files.delete(directory.resolve("state/switches.json"));
        open();

        assertEquals("io.driftgate.alert.resolved", posted().path("type").textValue());
    }

    @Test
    void resolvesWhatIsNoLongerConfigured() throws Exception {
        center.on(
                AT, new ControlEvent.GateChanged("credit-risk", "v0", "accuracy", "ml-lead", false, false, "fail", ""));
        posted();
        String all = Files.readString(directory.resolve("driftgate.yaml"));
        Files.writeString(directory.resolve("driftgate.yaml"), all.replaceAll("      v0: .*\n", ""));
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());

        assertEquals(
                "credit-risk v0 is no longer configured",
                posted().path("data").path("summary").textValue());
    }

    @Test
    void aSinkThatHangsHoldsUpNoOther() throws Exception {
        try (SinkServer hanging = SinkServer.start()) {
            hanging.standing(SinkServer.hang());
            configure(hook("stuck", hanging.url()) + hook("hook", server.url()).replace("  sinks:\n", "")
                    + "  on: {drift: [stuck, hook], audit: [stuck, hook]}\n");
            assertEquals(Publisher.Status.APPLIED, publisher.reload().status());

            verdict("v2", Verdict.DRIFT);
            assertEquals("drift", posted().path("data").path("kind").textValue());
            center.on(AT, new ControlEvent.AuditTrouble("disk", "", false));
            assertEquals("audit", posted().path("data").path("kind").textValue());

            assertEquals(2, center.sinks().get(0).waiting());
            center.close();
        }
    }

    @Test
    void followsAReload() throws Exception {
        try (SinkServer other = SinkServer.start()) {
            configure(hook("hook", other.url()) + ON_ALL);
            publisher.reload();
            verdict("v2", Verdict.DRIFT);

            assertEquals("drift", json(other.take()).path("data").path("kind").textValue());
            assertEquals(0, server.requests());
            assertEquals(other.url(), center.sinks().get(0).place());
        }
    }

    @Test
    void putsAsideWhatASinkRejectsAndGoesOn() throws Exception {
        server.next(SinkServer.answer(400, "invalid"));
        verdict("v2", Verdict.DRIFT);
        verdict("v2", Verdict.STABLE);

        assertEquals("io.driftgate.alert.opened", posted().path("type").textValue());
        assertEquals("io.driftgate.alert.resolved", posted().path("type").textValue());
        await(() -> count("rejected") == 1 && count("delivered") == 1);
        try (var aside = Files.list(directory.resolve("state/alerts/hook/rejected"))) {
            assertEquals(1, aside.count());
        }
    }

    @Test
    void saysWhatBecameOfDeliveriesWithoutASecret() throws Exception {
        server.next(SinkServer.answer(200, "ok"));
        verdict("v2", Verdict.DRIFT);
        posted();
        await(() -> !center.sinks().get(0).result().isEmpty()); // told after it is counted

        assertEquals(1, count("delivered"));
        SinkStatus status = center.sinks().get(0);
        assertEquals("delivered: 200 ok", status.result());
        assertEquals(0, status.waiting());
        assertFalse(status.toString().contains(KEY));
        Alert open = center.open().get(0);
        assertEquals("/admin/models/credit-risk/drift", open.page());
    }

    @Test
    void tellsOfABaselineThatIsStaleUntilAnotherTookItsPlace() throws Exception {
        server.next(SinkServer.answer(200, "ok"));
        server.next(SinkServer.answer(200, "ok"));
        stale(false);
        JsonNode opened = posted();
        assertEquals("io.driftgate.alert.opened", opened.path("type").textValue());
        assertTrue(opened.toString().contains("the baseline was built 91 days ago"), opened::toString);
        assertTrue(opened.toString().contains("/credit-risk/drift/v2/stale"), opened::toString);
        stale(true);
        assertEquals("io.driftgate.alert.resolved", posted().path("type").textValue());
    }

    private void stale(boolean over) {
        center.on(
                AT,
                new ControlEvent.BaselineStale(
                        "credit-risk", "v2", 91 * 86_400, "built-at", "was built 91 days ago", over));
    }

    @Test
    void tellsOfACanaryThatIsWorseUntilItHasTrafficAgain() throws Exception {
        server.next(SinkServer.answer(200, "ok"));
        server.next(SinkServer.answer(200, "ok"));
        MeasureReport errors = new MeasureReport(
                Measure.ERRORS,
                9.5,
                1,
                new Arm(400, 0.05, Double.NaN, Double.NaN),
                new Arm(7600, 0.001, Double.NaN, Double.NaN));
        center.on(
                AT,
                new ControlEvent.CanaryAborted(
                        "credit-risk", "v0", "v2", 0.05, new CanaryReport(8.1, 4.6, 256, List.of(errors))));
        JsonNode opened = posted();
        JsonNode details = opened.path("data").path("details");
        assertEquals(
                "driftgate/test/credit-risk/canary/v0", opened.path("subject").textValue());
        assertEquals("error", opened.path("data").path("severity").textValue());
        assertEquals("errors", details.path("measure").textValue());
        JsonNode arms = details.path("measures").path("errors");
        assertEquals(0.05, arms.path("canary").path("share").doubleValue());
        assertEquals(7600, arms.path("stable").path("count").intValue());
        assertFalse(arms.path("stable").has("median"), "of errors there is none");

        center.on(AT, new ControlEvent.CanaryStep("credit-risk", "v0", "v2", 0, 0.05, "released"));
        assertEquals("io.driftgate.alert.resolved", posted().path("type").textValue());
        assertEquals(List.of(), center.open());
    }

    @Test
    void survivesAStateThatIsTorn() throws Exception {
        verdict("v2", Verdict.DRIFT);
        posted();
        await(() -> count("delivered") == 1);
        center.close();
        Path state = directory.resolve("state/alerts/open");
        byte[] content = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(content, content.length / 2));
        open();
        verdict("v2", Verdict.DRIFT);

        assertEquals("io.driftgate.alert.opened", posted().path("type").textValue(), "once more is better than never");
        assertTrue(Files.exists(directory.resolve("state/alerts/corrupt/open")));
    }

    private double count(String result) {
        return registry.find("driftgate.alerts").tag("result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void missing(boolean over) {
        DriftReport report = new DriftReport(
                Verdict.INSUFFICIENT,
                AT,
                AT,
                12,
                10,
                List.of(),
                Optional.empty(),
                OptionalDouble.empty(),
                new WindowAge(0, 0, 7_200_000_000_000L));
        center.on(AT, new ControlEvent.VerdictMissing("credit-risk", "v2", report, over));
    }

    private void verdict(String version, Verdict verdict) {
        FeatureDrift income = new FeatureDrift("income", 0.31, 0.12, 5000, verdict, 0.2, 0.1);
        FeatureDrift age = new FeatureDrift("age", 0.01, Double.NaN, 5000, Verdict.STABLE, 0.2, 0.1);
        center.on(
                AT,
                new ControlEvent.VerdictChanged(
                        "credit-risk",
                        version,
                        Optional.empty(),
                        new DriftReport(verdict, AT, AT, 5000, 4000, List.of(age, income))));
    }

    private static ControlEvent override(String change) {
        return new ControlEvent.OverrideChanged(
                "id-7", change, "pin", "credit-risk", "v1", "", "a.ng", "incident 12", Optional.empty());
    }

    private static String hook(String name, String url) {
        return "  sinks:\n    " + name + ": {type: webhook, url: \"" + url + "\", secret: {file: key}, timeout: 10s}\n";
    }

    private void configure(String alerts) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), MODELS + "alerts:\n" + alerts);
    }

    private void open() throws InvalidConfiguration {
        Clock clock = Clock.systemUTC();
        DeliveryPace pace = new DeliveryPace(
                new Poster(clock), new Courier.Pace(1, 10, 50, 5, 200), TimeUnit.MILLISECONDS.toNanos(20));
        center = new AlertCenter(
                this::look, new AlertMeters(registry, "test"), clock, pace, TimeUnit.MILLISECONDS.toNanos(20));
        publisher = new Publisher(new ConfigLoader(clock), directory.resolve("driftgate.yaml"), quiet(), center, clock);
        center.start(publisher);
    }

    private Map<String, ModelTraffic> look() {
        Map<String, ModelTraffic> seen = traffic;
        looks.incrementAndGet();
        return seen;
    }

    private static ControlMeters quiet() {
        return (ControlMeters) Proxy.newProxyInstance(
                ControlMeters.class.getClassLoader(),
                new Class<?>[] {ControlMeters.class},
                (self, method, arguments) -> null);
    }

    private void baseline() throws IOException {
        String ages = IntStream.range(0, 1000).mapToObj(i -> i % 60 + 18 + "\n").collect(Collectors.joining());
        Files.writeString(directory.resolve("training.csv"), "age\n" + ages);
        Schema schema = new Schema(List.of(new Feature("age", FeatureType.INT)));
        Files.write(
                directory.resolve("v2.json"),
                new BaselineBuilder(schema, "test", BaselineBuilder.DEFAULT_BINS, rows -> {})
                        .build(directory.resolve("training.csv"), "training.csv", new Problems())
                        .orElseThrow()
                        .toJson());
    }

    private JsonNode posted() throws Exception {
        return json(server.take());
    }

    private static JsonNode json(SinkServer.Posted posted) throws IOException {
        return new ObjectMapper().readTree(posted.body());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
