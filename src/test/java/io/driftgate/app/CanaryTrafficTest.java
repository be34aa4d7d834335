package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.Measure;
import io.driftgate.canary.MeasureReport;
import io.driftgate.canary.Rollout.Stage;
import io.driftgate.control.CanaryStatus;
import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canary over real sockets: a good one gets all the traffic, a worse one none, and nobody else's request fails. */
class CanaryTrafficTest {
    /** Sent before the loop is waited for, so that what becomes of a canary is a matter of requests, and not of threads' turns. */
    private static final int VOLLEY = 100;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(11);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestUpstream v2 = TestUpstream.start().always(predicts(0.8));
    private final TestUpstream v3 = TestUpstream.start().always(predicts(0.8));
    private final Map<String, String> versionOf = new HashMap<>();
    private Gateway gateway;
    private RawClient client;

    /** Whether a user was on v3 and is on v2. */
    private boolean left;

    private static Answer predicts(double value) {
        return Answers.json(200, "{\"predictions\":[{\"label\":\"yes\",\"value\":" + value + "}]}");
    }

    private void start(String canary) throws Exception {
        start(canary, "none");
    }

    private void start(String canary, String policyOfCanary) throws Exception {
        Files.writeString(
                directory.resolve("driftgate.yaml"), """
                    listen: {host: 127.0.0.1, port: 0}
                    state: state
                    audit: {dir: audit}
                    models:
                      credit:
                        protocols: [kserve-v1]
                        schema: {age: int}
                        versions:
                          v2: {upstream: "%s", policy: none}
                          v3: {upstream: "%s", policy: "%s"}
                        route: {weights: {v2: 100}, sticky: {header: x-user-id}, fallback: [v2], canary: {version: v3, %s}}
                        drift: {window: 1s, panes: 10}
                    """.formatted(v2.url(), v3.url(), policyOfCanary, canary));
        gateway = Gateway.start(directory.resolve("driftgate.yaml"), registry, 2);
        client = RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
        v2.close();
        v3.close();
    }

    private CanaryStatus status() {
        return gateway.driftLoop().canary("credit").orElseThrow();
    }

    /** Sends requests of many users until the canary is at that stage, and returns how many failed. */
    private int sendUntil(Stage stage) throws Exception {
        int failed = 0;
        BooleanSupplier patience = Await.patience();
        for (int i = 1; patience.getAsBoolean(); i++) {
            if (is(stage)) {
                return failed;
            }
            if (i % VOLLEY == 0) {
                awaitNextLook(stage);
            }
            RawResponse answer = send();
            if (answer.status() != 200) {
                failed++;
                assertEquals("v3", answer.header("x-driftgate-version").orElseThrow(), "only the canary's own fail");
            }
        }
        throw new AssertionError("it is never " + stage + " but " + status());
    }

    private boolean is(Stage stage) {
        return gateway.driftLoop()
                .canary("credit")
                .filter(now -> now.rollout().stage() == stage)
                .isPresent();
    }

    /** Until the loop has counted more requests of the canary than it had, or has come to that stage. */
    private void awaitNextLook(Stage stage) throws InterruptedException {
        Optional<CanaryReport> before = report();
        Await.until(() -> is(stage) || !report().equals(before), () -> "the canary's report is " + before);
    }

    private Optional<CanaryReport> report() {
        return gateway.driftLoop().canary("credit").flatMap(CanaryStatus::report);
    }

    private RawResponse send() throws IOException {
        String user = "user-" + random.nextInt(5_000);
        RawResponse answer = client.postJson(
                "/v1/models/credit:predict",
                "{\"instances\":[{\"age\":" + random.nextInt(20, 60) + "}]}",
                "x-user-id: " + user);
        String version = answer.header("x-driftgate-version").orElseThrow();
        String before = versionOf.put(user, version);
        left |= version.equals("v2") && "v3".equals(before);
        return answer;
    }

    private MeasureReport measure(Measure measure) {
        CanaryReport report = status().report().orElseThrow();
        return report.measures().stream()
                .filter(each -> each.measure() == measure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodOneGetsAllTheTraffic() throws Exception {
        // Model servers on one busy machine take as long as it lets them: what is slower by chance is not in question
        // here.
        start("steps: [20, 50, 100], hold: 300ms, minRequests: 100, tolerance: {latency: 50}");
        assertEquals(0, sendUntil(Stage.PROMOTED));
        assertFalse(left, "a growing step only takes users");
        for (int i = 0; i < 50; i++) {
            RawResponse answer = send();
            assertEquals(200, answer.status());
            assertEquals("v3", answer.header("x-driftgate-version").orElseThrow());
        }
        assertTrue(measure(Measure.ERRORS).canary().count() >= 200);
        assertTrue(measure(Measure.PREDICTIONS).canary().count() >= 200, "answers are read");
        assertTrue(measure(Measure.LATENCY).stable().median() > 0);
        gateway.close();
        String audit = audit();
        assertTrue(audit.contains("canary_step"));
        assertTrue(audit.contains("canary_promoted"));
    }

    @Test
    void oneThatFailsGetsNothingAndNobodyElseFails() throws Exception {
        Answer right = predicts(0.8);
        Answer wrong = Answers.json(500, "{}");
        int[] asked = {0};
        v3.always((request, out) -> (asked[0]++ % 2 == 0 ? wrong : right).write(request, out));
        start("steps: [20, 50], hold: 60s");
        int failed = sendUntil(Stage.ABORTED);
        assertTrue(failed > 2 && failed < 200, () -> failed + " requests failed before it was found");
        assertEquals(Measure.ERRORS, status().report().orElseThrow().leading().measure());
        for (int i = 0; i < 200; i++) {
            RawResponse answer = send();
            assertEquals(200, answer.status());
            assertEquals("v2", answer.header("x-driftgate-version").orElseThrow());
        }
        assertEquals(4, registry.get("driftgate.canary.stage").gauge().value());
        assertEquals(0, registry.get("driftgate.canary.share").gauge().value());
        gateway.close();
        assertTrue(audit().contains("canary_aborted"));
    }

    @Test
    void oneThatDoesNotAnswerIsFailedOverAndGoesToZero() throws Exception {
        v3.always((request, out) -> false); // it hangs up
        start("steps: [10, 50], hold: 60s");
        assertEquals(0, sendUntil(Stage.ABORTED), "v2 answers in its place, within the retry budget");
        assertTrue(measure(Measure.ERRORS).canary().share() > 0.9, "which counts as the canary's error");
        assertTrue(measure(Measure.ERRORS).stable().share() < 0.01);
    }

    @Test
    void oneThatPredictsOtherwiseGetsNothing() throws Exception {
        v3.always(predicts(0.3));
        start("steps: [20, 50], hold: 60s, tolerance: {latency: 50}");
        assertEquals(0, sendUntil(Stage.ABORTED));
        assertEquals(
                Measure.PREDICTIONS, status().report().orElseThrow().leading().measure());
        assertEquals(0.3, measure(Measure.PREDICTIONS).canary().median(), 0.02);
        assertEquals(0.8, measure(Measure.PREDICTIONS).stable().median(), 0.03);
    }

    @Test
    void oneWhosePolicyRefusesMoreGetsNothing() throws Exception {
        Path policy = directory.resolve("policies/credit/v1");
        Files.createDirectories(policy);
        Files.writeString(
                policy.resolve("policy.yaml"),
                "rules:\n  - {id: age-range, owner: risk, enforcement: deny, feature: age, between: [40, 120]}\n");
        start("steps: [20, 50], hold: 60s, tolerance: {latency: 50}", "credit@v1");
        int refused = sendUntil(Stage.ABORTED);
        assertTrue(refused > 5);
        assertEquals(
                Measure.VIOLATIONS, status().report().orElseThrow().leading().measure());
        assertEquals(0, measure(Measure.ERRORS).canary().share(), "which is no error of the model server");
    }

    private String audit() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(directory.resolve("audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
