package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Model servers, clients and limits at their worst: every request ends, and none gets another's answer. */
final class FaultTest {
    private static final String BODY = GatewayFixture.row(30, "x");
    private static final Answer OK = Answers.json(200, "{\"ok\":true}");

    /** Long enough for a busy machine to answer, connect and send in. */
    private static final String UPSTREAM_TIMEOUT = "limits: {upstreamTimeout: 3s}";

    private static final String IDLE_TIMEOUT = "limits: {idleTimeout: 3s}";

    @Test
    void failsOverWhenTheModelServerRefuses() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(OK);
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url());
                RawClient client = gateway.connect()) {
            v2.crash();
            RawResponse answer = client.postJson(GatewayFixture.INFER, BODY);
            assertEquals(200, answer.status());
            assertEquals("v1", answer.header("x-driftgate-version").orElseThrow());
            assertEquals("credit-risk@v1", answer.header("x-driftgate-policy").orElseThrow());
            assertEquals("failover", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals(BODY, v1.take().bodyText());
        }
    }

    @Test
    void takesTheFallbacksOwnPolicyFromTheOriginalBody() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(Answers.resetWithoutAnswer());
                TestUpstream v1 = TestUpstream.start().always(OK);
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url());
                RawClient client = gateway.connect()) {
            String card = GatewayFixture.row(30, "4111 1111 1111 1111");
            RawResponse answer = client.postJson(GatewayFixture.INFER, card);
            assertEquals(200, answer.status());
            assertEquals(
                    GatewayFixture.row(30, "**** **** **** 1111"), v1.take().bodyText());
            assertEquals(1, gateway.count("driftgate.pii.findings", "entity", "CREDIT_CARD"), "counted once");
        }
    }

    @Test
    void answers502And504() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url(), UPSTREAM_TIMEOUT)) {
            for (Answer answer : List.of(
                    Answers.garbage(),
                    Answers.bytes(
                            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
                                    .getBytes(StandardCharsets.US_ASCII),
                            true),
                    Answers.bytes("HTTP/1.1 200 OK\nContent-Length: 1\n\na".getBytes(StandardCharsets.US_ASCII), true),
                    Answers.bytes("HTTP/1.1 101 Switching\r\n\r\n".getBytes(StandardCharsets.US_ASCII), true),
                    Answers.bytes(
                            ("HTTP/1.1 200 OK\r\nX: " + "y".repeat(40_000) + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII),
                            true))) {
                v2.next(answer);
                assertAnswered(gateway, 502);
            }
            v2.next(Answers.never());
            assertAnswered(gateway, 504);
            v2.next(Answers.closeWithoutAnswer());
            v1.next(Answers.resetWithoutAnswer());
            assertAnswered(gateway, 502);
            v2.always(OK);
            assertAnswered(gateway, 200);
        }
    }

    private static void assertAnswered(GatewayFixture gateway, int status) throws IOException {
        try (RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(GatewayFixture.INFER, BODY);
            assertEquals(status, answer.status(), answer.bodyText());
            assertTrue(status == 200 || answer.bodyText().startsWith("{\"error\":"));
        }
    }

    @Test
    void retriesAStaleConnectionUnseen() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(OK);
                TestUpstream v1 = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url());
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                RawResponse answer = client.postJson(GatewayFixture.INFER, BODY);
                assertEquals(200, answer.status());
                assertEquals("v2", answer.header("x-driftgate-version").orElseThrow());
                v2.closeConnections();
            }
            assertTrue(v1.requests().isEmpty());
        }
    }

    @Test
    void neverPassesAPartOffAsTheWhole() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url(), UPSTREAM_TIMEOUT)) {
            for (Answer answer : List.of(
                    Answers.dieMidBody("{\"part\":", 100),
                    Answers.dieMidChunks("{\"part\":"),
                    Answers.bytes(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n"
                                    .getBytes(StandardCharsets.US_ASCII),
                            true),
                    Answers.bytes(
                            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart".getBytes(StandardCharsets.US_ASCII),
                            true))) {
                v2.next(answer);
                try (RawClient client = gateway.connect()) {
                    client.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
                    assertThrows(IOException.class, client::read);
                }
            }
        }
    }

    @Test
    void neverGivesAnAnswerToAnotherRequest() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url());
                RawClient client = gateway.connect()) {
            v2.next(
                    Answers.bytes(
                            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                                    .getBytes(StandardCharsets.US_ASCII),
                            true),
                    Answers.json(200, "2"));
            assertEquals("1", client.postJson(GatewayFixture.INFER, BODY).bodyText());
            assertEquals("2", client.postJson(GatewayFixture.INFER, BODY).bodyText());
            assertEquals(2, v2.connections(), "a connection with something left over is not used again");
        }
    }

    @Test
    void cancelsUpstreamWhenTheClientGoes() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(Answers.never());
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url())) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
                v2.take();
                assertEquals(1, v2.openConnections());
            }
            v2.awaitOpenConnections(0);
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
                v2.take();
                client.reset();
            }
            v2.awaitOpenConnections(0);
        }
    }

    @Test
    void endsSlowClients() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(OK);
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url(), IDLE_TIMEOUT)) {
            try (RawClient idle = gateway.connect();
                    RawClient slowHead = gateway.connect();
                    RawClient slowBody = gateway.connect()) {
                slowHead.send("POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHo");
                slowBody.send("POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{");
                idle.expectClose();
                assertEquals(408, slowHead.read().status());
                assertEquals(408, slowBody.read().status());
                slowBody.expectClose();
            }
            assertEquals(0, v2.connections());
        }
    }

    @Test
    void endsSlowUploadsThatPass() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(OK);
                GatewayFixture gateway = GatewayFixture.start(
                        v2.url(), v2.url(), IDLE_TIMEOUT, "unmatched: {pass: \"" + v2.url() + "\"}");
                RawClient client = gateway.connect()) {
            client.send("PUT /elsewhere HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\npart");
            assertEquals(408, client.read().status());
            client.expectClose();
            v2.awaitOpenConnections(0);
        }
    }

    @Test
    void holdsBackWhenTheClientReadsSlowly() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(Answers.flood(4096, 64 << 10));
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url(), IDLE_TIMEOUT);
                RawClient client = RawClient.connect(gateway.port(), 8 << 10)) {
            client.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
            // 256 MB can't pass while nobody reads: the gateway must give up on the client, not buffer it
            client.readHead();
            v2.awaitOpenConnections(0);
            gateway.awaitCount(1, "driftgate.requests", "outcome", "client_timeout");
        }
    }

    @Test
    void streamsALargeAnswerWhole() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(Answers.flood(512, 64 << 10));
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url());
                RawClient client = gateway.connect()) {
            assertEquals(
                    512 * (64 << 10),
                    client.postJson(GatewayFixture.INFER, BODY).body().length);
            assertEquals(
                    512 * (64 << 10),
                    client.postJson(GatewayFixture.INFER, BODY).body().length);
            assertEquals(1, v2.connections());
        }
    }

    @Test
    void shedsOverTheLimits() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestUpstream v2 = TestUpstream.start().always(Answers.held(release, OK));
                GatewayFixture gateway =
                        GatewayFixture.start(v2.url(), v2.url(), "limits: {maxConnections: 4, maxConcurrent: 2}");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect();
                RawClient third = gateway.connect()) {
            first.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
            second.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
            v2.take();
            v2.take();
            RawResponse shed = third.postJson(GatewayFixture.INFER, BODY);
            assertEquals(503, shed.status());
            assertEquals("1", shed.header("retry-after").orElseThrow());
            assertEquals("shed", shed.header("x-driftgate-reason").orElseThrow());
            try (RawClient fourth = gateway.connect()) {
                fourth.send("GET ");
                gateway.awaitConnections(4); // another event loop's connection may come first
                try (RawClient fifth = gateway.connect()) {
                    assertEquals(503, fifth.read().status());
                    fifth.expectClose();
                }
            }
            release.countDown();
            assertEquals(200, first.read().status());
            assertEquals(200, second.read().status());
            assertEquals(200, third.postJson(GatewayFixture.INFER, BODY).status());
            assertEquals(1, gateway.count("driftgate.shed", "reason", "concurrency"));
            assertEquals(1, gateway.count("driftgate.shed", "reason", "connections"));
        }
    }

    @Test
    void shedsWhatItHasNoRoomToBuffer() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(OK);
                GatewayFixture gateway = GatewayFixture.start(
                        v2.url(), v2.url(), "limits: {maxBodyBytes: 65536, maxBufferedBytes: 70000}");
                RawClient holder = gateway.connect();
                RawClient late = gateway.connect()) {
            String padded = " ".repeat(60_000) + BODY;
            byte[] request = RawClient.request("POST", GatewayFixture.INFER, padded);
            holder.send(Arrays.copyOf(request, request.length - 1));
            while (gateway.admission().bufferedBytes() < 60_000) {
                Thread.onSpinWait();
            }
            late.send(request);
            RawResponse shed = late.read();
            assertEquals(503, shed.status());
            assertEquals(1, gateway.count("driftgate.shed", "reason", "buffered_bytes"));
            holder.send(new byte[] {request[request.length - 1]});
            assertEquals(200, holder.read().status());
        }
    }

    @Test
    void drainsWithoutLosingARequest() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestUpstream v2 = TestUpstream.start().next(OK, Answers.held(release, OK));
                GatewayFixture gateway = GatewayFixture.start(v2.url(), v2.url());
                RawClient idle = gateway.connect();
                RawClient busy = gateway.connect()) {
            assertEquals(200, idle.postJson(GatewayFixture.INFER, BODY).status());
            v2.take();
            busy.send(RawClient.request("POST", GatewayFixture.INFER, BODY));
            v2.take();
            gateway.dataPlane().beginDrain();
            v2.always(OK);
            RawResponse during = idle.postJson(GatewayFixture.INFER, BODY);
            assertEquals(200, during.status(), "until the listener closes new requests are served");
            assertTrue(during.closes());
            idle.expectClose();
            var stopped = gateway.dataPlane().stop(Duration.ofSeconds(10).toNanos());
            assertThrows(ConnectException.class, gateway::connect);
            release.countDown();
            RawResponse last = busy.read();
            assertEquals(200, last.status());
            busy.expectClose();
            stopped.toCompletableFuture().get();
        }
    }

    @Test
    void resolvesNamesWithoutBlocking() throws Exception {
        try (TestUpstream v2 = TestUpstream.start().always(OK);
                GatewayFixture gateway =
                        GatewayFixture.start("http://localhost:" + v2.port(), "http://no-such-host.invalid:1");
                RawClient client = gateway.connect()) {
            assertEquals(200, client.postJson(GatewayFixture.INFER, BODY).status());
            gateway.reload(GatewayFixture.yaml(
                    "http://no-such-host.invalid:1", "http://127.0.0.1:" + v2.port(), "enforce", "{v2: 100}"));
            assertEquals(
                    "failover",
                    client.postJson(GatewayFixture.INFER, BODY)
                            .header("x-driftgate-reason")
                            .orElseThrow());
        }
    }
}
