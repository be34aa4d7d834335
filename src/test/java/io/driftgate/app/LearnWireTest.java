package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftReport;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A baseline that is learned over real sockets, event loops and the watcher of files. */
class LearnWireTest {
    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(7);

    private void sendUntil(RawClient client, int rows, BooleanSupplier done) throws IOException {
        BooleanSupplier patience = Await.patience();
        while (patience.getAsBoolean() && !done.getAsBoolean()) {
            StringJoiner body = new StringJoiner(",", "{\"instances\":[", "]}");
            for (int row = 0; row < rows; row++) {
                body.add("{\"age\":" + random.nextInt(20, 60) + "}");
            }
            assertEquals(
                    200,
                    client.postJson("/v1/models/m:predict", body.toString()).status());
        }
        assertTrue(done.getAsBoolean(), "not in time");
    }

    @Test
    void learnsFromTrafficAndThenJudgesIt() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{\"predictions\":[1]}"))) {
            Files.writeString(directory.resolve("driftgate.yaml"), """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                drain: {delay: 0s, timeout: 1s}
                models:
                  m:
                    protocols: [kserve-v1]
                    schema: {age: int}
                    versions: {v1: {upstream: "%s", policy: none, baseline: {learn: {rows: 1000}}}}
                    drift: {window: 1s, panes: 4, minSamples: 50, minRequests: 5}
                """.formatted(upstream.url()));
            try (Gateway gateway = Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 2);
                    RawClient client =
                            RawClient.connect(gateway.address().orElseThrow().getPort())) {
                sendUntil(client, 3, () -> version(gateway).isLearned());
                assertEquals(
                        1000, version(gateway).sketch().orElseThrow().baseline().rows());
                sendUntil(client, 3, () -> {
                    DriftReport report = gateway.driftLoop().reports("m").get("v1");
                    return report != null && report.samples() >= 50;
                });
            }
        }
    }

    private static ModelVersion version(Gateway gateway) {
        return gateway.publisher().holder().current().models().get(0).versions().get(0);
    }
}
