package io.driftgate.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.Alerts;
import io.driftgate.alert.Secret;
import io.driftgate.alert.Sink;
import io.driftgate.testing.SinkServer;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourierTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC);
    private static final AlertSettings SETTINGS = Alerts.settings(List.of(), Map.of());
    private static final Alert ALERT = Alerts.drift("id-1", false);
    private static final Courier.Pace QUICK = new Courier.Pace(3, 5, 20, 2, 60_000);

    @TempDir
    private Path directory;

    private SinkServer server;

    @BeforeEach
    void start() throws IOException {
        server = SinkServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void saysWhatTheSinkAnswered() throws Exception {
        Reply reply = courier(server.url()).deliver(ALERT, SETTINGS);

        assertEquals("202 {\"status\":\"success\"}", reply.toString());
        assertEquals("id-1", server.take().headers().get("webhook-id"));
    }

    @Test
    void triesAgainUnderTheSameIdUntilItIsTaken() throws Exception {
        server.next(SinkServer.answer(500, ""), SinkServer.answer(503, "busy"), SinkServer.answer(408, ""));

        courier(server.url()).deliver(ALERT, SETTINGS);

        assertEquals(4, server.requests());
        for (int i = 0; i < 4; i++) {
            assertEquals("id-1", server.take().headers().get("webhook-id"));
        }
    }

    @Test
    void givesUpAfterItsRetries() {
        server.standing(SinkServer.answer(500, "broken"));

        NotDelivered thrown =
                assertThrows(NotDelivered.class, () -> courier(server.url()).deliver(ALERT, SETTINGS));

        assertEquals("it answered 500 broken", thrown.getMessage());
        assertEquals(4, server.requests());
    }

    @Test
    void neverFollowsARedirect() throws IOException {
        try (SinkServer elsewhere = SinkServer.start()) {
            server.standing(SinkServer.answer(307, "", "Location", elsewhere.url()));

            NotDelivered thrown =
                    assertThrows(NotDelivered.class, () -> courier(server.url()).deliver(ALERT, SETTINGS));

            assertTrue(thrown.getMessage().contains("redirects are not followed"), thrown.getMessage());
            assertEquals(0, elsewhere.requests());
        }
    }

    @Test
    void doesNotRepeatWhatIsRejected() {
        server.standing(SinkServer.answer(400, "invalid"));

        assertThrows(NotDelivered.Rejected.class, () -> courier(server.url()).deliver(ALERT, SETTINGS));

        assertEquals(1, server.requests());
    }

    @Test
    void comesBackWhenTheSinkSays() {
        server.next(
                SinkServer.answer(429, "", "Retry-After", "7"),
                SinkServer.answer(503, "", "Retry-After", "Sun, 1 Nov 2026 10:00:30 GMT"),
                SinkServer.answer(429, "", "Retry-After", "999999999"));

        for (long seconds : new long[] {7, 30, 3600}) {
            NotDelivered.Deferred deferred = assertThrows(
                    NotDelivered.Deferred.class, () -> courier(server.url()).deliver(ALERT, SETTINGS));
            assertEquals(TimeUnit.SECONDS.toNanos(seconds), deferred.afterNanos());
        }
        assertEquals(3, server.requests());
    }

    @Test
    void doesNotWaitForASinkThatHangs() throws Exception {
        Poster poster = new Poster(CLOCK);
        courier(sink(server.url(), 60_000), poster).deliver(ALERT, SETTINGS); // whose client then is there
        server.take();
        server.standing(SinkServer.hang());

        NotDelivered thrown = assertThrows(
                NotDelivered.class,
                () -> courier(sink(server.url(), 1_000), poster).deliver(ALERT, SETTINGS));

        assertEquals("no answer in time", thrown.getMessage());
        for (int i = 0; i < 4; i++) {
            server.take();
        }
        assertTrue(server.isQuiet());
    }

    @Test
    void readsNoMoreOfAnAnswerThanItNeeds() throws Exception {
        server.standing(SinkServer.endless());

        Reply reply = courier(server.url()).deliver(ALERT, SETTINGS);

        assertEquals(200, reply.status());
        assertTrue(reply.excerpt().length() <= 200, reply.excerpt());
    }

    @Test
    void aNameThatIsSlowToResolveHoldsOneThread() {
        AtomicInteger resolutions = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        Poster poster = new Poster(
                host -> {
                    resolutions.incrementAndGet();
                    while (never.getCount() > 0) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            // name resolution doesn't care either
                        }
                    }
                },
                CLOCK);
        Courier courier = courier(sink("http://slow.example/", 100), poster);

        for (int i = 0; i < 2; i++) {
            NotDelivered thrown = assertThrows(NotDelivered.class, () -> courier.deliver(ALERT, SETTINGS));
            assertEquals("the name slow.example is not resolved in time", thrown.getMessage());
        }
        assertEquals(1, resolutions.get());
        never.countDown();
    }

    @Test
    void saysThatANameOrAPortIsNotThere() throws IOException {
        Poster poster = new Poster(
                host -> {
                    throw new UnknownHostException(host);
                },
                CLOCK);
        NotDelivered unknown = assertThrows(
                NotDelivered.class,
                () -> courier(sink("http://absent.example/", 60_000), poster).deliver(ALERT, SETTINGS));
        assertEquals("the name can't be resolved: absent.example", unknown.getMessage());

        String closed = "http://127.0.0.1:" + SinkServer.freePort();
        NotDelivered refused =
                assertThrows(NotDelivered.class, () -> courier(closed).deliver(ALERT, SETTINGS));
        assertEquals("it can't be connected to", refused.getMessage());
    }

    @Test
    void leavesASinkAloneThatFailedTooOften() {
        server.standing(SinkServer.answer(500, ""));
        Courier courier = courier(server.url());
        for (int i = 0; i < 3; i++) {
            assertThrows(NotDelivered.class, () -> courier.deliver(ALERT, SETTINGS));
        }
        int before = server.requests();

        NotDelivered thrown = assertThrows(NotDelivered.class, () -> courier.deliver(ALERT, SETTINGS));

        assertTrue(thrown.getMessage().contains("the circuit is open"), thrown.getMessage());
        assertEquals(before, server.requests());
        assertTrue(courier.isOpen());
    }

    @Test
    void repeatsNoSecretThatASinkRepeats() throws IOException {
        server.standing(SinkServer.echo(400));
        Files.writeString(directory.resolve("authorization"), "Bearer T0K3N");
        Sink hook = new Sink(
                "hook",
                Sink.Type.WEBHOOK,
                Optional.of(URI.create(server.url())),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Secret(
                        Secret.Kind.FILE, directory.resolve("authorization").toString())),
                60_000_000_000L);

        NotDelivered thrown = assertThrows(
                NotDelivered.class, () -> courier(hook, new Poster(CLOCK)).deliver(ALERT, SETTINGS));

        assertTrue(thrown.getMessage().contains("***"), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("T0K3N"), thrown.getMessage());
    }

    @Test
    void waitsForASecretThatIsNotThereYet() {
        Sink oncall = new Sink(
                "oncall",
                Sink.Type.PAGERDUTY,
                Optional.of(URI.create(server.url())),
                Optional.empty(),
                Optional.of(
                        new Secret(Secret.Kind.FILE, directory.resolve("absent").toString())),
                Optional.empty(),
                60_000_000_000L);

        NotDelivered thrown = assertThrows(
                NotDelivered.class, () -> courier(oncall, new Poster(CLOCK)).deliver(ALERT, SETTINGS));

        assertFalse(thrown instanceof NotDelivered.Rejected);
        assertTrue(thrown.getMessage().endsWith("absent can't be read"), thrown.getMessage());
        assertEquals(0, server.requests());
    }

    private static Courier courier(String url) {
        return courier(sink(url, 60_000), new Poster(CLOCK));
    }

    private static Courier courier(Sink sink, Poster poster) {
        return new Courier(sink, poster, CLOCK, QUICK);
    }

    private static Sink sink(String url, long timeoutMillis) {
        return Alerts.sink("hook", Sink.Type.WEBHOOK, url, timeoutMillis);
    }
}
