package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.protocol.Protocols;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.Outcome;
import io.driftgate.windowgate.VersionGates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What window gates count on an event loop. */
class CountingTest {
    private static final byte[] BODY =
            "{\"instances\":[{\"age\":30,\"income\":0,\"group\":\"a\"},{\"age\":20,\"group\":\"b\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER =
            "{\"predictions\":[{\"label\":\"yes\",\"scores\":[0.9,0.1]},{\"label\":\"hm\",\"scores\":[0.4,0.6]}]}"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private LoopState loop(String mode, Optional<String> refusing) throws IOException {
        Files.createDirectories(directory.resolve("policies/p/v1"));
        Files.writeString(
                directory.resolve("policies/p/v1/policy.yaml"),
                "rules: [{id: adult, owner: a, feature: age, between: [18, 120]}]\n");
        Files.writeString(directory.resolve("driftgate.yaml"), """
            models:
              m:
                mode: %s
                protocols: [kserve-v1]
                schema: {age: int, income: float, group: string}
                versions: {v1: {upstream: "http://127.0.0.1:1", policy: p@v1}}
                windowGates:
                  gates:
                    - {id: zero, feature: income, check: zero-share, atMost: 0.2, action: refuse}
                    - {id: yes, check: class-share, class: yes, atMost: 0.9, action: alert}
                    - {id: sure, check: top-probability, atLeast: 0.1, action: alert}
                fairness: {favourable: {class: yes}, sensitive: {group: {groups: [a]}}}
            """.formatted(mode));
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        Snapshot snapshot = loaded.snapshot().orElseThrow(() -> new AssertionError(loaded.problems()));
        Model model = snapshot.models().get(0).withRefusing(refusing);
        return new LoopState(
                new SnapshotHolder(snapshot.withModels(List.of(model))),
                new DataPlaneMeters(new SimpleMeterRegistry(), "test"),
                new Admission(),
                "via",
                (upstream, exchange, fresh) -> {},
                new SplittableRandom(1),
                Optional.empty(),
                Runnable::run);
    }

    private static GuardDecision inspect(LoopState loop, byte[] body) {
        ModelState model = loop.bound().models[0];
        RequestHead head = new RequestHead();
        head.set("POST", "/v1/models/m:predict", "");
        Inspection request = new Inspection(
                model,
                0,
                model.versions[0].enforcedFor(1),
                Protocols.byId("kserve-v1").orElseThrow(),
                head,
                BodyKind.JSON,
                "r1");
        return loop.guard().inspect(request, body, 0, body.length, true);
    }

    private static PaneCounts ingress(LoopState loop) {
        Model model = loop.bound().snapshot.models().get(0);
        return loop.cut().get(model.windowGates().ingress().orElseThrow().key());
    }

    @Test
    void countsRowsZerosPredictionsAndGroups() throws IOException {
        LoopState loop = loop("enforce", Optional.empty());
        Permit permit = assertInstanceOf(Permit.class, inspect(loop, BODY));
        loop.guard().countAnswer(permit, BODY, 0, BODY.length, ANSWER, 0, ANSWER.length, ANSWER.length);
        VersionGates gates = loop.bound()
                .snapshot
                .models()
                .get(0)
                .windowGates()
                .version("v1")
                .orElseThrow();
        var panes = loop.cut();
        PaneCounts ingress = panes.get(loop.bound()
                .snapshot
                .models()
                .get(0)
                .windowGates()
                .ingress()
                .orElseThrow()
                .key());
        assertEquals(
                "2 rows, 1 missing, 1 zero",
                ingress.rows() + " rows, " + ingress.count(0) + " missing, " + ingress.count(1) + " zero");
        PaneCounts predictions = panes.get(gates.predictions().orElseThrow().key());
        assertEquals(2, predictions.count(1), "top scores");
        assertEquals(1.5, predictions.sum(1), 1e-12);
        assertEquals(2, predictions.count(2), "labels");
        assertEquals(1, predictions.count(3), "unknown");
        assertEquals(1, predictions.count(4), "yes");
        PaneCounts fairness = panes.get(gates.fairness().orElseThrow().key());
        assertEquals(
                List.of(1L, 1L, 1L, 0L),
                List.of(fairness.count(0), fairness.count(1), fairness.count(2), fairness.count(3)),
                "a: one of one, all others: none of one");
    }

    @Test
    void allocatesNothing() throws IOException {
        LoopState loop = loop("enforce", Optional.empty());
        Permit permit = assertInstanceOf(Permit.class, inspect(loop, BODY));
        count(loop, permit, 20_000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        count(loop, permit, 50_000);
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 50_000;
        assertEquals(0, bytes, "bytes an answer");
    }

    private static void count(LoopState loop, Permit permit, int times) {
        for (int i = 0; i < times; i++) {
            loop.guard().countAnswer(permit, BODY, 0, BODY.length, ANSWER, 0, ANSWER.length, ANSWER.length);
        }
    }

    @Test
    void countsWhatTheGateAloneRefuses() throws IOException {
        LoopState loop = loop("enforce", Optional.of("zero"));
        Rejection refused = assertInstanceOf(Rejection.class, inspect(loop, BODY));
        assertEquals(Outcome.WINDOW_GATE, refused.outcome());
        assertEquals(503, refused.status());
        assertEquals("zero", refused.rule());
        assertEquals(2, ingress(loop).rows());

        byte[] child = "{\"instances\":[{\"age\":7,\"income\":0}]}".getBytes(StandardCharsets.UTF_8);
        Rejection denied = assertInstanceOf(Rejection.class, inspect(loop, child));
        assertEquals(Outcome.POLICY_DENIED, denied.outcome());
        assertEquals(0, ingress(loop).rows());
        byte[] broken = "{".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                Outcome.MALFORMED,
                assertInstanceOf(Rejection.class, inspect(loop, broken)).outcome());
    }

    @Test
    void anObservedModelRefusesNothing() throws IOException {
        LoopState loop = loop("observe", Optional.of("zero"));
        assertInstanceOf(Permit.class, inspect(loop, BODY));
        assertTrue(ingress(loop).rows() > 0);
    }
}
