package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.control.OverrideKind;
import io.driftgate.control.OverrideRefused;
import io.driftgate.control.OverrideRequest;
import io.driftgate.control.OverrideStatus;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overrides on a whole gateway, seen by a client. */
class OverridesWireTest {
    private static final String MODEL = "credit";
    private static final String ADULT = body("{\"age\": 42}");
    private static final String MINOR = body("{\"age\": 17}");

    @TempDir
    private Path directory;

    private SimpleMeterRegistry registry;
    private TestUpstream v2;
    private TestUpstream v1;

    @BeforeEach
    void start() throws IOException {
        v2 = TestUpstream.start().always(Answers.json(200, "{\"predictions\":[0.2]}"));
        v1 = TestUpstream.start().always(Answers.json(200, "{\"predictions\":[0.1]}"));
        Files.createDirectories(directory.resolve("policies/credit/v1"));
        Files.writeString(directory.resolve("policies/credit/v1/policy.yaml"), """
                rules:
                  - {id: age-range, owner: risk, description: Adults only, feature: age, between: [18, 120]}
                  - {id: no-low, owner: risk, description: None, phase: response, prediction: value, min: 0.15}
                """);
        Files.writeString(directory.resolve("driftgate.yaml"), """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                models:
                  credit:
                    protocols: [kserve-v1]
                    schema: {age: int}
                    versions:
                      v2: {upstream: "%s", policy: credit@v1}
                      v1: {upstream: "%s", policy: none}
                    route: {weights: {v2: 100}, fallback: [v1]}
                    pii: {EMAIL_ADDRESS: BLOCK, responses: {EMAIL_ADDRESS: BLOCK}}
                """.formatted(v2.url(), v1.url()));
    }

    @AfterEach
    void stop() throws IOException {
        v2.close();
        v1.close();
    }

    private Gateway gateway() throws Exception {
        registry = new SimpleMeterRegistry();
        return Gateway.start(directory.resolve("driftgate.yaml"), registry, 2);
    }

    private static RawClient connect(Gateway gateway) throws IOException {
        return RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    private static String body(String instance) {
        return "{\"instances\":[" + instance + "]}";
    }

    private static RawResponse send(RawClient client, String body) throws IOException {
        return client.postJson("/v1/models/credit:predict", body);
    }

    /** Version and reason of the answer to a request that passes. */
    private static String served(RawClient client) throws IOException {
        RawResponse answer = send(client, ADULT);
        assertEquals(200, answer.status(), answer.toString());
        return answer.header("x-driftgate-version").orElseThrow() + " "
                + answer.header("x-driftgate-reason").orElseThrow();
    }

    private static OverrideStatus set(Gateway gateway, OverrideKind kind, String what, Duration... lasts)
            throws OverrideRefused {
        return gateway.overrides()
                .set(new OverrideRequest(
                        kind,
                        MODEL,
                        kind.hasVersion() ? what : "",
                        kind == OverrideKind.BYPASS ? what : "",
                        "ann",
                        "INC-42",
                        lasts.length == 0 ? Optional.empty() : Optional.of(lasts[0]),
                        false,
                        false));
    }

    private static void release(Gateway gateway, OverrideStatus status) throws OverrideRefused {
        gateway.overrides().release(status.override().id(), "ann", "over", false);
    }

    private double violations(String rule, String enforcement) {
        return registry.find("driftgate.violations").tags("rule", rule, "enforcement", enforcement).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private int gauges() {
        return registry.find("driftgate.overrides").gauges().size();
    }

    @Test
    void aPinMovesTrafficAtOnceAndARestartKeepsIt() throws Exception {
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            assertEquals("v2 weight", served(client));
            set(gateway, OverrideKind.PIN, "v1");
            assertEquals("v1 pin", served(client));
        }
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            assertEquals("v1 pin", served(client));
            release(gateway, gateway.overrides().list().get(0));
            assertEquals("v2 weight", served(client));
        }
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            assertEquals("v2 weight", served(client));
        }
    }

    @Test
    void aPinnedVersionIsNotFailedOver() throws Exception {
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            v2.close();
            assertEquals("v1 failover", served(client));
            OverrideStatus pin = set(gateway, OverrideKind.PIN, "v2");
            assertEquals(502, send(client, ADULT).status());
            release(gateway, pin);
            assertEquals("v1 failover", served(client));
        }
    }

    @Test
    void aQuarantinedVersionGetsNothingNotEvenAFailover() throws Exception {
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            OverrideStatus quarantine = set(gateway, OverrideKind.QUARANTINE, "v2");
            assertEquals("v1 fallback", served(client));
            release(gateway, quarantine);
            set(gateway, OverrideKind.QUARANTINE, "v1");
            v2.close();
            assertEquals(502, send(client, ADULT).status(), "no failover to a quarantined version");
            set(gateway, OverrideKind.QUARANTINE, "v2");
            RawResponse none = send(client, ADULT);
            assertEquals(503, none.status());
            assertTrue(none.bodyText().contains("quarantine"), none.bodyText());
        }
    }

    @Test
    void aBypassedRuleLetsThroughAndCountsUntilItExpires() throws Exception {
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            assertEquals(403, send(client, MINOR).status());
            assertEquals(1, violations("age-range", "deny"));

            set(gateway, OverrideKind.BYPASS, "age-range", Duration.ofSeconds(5));
            assertEquals(200, send(client, MINOR).status());
            assertEquals(1, violations("age-range", "shadow"));
            assertEquals(1, violations("age-range", "deny"));

            awaitStatus(client, MINOR, 403);
            assertEquals(0, gateway.overrides().list().size());
            // metrics follow what is in force
            Await.until(() -> gauges() == 0, () -> gauges() + " gauges");
        }
    }

    @Test
    void aBypassCoversTheResponsePhase() throws Exception {
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            v2.always(Answers.json(200, "{\"predictions\":[0.1]}"));
            assertEquals(403, send(client, ADULT).status());
            set(gateway, OverrideKind.BYPASS, "no-low", Duration.ofHours(2));
            assertEquals(200, send(client, ADULT).status());
            assertEquals(1, violations("no-low", "shadow"));
            assertEquals(403, send(client, MINOR).status(), "every other rule is enforced");
            assertEquals(
                    1,
                    registry.get("driftgate.overrides")
                            .tags("kind", "bypass", "model", MODEL)
                            .gauge()
                            .value());
        }
    }

    @Test
    void aBypassCoversAnEntityInRequestsAndAnswers() throws Exception {
        String personal = body("{\"age\": 42, \"note\": \"ann.lee@harbour.example\"}");
        try (Gateway gateway = gateway();
                RawClient client = connect(gateway)) {
            assertEquals(403, send(client, personal).status());
            v2.always(Answers.json(200, "{\"predictions\":[0.2],\"by\":\"ann.lee@harbour.example\"}"));
            assertEquals(403, send(client, ADULT).status());

            OverrideStatus bypass = set(gateway, OverrideKind.BYPASS, "pii:EMAIL_ADDRESS", Duration.ofHours(2));

            assertEquals(200, send(client, personal).status());
            assertTrue(v2.requests().get(v2.requests().size() - 1).bodyText().contains("ann.lee@harbour.example"));
            assertEquals(
                    1,
                    registry.get("driftgate.pii.findings")
                            .tags("entity", "EMAIL_ADDRESS", "action", "shadow", "direction", "request")
                            .counter()
                            .count());
            assertEquals(
                    400,
                    send(client, "{\"instances\": [{\"age\": 42, \"age\": 43}]}")
                            .status(),
                    "never framing");
            release(gateway, bypass);
            assertEquals(403, send(client, personal).status());
        }
    }

    private static void awaitStatus(RawClient client, String body, int status) throws Exception {
        BooleanSupplier patience = Await.patience();
        while (patience.getAsBoolean()) {
            if (send(client, body).status() == status) {
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("no " + status);
    }
}
