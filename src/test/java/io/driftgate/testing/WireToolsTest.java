package io.driftgate.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The tools themselves, against each other. */
class WireToolsTest {
    @Test
    void recordsRequestsByteForByteAndKeepsTheConnection() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                RawClient client = RawClient.connect(upstream.port())) {
            String chunked = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
            assertEquals("abc", client.send(chunked).read().bodyText());
            assertEquals("{}", client.postJson("/b?x=1", "{}").bodyText());

            ReceivedRequest first = upstream.take();
            assertArrayEquals(chunked.getBytes(StandardCharsets.ISO_8859_1), first.raw());
            assertEquals("abc", first.bodyText());
            ReceivedRequest second = upstream.take();
            assertEquals("/b?x=1", second.target());
            assertEquals("application/json", second.header("Content-Type").orElseThrow());
            assertEquals(1, upstream.connections());
            assertEquals(2, upstream.requests().size());
        }
    }

    @Test
    void pipelinesAndTakesQueuedAnswersInOrder() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                RawClient client = RawClient.connect(upstream.port())) {
            upstream.next(
                    Answers.json(201, "1"), Answers.chunked(202, "2", "2"), Answers.earlyHints(Answers.json(200, "3")));
            byte[] request = RawClient.request("POST", "/", "{}");
            client.send(request).send(request).sendInPieces(request, 1, Duration.ZERO);
            assertEquals(201, client.read().status());
            RawResponse second = client.read();
            assertEquals("22", second.bodyText());
            assertEquals(BodyFraming.CHUNKED, second.framing());
            RawResponse third = client.read();
            assertEquals(1, third.interim().size());
            assertEquals("3", third.bodyText());
        }
    }

    @Test
    void misbehavesAsAsked() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()) {
            upstream.next(Answers.closeWithoutAnswer());
            assertThrows(EOFException.class, () -> once(upstream));
            upstream.next(Answers.dieMidBody("half", 100));
            assertThrows(EOFException.class, () -> once(upstream));
            upstream.next(Answers.dieMidChunks("half"));
            assertThrows(EOFException.class, () -> once(upstream));
            upstream.next(Answers.garbage());
            assertThrows(ProtocolViolation.class, () -> once(upstream));
            upstream.next(Answers.resetWithoutAnswer());
            assertThrows(IOException.class, () -> once(upstream));
            upstream.next(Answers.untilClose(200, "to the end"));
            assertEquals("to the end", once(upstream).bodyText());
            upstream.next(Answers.slowBody(200, "slowly".getBytes(StandardCharsets.UTF_8), 2, Duration.ofMillis(1)));
            assertEquals("slowly", once(upstream).bodyText());
            upstream.next(Answers.flood(10, 1000));
            assertEquals(10_000, once(upstream).body().length);
            upstream.awaitOpenConnections(0);
        }
    }

    @Test
    void holdsAnAnswerUntilReleased() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.start().always(Answers.held(release, Answers.json(200, "{}")));
                RawClient client = RawClient.connect(upstream.port())) {
            client.send(RawClient.request("POST", "/", "{}"));
            assertTrue(upstream.take().complete());
            release.countDown();
            assertEquals(200, client.read().status());
        }
    }

    @Test
    void answersMetadataAsideFromTheScript() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().ready(false);
                RawClient client = RawClient.connect(upstream.port())) {
            assertEquals(503, client.get("/v2/models/m/ready").status());
            upstream.ready(true);
            assertEquals(200, client.get("/v2/health/ready").status());
            assertEquals(200, client.get("/v1/models/m").status());
            assertEquals(200, client.get("/ping").status());
            client.send(RawClient.request("HEAD", "/v2/models/m", ""));
            assertEquals(0, client.read("HEAD").body().length);
            assertEquals(5, upstream.metadataRequests().size());
            assertTrue(upstream.requests().isEmpty());
        }
    }

    @Test
    void sendsContinueBeforeTheBodyOrAnswersWithoutIt() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                RawClient client = RawClient.connect(upstream.port())) {
            String head = "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n";
            assertEquals(100, RawResponse.statusOf(client.send(head).readHead()));
            assertEquals("ab", client.send("ab").read().bodyText());

            upstream.next(Answers.beforeBody(Answers.json(413, "{}")));
            assertEquals(413, client.send(head).read().status());
            client.expectClose();
            assertFalse(upstream.requests().get(1).complete());
        }
    }

    @Test
    void keepsARequestThatBreaksOff() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                RawClient client = RawClient.connect(upstream.port())) {
            client.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nabc")
                    .halfClose();
            ReceivedRequest request = upstream.take();
            assertFalse(request.complete());
            assertTrue(request.toString().endsWith("abc"));
            client.expectClose();
        }
    }

    @Test
    void failsOnAmbiguousRequests() throws Exception {
        TestUpstream upstream = TestUpstream.start();
        try (RawClient client = RawClient.connect(upstream.port())) {
            client.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n");
            client.expectClose();
        }
        assertEquals(1, upstream.violations().size());
        assertThrows(AssertionError.class, upstream::close);
    }

    @Test
    void refusesAmbiguousResponses() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()) {
            for (String bad : new String[] {
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length : 1\r\n\r\nx",
                "HTTP/1.1 200 OK\nx: y\r\n\r\n",
                "HTTP/1.1 200\r\n\r\n",
            }) {
                upstream.next(Answers.bytes(bad.getBytes(StandardCharsets.ISO_8859_1), false));
                assertThrows(ProtocolViolation.class, () -> once(upstream), bad);
            }
        }
    }

    @Test
    void crashesAndComesBackOnTheSamePort() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()) {
            upstream.crash();
            assertThrows(ConnectException.class, () -> once(upstream));
            upstream.resume();
            assertEquals(200, once(upstream).status());
        }
    }

    private static RawResponse once(TestUpstream upstream) throws IOException {
        try (RawClient client = RawClient.connect(upstream.port())) {
            return client.postJson("/", "{}");
        }
    }
}
