package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.driftgate.app.Gateway;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /admin/models/{m}/canary} of a gateway whose canary has no model server. */
class CanaryResourceTest {
    @TempDir
    Path directory;

    private Gateway gateway;
    private AdminResource resource;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: state
            drain: {delay: 0s, timeout: 1s}
            models:
              scoring:
                protocols: [kserve-v1]
                schema: {age: int}
                versions:
                  v2: {upstream: "http://127.0.0.1:9", policy: none}
                  v3: {upstream: "http://127.0.0.1:9", policy: none}
                route: {weights: {v2: 100}, canary: {version: v3, steps: [5, 25], hold: 10m}}
              plain:
                protocols: [kserve-v1]
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:9", policy: none}}
            """);
        gateway = Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 1);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            while (gateway.driftLoop().canary("scoring").isEmpty()) { // until the loop's next round
                Thread.onSpinWait();
            }
        });
        resource = new AdminResource(gateway.publisher(), gateway.driftLoop(), gateway.disagreements());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void saysWhereItIsAndWhy() {
        CanaryView view = resource.canary("scoring");
        assertEquals("scoring", view.model());
        assertEquals("v3", view.version());
        assertEquals("v2", view.against());
        assertEquals("stepping", view.stage());
        assertEquals(0, view.share(), "it is not ready");
        assertEquals(1, view.step());
        assertEquals(List.of(5.0, 25.0), view.steps());
        assertEquals("10m", view.hold());
        assertEquals("0s", view.held());
        assertEquals(Optional.empty(), view.evidence());
        assertEquals(List.of(), view.measures());
    }

    @Test
    void namesWhatIsMissing() {
        Refused none = assertThrows(Refused.class, () -> resource.canary("plain"));
        assertEquals(404, none.status());
        assertEquals(
                404, assertThrows(Refused.class, () -> resource.canary("other")).status());
    }
}
