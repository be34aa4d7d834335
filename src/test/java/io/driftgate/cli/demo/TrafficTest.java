package io.driftgate.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.TestUpstream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private static boolean isAllIn(Traffic.Tally tally) {
        return tally.sent() >= 50 && tally.lost() >= 2 && tally.of("v1") >= 2;
    }

    @Test
    void countsAnswersByVersionAndEveryLoss() throws Exception {
        Answer refused = Answers.json(503, "{\"error\":\"shed\"}");
        Answer fromV1 = Answers.fixed(200, "application/json", EMPTY, "x-driftgate-version: v1");
        try (TestUpstream gateway = TestUpstream.start()
                        .always(Answers.fixed(200, "application/json", EMPTY, "x-driftgate-version: v2"))
                        .next(fromV1, refused, Answers.resetWithoutAnswer(), fromV1);
                Traffic traffic = new Traffic(new Gateway(gateway.port(), gateway.port()), 1000)) {
            traffic.start();
            // a client may have the answer of one of the first and have counted nothing yet when the others have sent
            // 50
            Await.until(() -> isAllIn(traffic.tally()), () -> traffic.tally().toString());
            Traffic.Tally tally = traffic.tally();
            assertEquals(2, tally.lost(), tally.firstLoss());
            assertEquals(2, tally.of("v1"));
            assertEquals(tally.sent() - 4, tally.of("v2"));
            assertEquals((double) (tally.sent() - 4) / (tally.sent() - 2), tally.share("v2"), 1e-9);
            assertTrue(gateway.connections() <= Traffic.CLIENTS + 1, "it keeps its connections");

            Traffic.Tally nothing = tally.since(tally);
            assertEquals(0, nothing.sent() + nothing.lost() + nothing.of("v2"));
        }
    }
}
