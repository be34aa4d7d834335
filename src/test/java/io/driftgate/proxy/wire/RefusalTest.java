package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not reach a model server does not, and the client is told why, without any value. */
final class RefusalTest {
    @Test
    void refusesByPolicyWithRuleVersionAndRow() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(
                    "/v1/models/credit-risk:predict",
                    "{\"instances\":[{\"age\":30,\"income\":1},{\"age\":777,\"income\":1}]}",
                    "x-request-id: q1");
            assertEquals(403, answer.status());
            String body = answer.bodyText();
            for (String expected : List.of("\"error\"", "q1", "age-range", "v2", "\"row\":1")) {
                assertTrue(body.contains(expected), body);
            }
            assertFalse(body.contains("777"), "never the value: " + body);
            assertEquals("blocked", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals("credit-risk@v2", answer.header("x-driftgate-policy").orElseThrow());
            assertEquals(200, okAfter(upstream, client), "the connection lives on");
            assertEquals(1, upstream.requests().size());
            assertEquals(1, gateway.count("driftgate.violations", "rule", "age-range"));
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "policy_denied", "version", "v2"));
        }
    }

    @Test
    void blocksAndMasksPersonalData() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            for (String note : List.of(
                    "write to bob@example.com",
                    "bob\\u0040example.com",
                    "{\\\"mail\\\":\\\"bob@example.com\\\"}",
                    "{\\\"mail\\\":\\\"bob\\\\u0040example.com\\\"}")) {
                RawResponse answer = client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, note));
                assertEquals(403, answer.status(), note);
                assertTrue(answer.bodyText().contains("EMAIL_ADDRESS"));
                assertFalse(answer.bodyText().contains("bob"));
            }
            assertTrue(upstream.requests().isEmpty());

            RawResponse masked =
                    client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "card 4111 1111 1111 1111 ok"));
            assertEquals(200, masked.status());
            assertEquals("CREDIT_CARD=1", masked.header("x-driftgate-redacted").orElseThrow());
            String received = upstream.take().bodyText();
            assertEquals(GatewayFixture.row(30, "card **** **** **** 1111 ok"), received);

            assertEquals(
                    403,
                    client.postJson(
                                    "/v1/models/credit-risk:predict",
                                    "{\"instances\":[{\"age\":30,\"income\":1,\"note\":4111111111111111}]}")
                            .status(),
                    "a masked entity in a number blocks");
            assertEquals(
                    200,
                    client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "from 10.1.2.3"))
                            .status());
            assertEquals(1, gateway.count("driftgate.pii.findings", "entity", "IP_ADDRESS", "action", "shadow"));
            assertEquals(4, gateway.count("driftgate.pii.findings", "entity", "EMAIL_ADDRESS"));
        }
    }

    static List<String> malformedBodies() {
        return List.of(
                "",
                "{",
                "not json",
                "{\"instances\":[{\"age\":NaN,\"income\":1}]}",
                "{\"instances\":[{\"age\":Infinity,\"income\":1}]}",
                "{\"instances\":[{\"age\":1e999,\"income\":1}]}",
                "{\"instances\":[{\"age\":1,\"age\":30,\"income\":1}]}",
                "{\"instances\":[{\"age\":1,\"\\u0061ge\":30,\"income\":1}]}",
                "{\"instances\":[{\"note\":\"\\ud800\"}]}",
                "{\"instances\":[{\"age\":30,\"income\":1}]} x",
                "{\"instances\":[{\"age\":30,\"income\":1}]}{}",
                "{\"instances\":" + "[".repeat(200) + "]".repeat(200) + "}",
                "{\"instances\":{}}",
                "{\"instances\":[]}",
                "{\"instances\":[[1,2]]}",
                "{\"instances\":[1]}",
                "{\"inputs\":[]}",
                "[]",
                "{\"instances\":[{\"age\":30,\"income\":1}],}",
                "{\"instances\":[{\"note\":\"\u0001\"}]}");
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void refusesMalformedBodies(String body) throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson("/v1/models/credit-risk:predict", body);
            assertEquals(400, answer.status(), answer.bodyText());
            assertTrue(answer.bodyText().startsWith("{\"error\":"), answer.bodyText());
            assertEquals(200, okAfter(upstream, client));
            assertEquals(1, upstream.requests().size());
        }
    }

    @Test
    void refusesBytesThatAreNoUtf8() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            client.send("POST /score HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n{\"a\":\"\u00c0\u00af\"}!!");
            assertEquals(400, client.read().status());
            assertTrue(upstream.requests().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2,2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length : 2\r\n\r\n{}",
                "Content-Length: 2\r\n X: y\r\n\r\n{}",
                "Content-Length: 2\nX: y\r\n\r\n{}",
                "Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}X0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nBad trailer\r\n\r\n",
                "Host: twice\r\nContent-Length: 2\r\n\r\n{}",
                "X\u0000: y\r\nContent-Length: 2\r\n\r\n{}",
            })
    void refusesAmbiguousFramingAndCloses(String rest) throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            client.send("POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHost: h\r\n" + rest
                    + "GET /v2/health/ready HTTP/1.1\r\nHost: smuggled\r\n\r\n");
            RawResponse answer = client.read();
            assertEquals(400, answer.status());
            assertTrue(answer.closes());
            client.expectClose();
            assertEquals(0, upstream.connections(), "not a byte goes upstream");
            assertEquals(1, gateway.count("driftgate.framing.refusals"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v2/models/credit-risk/infer",
                "/v2//models/credit-risk/infer",
                "/v2/models/credit-risk/%69nfer",
                "/v2/models/x/../credit-risk/infer",
                "/v2/./models/credit-risk/infer",
                "/v2/models/credit-risk/infer%2F",
                "/v2/models/credit-risk/infer%00",
                "/%76%32/models/credit-risk/infer",
            })
    void refusesPathsThatAreNotCanonical(String path) throws Exception {
        assertRefused(path, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/models/credit-risk/infer/",
                "/v2/models/credit-risk/infer/x",
                "/v2/models/credit-risk/Infer",
                "/v2/models/other/infer",
                "/v2/models/credit-risk/versions/v1/infer",
                "/v2/models/credit-risk/generate",
                "/v2/repository/index",
                "/v1/models/credit-risk:explain",
                "/v1/models/credit-risk:predict/",
                "/invocations/",
                "/score/x",
                "/elsewhere",
                "/",
            })
    void servesNothingElse(String path) throws Exception {
        assertRefused(path, 404);
    }

    private static void assertRefused(String path, int status) throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            assertEquals(
                    status, client.postJson(path, GatewayFixture.row(30, "x")).status());
            assertEquals(0, upstream.connections());
        }
    }

    @Test
    void refusesWrongMethodsTypesAndEncodings() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            assertEquals(405, client.get(GatewayFixture.INFER).status());
            client.send(RawClient.request("DELETE", "/v2/models/credit-risk", ""));
            assertEquals(405, client.read().status());
            client.send(RawClient.request("POST", GatewayFixture.INFER, "a,b", "content-type: text/csv"));
            assertEquals(415, client.read().status());
            client.send(RawClient.request(
                    "POST", GatewayFixture.INFER, "{}", "content-type: application/json; charset=utf-16"));
            assertEquals(415, client.read().status());
            client.send(RawClient.request("POST", GatewayFixture.INFER, "{}", "content-encoding: br"));
            assertEquals(415, client.read().status());
            client.send(RawClient.request("POST", GatewayFixture.INFER, "{}", "content-encoding: gzip"));
            assertEquals(400, client.read().status());
            client.send(RawClient.request("GET", "/v2", "{\"hidden\":1}"));
            assertEquals(400, client.read().status(), "metadata carries no body that nobody inspects");
            assertEquals(0, upstream.connections());
        }
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url())) {
            try (RawClient client = gateway.connect()) {
                client.send(
                        "POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHost: h\r\nContent-Length: 10485760\r\n\r\n{");
                assertEquals(413, client.read().status());
            }
            try (RawClient client = gateway.connect()) {
                client.send(
                        "POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
                sendUntilRefused(client);
                assertEquals(413, client.read().status());
            }
            try (RawClient client = gateway.connect()) {
                byte[] bomb = new byte[64 << 20];
                client.send(PassageTest.gzipped(GatewayFixture.INFER, bomb));
                assertEquals(413, client.read().status());
            }
            try (RawClient client = gateway.connect()) {
                client.send("GET /v2 HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
                assertEquals(431, client.read().status());
                client.expectClose();
            }
            try (RawClient client = gateway.connect()) {
                client.send("GET /v2 HTTP/1.1\r\nHost: h\r\n" + "a:\r\n".repeat(1000) + "\r\n");
                assertEquals(431, client.read().status());
            }
            assertEquals(0, upstream.connections());
        }
    }

    private static void sendUntilRefused(RawClient client) throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int sent = 0; sent < 10 << 20; sent += 0x10000) {
            try {
                client.send(chunk);
            } catch (IOException refused) {
                return; // the answer is there already
            }
        }
    }

    @Test
    void observesWithoutRefusing() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "observe", "{v2: 100}"));
            for (String body : List.of(
                    GatewayFixture.row(7, "x"),
                    GatewayFixture.row(30, "bob@example.com"),
                    GatewayFixture.row(30, "4111 1111 1111 1111"),
                    "not json")) {
                RawResponse answer = client.postJson(GatewayFixture.INFER, body);
                assertEquals(200, answer.status());
                assertEquals(body, answer.bodyText(), "observing changes nothing");
            }
            client.send(RawClient.request("POST", GatewayFixture.INFER, "a,b", "content-type: text/csv"));
            assertEquals("a,b", client.read().bodyText());
            assertEquals(1, gateway.count("driftgate.violations", "rule", "age-range"));
            assertEquals(1, gateway.count("driftgate.pii.findings", "entity", "EMAIL_ADDRESS"));
        }
    }

    @Test
    void breaksLoops() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"));
            String via = upstream.take().header("via").orElseThrow();
            assertEquals(
                    508,
                    client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"), "via: 1.0 other, " + via)
                            .status());
        }
    }

    private static int okAfter(TestUpstream upstream, RawClient client) throws IOException {
        upstream.always(Answers.json(200, "{}"));
        return client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"))
                .status();
    }
}
