package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.BodyFraming;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Proper requests reach the model server as they should, and their answers come back, in order and whole. */
final class PassageTest {
    private static final String ANSWER = "{\"outputs\":[]}";

    @Test
    void passesARequestOfEachProtocol() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String[][] requests = {
                {GatewayFixture.INFER, GatewayFixture.row(30, "hello")},
                {
                    GatewayFixture.INFER,
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,4],\"datatype\":\"BYTES\",\"data\":[[30,1.5,\"new\",\"a\"],[31,2,\"new\",\"b\"]]}]}"
                },
                {
                    "/v1/models/credit-risk:predict",
                    "{\"instances\":[{\"age\":30,\"income\":1},{\"age\":31,\"income\":2}]}"
                },
                {"/v1/models/credit-risk:predict", "{\"instances\":[[30,1,\"new\",\"a\"]]}"},
                {"/invocations", "{\"dataframe_split\":{\"columns\":[\"age\",\"income\"],\"data\":[[30,1]]}}"},
                {"/invocations", "{\"dataframe_records\":[{\"age\":30,\"income\":1}]}"},
                {"/invocations", "{\"instances\":[{\"age\":30,\"income\":1}]}"},
                {"/invocations", "{\"inputs\":{\"age\":[30],\"income\":[1]}}"},
                {"/score", "{\"applicant\":{\"age\":30}}"},
            };
            for (String[] request : requests) {
                RawResponse answer = client.postJson(request[0], request[1]);
                assertEquals(200, answer.status(), request[0] + " " + request[1] + " -> " + answer.bodyText());
                assertEquals(ANSWER, answer.bodyText());
                ReceivedRequest received = upstream.take();
                assertEquals(request[0], received.target());
                assertEquals(request[1], received.bodyText());
            }
            assertEquals(1, upstream.connections(), "one client connection needs one upstream connection");
        }
    }

    @Test
    void saysWhatItDid() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .always(Answers.fixed(
                                200,
                                "application/json",
                                ANSWER.getBytes(StandardCharsets.UTF_8),
                                "x-driftgate-version: spoofed",
                                "x-model: kept",
                                "x-request-id: theirs",
                                "Keep-Alive: timeout=5"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(
                    GatewayFixture.INFER,
                    GatewayFixture.row(30, "hello"),
                    "X-Request-Id: abc-1",
                    "x-driftgate-model: spoofed",
                    "X-Custom: kept",
                    "Connection: x-hop",
                    "X-Hop: dropped");
            assertEquals("abc-1", answer.header("x-request-id").orElseThrow());
            assertEquals("credit-risk", answer.header("x-driftgate-model").orElseThrow());
            assertEquals("v2", answer.header("x-driftgate-version").orElseThrow());
            assertEquals("credit-risk@v2", answer.header("x-driftgate-policy").orElseThrow());
            assertEquals("weight", answer.header("x-driftgate-reason").orElseThrow());
            assertTrue(answer.header("server-timing").orElseThrow().startsWith("guard;dur="));
            assertEquals("kept", answer.header("x-model").orElseThrow());
            assertFalse(answer.header("keep-alive").isPresent());

            ReceivedRequest received = upstream.take();
            assertEquals("abc-1", received.header("x-request-id").orElseThrow());
            assertEquals("kept", received.header("x-custom").orElseThrow());
            assertFalse(received.header("x-driftgate-model").isPresent());
            assertFalse(received.header("x-hop").isPresent());
            assertEquals("127.0.0.1:" + upstream.port(), received.header("host").orElseThrow());
            assertTrue(received.header("via").orElseThrow().startsWith("1.1 driftgate-"));
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                boolean refused = i % 5 == 4;
                bodies.add(refused ? "" : GatewayFixture.row(20 + i, "n" + i));
                String body = refused ? GatewayFixture.row(7, "n" + i) : bodies.get(i);
                all.write(RawClient.request(
                        "POST", GatewayFixture.INFER, body, "content-type: application/json", "x-request-id: r" + i));
            }
            client.send(all.toByteArray());
            for (int i = 0; i < 50; i++) {
                RawResponse answer = client.read();
                assertEquals("r" + i, answer.header("x-request-id").orElseThrow());
                if (bodies.get(i).isEmpty()) {
                    assertEquals(403, answer.status());
                } else {
                    assertEquals(bodies.get(i), answer.bodyText());
                }
            }
            assertEquals(1, upstream.connections());
        }
    }

    @Test
    void takesAndGivesChunks() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.chunked(200, "{\"a\":", "1", "}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String body = GatewayFixture.row(30, "hello");
            StringBuilder chunked = new StringBuilder("POST " + GatewayFixture.INFER
                    + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < body.length(); at += 7) {
                String piece = body.substring(at, Math.min(body.length(), at + 7));
                chunked.append(Integer.toHexString(piece.length()))
                        .append(";x=y\r\n")
                        .append(piece)
                        .append("\r\n");
            }
            chunked.append("0\r\nX-Trailer: dropped\r\n\r\n");
            client.sendInPieces(chunked.toString().getBytes(StandardCharsets.US_ASCII), 11, Duration.ZERO);
            RawResponse answer = client.read();
            assertEquals(200, answer.status(), answer.bodyText());
            assertEquals("{\"a\":1}", answer.bodyText());
            assertEquals(BodyFraming.CHUNKED, answer.framing());
            ReceivedRequest received = upstream.take();
            assertEquals(body, received.bodyText());
            assertEquals(BodyFraming.LENGTH, received.head().framing());
            assertFalse(received.header("x-trailer").isPresent());
        }
    }

    @Test
    void endsAnswersThatEndWithTheirConnection() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.untilClose(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                RawResponse answer = client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"));
                assertEquals(ANSWER, answer.bodyText());
                assertEquals(BodyFraming.CHUNKED, answer.framing());
            }
            assertEquals(3, upstream.connections());
        }
    }

    @Test
    void speaksToOldClients() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.chunked(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String body = GatewayFixture.row(30, "x");
            client.send("POST " + GatewayFixture.INFER + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            RawResponse answer = client.read();
            assertEquals(BodyFraming.NONE, answer.framing());
            assertEquals(ANSWER, answer.bodyText());
        }
    }

    @Test
    void asksForTheBodyThatWaits() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String body = GatewayFixture.row(30, "x");
            client.send("POST " + GatewayFixture.INFER
                    + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
            assertTrue(client.readHead().startLine().startsWith("HTTP/1.1 100"));
            client.send(body);
            assertEquals(200, client.read().status());
            assertFalse(upstream.take().header("expect").isPresent());
        }
    }

    @Test
    void refusesWithoutAskingForTheBody() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            client.send("POST " + GatewayFixture.INFER
                    + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
            RawResponse answer = client.read();
            assertEquals(413, answer.status());
            assertTrue(answer.interim().isEmpty());
            client.expectClose();
        }
    }

    @Test
    void passesMetadataAndItsHead() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .answersMetadata(false)
                        .always(Answers.json(200, "{\"name\":\"credit-risk\"}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            for (String path : List.of("/v2", "/v2/health/ready", "/v2/models/credit-risk", "/v1/models", "/ping")) {
                assertEquals(200, client.get(path).status(), path);
            }
            client.send(RawClient.request("HEAD", "/v2/models/credit-risk/ready", ""));
            RawResponse head = client.read("HEAD");
            assertEquals(200, head.status());
            assertEquals("22", head.header("content-length").orElseThrow());
            assertEquals(200, client.get("/v2").status(), "the connection lives on after a HEAD");
        }
    }

    @Test
    void decodesGzipAndForwardsIdentity() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String body = GatewayFixture.row(30, "hello");
            client.send(gzipped(GatewayFixture.INFER, body.getBytes(StandardCharsets.UTF_8)));
            assertEquals(200, client.read().status());
            ReceivedRequest received = upstream.take();
            assertEquals(body, received.bodyText());
            assertFalse(received.header("content-encoding").isPresent());

            client.send(gzipped(
                    GatewayFixture.INFER,
                    GatewayFixture.row(30, "mail bob@example.com").getBytes(StandardCharsets.UTF_8)));
            assertEquals(403, client.read().status());
        }
    }

    @Test
    void passesTheUnmatchedWhereConfigured() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                TestUpstream other = TestUpstream.start().always(Answers.echo());
                GatewayFixture gateway = GatewayFixture.start(
                        upstream.url(), upstream.url(), "unmatched: {pass: \"" + other.url() + "\"}");
                RawClient client = gateway.connect()) {
            String big = "x".repeat(20 << 20);
            client.send(RawClient.request("PUT", "/ui/upload?a=b", big, "content-type: text/plain"));
            RawResponse answer = client.read();
            assertEquals(200, answer.status());
            assertEquals(big.length(), answer.body().length, "pass-through bodies stream past maxBodyBytes");
            assertEquals("/ui/upload?a=b", other.take().target());
            for (String alias : List.of(
                    "/V2/models/credit-risk/infer",
                    "/v2;x/models/credit-risk/infer",
                    "/Invocations",
                    "/invocations;a=b")) {
                RawResponse refused = client.postJson(alias, "{}");
                assertTrue(refused.status() == 400 || refused.status() == 404, alias + " -> " + refused.status());
            }
            assertEquals(1, other.requests().size());
            assertTrue(upstream.requests().isEmpty());
        }
    }

    @Test
    void splitsCanaryTrafficAndKeepsUsersWhereTheyAre() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, ANSWER));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 80, v1: 20}"));
            int[] before = versions(client);
            int canary = 0;
            for (int version : before) {
                canary += version == 1 ? 1 : 0;
            }
            assertTrue(canary > 60 && canary < 140, "of 500 users about 100 are on v1, and not " + canary);
            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 60, v1: 40}"));
            int[] after = versions(client);
            for (int user = 0; user < after.length; user++) {
                assertTrue(after[user] == before[user] || after[user] == 1, "growing v1 moves users only to v1");
            }
            assertEquals(1, gateway.admission().connections(), "reloads drop no connection");
        }
    }

    private static int[] versions(RawClient client) throws IOException {
        int[] versions = new int[500];
        String body = GatewayFixture.row(30, "x");
        for (int user = 0; user < versions.length; user++) {
            RawResponse answer = client.postJson(GatewayFixture.INFER, body, "X-User-Id: user-" + user);
            assertEquals("sticky", answer.header("x-driftgate-reason").orElseThrow());
            versions[user] = answer.header("x-driftgate-version").orElseThrow().equals("v1") ? 1 : 2;
        }
        return versions;
    }

    static byte[] gzipped(String path, byte[] body) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(encoded)) {
            gzip.write(body);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = String.format(
                Locale.ROOT,
                "POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n",
                path,
                encoded.size());
        request.write(head.getBytes(StandardCharsets.US_ASCII));
        encoded.writeTo(request);
        return request.toByteArray();
    }
}
