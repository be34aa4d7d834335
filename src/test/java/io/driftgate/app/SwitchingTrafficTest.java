package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No request is lost to a switch; {@code benchmarks/reroute} says the same of more of both, by real drift. */
class SwitchingTrafficTest {
    private static final int SWITCHES = 20;
    private static final int REQUESTS_BETWEEN = 250;

    @TempDir
    private Path directory;

    @Test
    void losesNoRequestToASwitch() throws Exception {
        // Too few rows for a verdict, so that nothing but this test moves traffic.
        try (SwitchingTraffic traffic = new SwitchingTraffic(directory, "{minSamples: 100000000}")) {
            for (int i = 0; i < SWITCHES; i++) {
                traffic.await(traffic.requests() + REQUESTS_BETWEEN);
                assertTrue(traffic.route(i % 2 == 0 ? Optional.of("v1") : Optional.empty()));
            }
            traffic.await(traffic.requests() + REQUESTS_BETWEEN);

            assertTrue(traffic.requests() >= 5_000);
            assertEquals(SWITCHES, traffic.switches());
            assertEquals(0, traffic.failed(), traffic.outcomes()::toString);
            assertTrue(traffic.outcomes().get("v1").get() > 1_000);
            assertTrue(traffic.outcomes().get("v2").get() > 1_000);
        }
    }
}
