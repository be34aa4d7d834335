package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.SinkServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckpointWebhookTest {
    private static final String NOTE = "a\n3\nAAA=\n\n— a x\n";

    private static CheckpointWebhook webhook(SinkServer server, Duration timeout) {
        return new CheckpointWebhook(URI.create(server.url() + "/checkpoints"), timeout);
    }

    @Test
    void postsTheNoteAsItIs() throws Exception {
        try (SinkServer server = SinkServer.start()) {
            webhook(server, Duration.ofSeconds(20)).send(3, NOTE);
            SinkServer.Posted posted = server.take();
            assertEquals("/checkpoints", posted.path());
            assertEquals(NOTE, posted.body());
            assertEquals("text/plain; charset=utf-8", posted.headers().get("content-type"));
        }
    }

    @Test
    void followsNoRedirectAndTakesNoErrorForAnAnswer() throws Exception {
        try (SinkServer server = SinkServer.start()) {
            for (int status : new int[] {302, 404, 500}) {
                server.standing(SinkServer.answer(status, "no", "location", server.url() + "/elsewhere"));
                IOException refused = assertThrows(
                        IOException.class,
                        () -> webhook(server, Duration.ofSeconds(20)).send(3, NOTE));
                assertTrue(refused.getMessage().endsWith("answered " + status), refused.getMessage());
            }
            assertEquals(3, server.requests());
        }
    }

    @Test
    void waitsNoLongerThanItsTimeout() throws Exception {
        try (SinkServer server = SinkServer.start()) {
            for (SinkServer.Reaction slow : new SinkServer.Reaction[] {SinkServer.hang(), SinkServer.endless()}) {
                server.standing(slow);
                assertThrows(
                        IOException.class,
                        () -> webhook(server, Duration.ofMillis(200)).send(3, NOTE));
            }
        }
    }
}
