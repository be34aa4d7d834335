package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.protocol.Protocols;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    private static final byte[] BODY =
            "{\"instances\":[{\"age\":30,\"income\":1.5,\"note\":\"x\"},{\"age\":20,\"income\":2}]}"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void allocatesNothingButThePermit() throws IOException {
        LoopState loop = loop("""
                rules:
                  - {id: age-range, feature: age, between: [18, 120]}
                  - {id: income-there, feature: income, required: true}
                  - {id: no-extras, enforcement: shadow, unknownFeatures: deny}
                """, "rules:\n  - {id: age-range, feature: age, between: [16, 120]}\n");
        Inspection request = request(loop);
        inspect(loop, request, 20_000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        inspect(loop, request, 100_000);
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 100_000;

        assertTrue(bytes <= 40, bytes + " bytes a request; a permit takes up to 40");
    }

    @Test
    void timesOneRequestInAThousand() throws IOException {
        LoopState loop = loop(
                "rules:\n  - {id: a, feature: age, required: true}\n",
                "rules:\n  - {id: b, feature: age, required: true}\n");
        Inspection request = request(loop);

        inspect(loop, request, 1023);
        assertEquals(
                0,
                registry.get("driftgate.rule.duration").tag("rule", "a").timer().count());
        inspect(loop, request, 1);

        assertEquals(
                2,
                registry.get("driftgate.rule.duration").tag("rule", "a").timer().count(),
                "each of its rows");
    }

    private static void inspect(LoopState loop, Inspection request, int times) {
        for (int i = 0; i < times; i++) {
            assertInstanceOf(Permit.class, loop.guard().inspect(request, BODY, 0, BODY.length, true));
        }
    }

    private static Inspection request(LoopState loop) {
        ModelState model = loop.bound().models[0];
        RequestHead head = new RequestHead();
        head.set("POST", "/v1/models/m:predict", "");
        return new Inspection(
                model,
                0,
                model.versions[0].enforcedFor(1),
                Protocols.byId("kserve-v1").orElseThrow(),
                head,
                BodyKind.JSON,
                "r1");
    }

    private LoopState loop(String policy, String tried) throws IOException {
        write("policies/p/v1/policy.yaml", policy);
        write("policies/p/v2/policy.yaml", tried);
        write("driftgate.yaml", """
                models:
                  m:
                    protocols: [kserve-v1]
                    schema: {age: int, income: float, note: string}
                    versions: {v1: {upstream: "http://127.0.0.1:1", policy: {use: p@v1, shadow: v2}}}
                """);
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        return new LoopState(
                new SnapshotHolder(loaded.snapshot().orElseThrow(() -> new AssertionError(loaded.problems()))),
                new DataPlaneMeters(registry, "test"),
                new Admission(),
                "via",
                (upstream, exchange, fresh) -> {},
                new SplittableRandom(1),
                Optional.empty(),
                Runnable::run);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
