package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.telemetry.Disagreement;
import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.BodyFraming;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules of the response phase: nothing of an answer reaches the client before they have decided. */
final class AnswerRulesTest {
    private static final String PATH = "/v1/models/credit-risk:predict";

    private static final String POLICY = """
            rules:
              - {id: age-range, owner: risk, feature: age, between: [18, 120]}
              - {id: cap, owner: risk, phase: response, cel: "features.segment != 'new' || prediction.value <= 1000.0"}
              - id: sure
                owner: risk
                phase: response
                when: "has(prediction.top_score)"
                prediction: top_score
                min: 0.6
                enforcement: replace
                replacement: {predictions: [{label: review, why: "not sure"}]}
            """;
    private static final String TWO =
            "{\"instances\":[{\"age\":30,\"income\":1,\"segment\":\"old\"},{\"age\":31,\"income\":1,\"segment\":\"new\"}]}";
    private static final String ONE = "{\"instances\":[{\"age\":30,\"income\":1,\"segment\":\"new\"}]}";
    private static final String GOOD = "{\"predictions\":[{\"value\":900}]}";
    private static final String BAD = "{\"predictions\":[{\"value\":4711}]}";

    private static GatewayFixture start(
            TestUpstream v2, TestUpstream v1, String mode, String policy, String... moreYaml) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url(), moreYaml);
        gateway.policy("v2", policy);
        gateway.reload(GatewayFixture.yaml(v2.url(), v1.url(), mode, "{v2: 100}", moreYaml));
        return gateway;
    }

    private static GatewayFixture start(TestUpstream upstream, String... moreYaml) throws IOException {
        return start(upstream, upstream, "enforce", POLICY, moreYaml);
    }

    @Test
    void keepsBackWhatARuleDenies() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(200, "{\"predictions\":[{\"value\":5000},{\"value\":4711}]}"))
                        .always(Answers.json(200, GOOD));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, TWO, "x-request-id: q1");
            assertEquals(403, answer.status());
            String body = answer.bodyText();
            for (String expected : List.of("\"error\"", "q1", "cap", "v2", "\"row\":1")) {
                assertTrue(body.contains(expected), body);
            }
            assertFalse(body.contains("4711"), "never the value: " + body);
            assertEquals("blocked", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals("credit-risk@v2", answer.header("x-driftgate-policy").orElseThrow());
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "policy_denied", "version", "v2"));
            assertEquals(1, gateway.count("driftgate.violations", "rule", "cap", "enforcement", "deny"));

            assertEquals(200, client.postJson(PATH, ONE).status(), "the connection lives on");
            assertEquals(1, upstream.connections(), "and so does the one to the model server");
        }
    }

    @Test
    void putsAConfiguredAnswerInItsPlace() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .always(Answers.fixed(
                                200,
                                "application/json",
                                "{\"predictions\":[{\"value\":1,\"scores\":[0.5,0.5]}]}"
                                        .getBytes(StandardCharsets.UTF_8),
                                "x-theirs: secret"));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, ONE);
            assertEquals(200, answer.status());
            assertEquals("{\"predictions\":[{\"label\":\"review\",\"why\":\"not sure\"}]}", answer.bodyText());
            assertEquals("application/json", answer.header("content-type").orElseThrow());
            assertEquals("replaced", answer.header("x-driftgate-reason").orElseThrow());
            assertFalse(answer.header("x-theirs").isPresent());
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "replaced"));

            upstream.always(Answers.json(200, "{\"predictions\":[{\"value\":4711,\"scores\":[0.5,0.5]}]}"));
            assertEquals(403, client.postJson(PATH, ONE).status(), "a rule that denies wins");
        }
    }

    @Test
    void releasesAnAnswerAsItWas() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.chunked(201, "{\"predictions\":", "[{\"value\":", "1}]", "} "))
                        .next(Answers.untilClose(200, GOOD))
                        .next(Answers.fixed(
                                200,
                                "application/json; charset=utf-8",
                                GOOD.getBytes(StandardCharsets.UTF_8),
                                "x-theirs: kept",
                                "x-driftgate-policy: spoofed"));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            RawResponse chunked = client.postJson(PATH, ONE);
            assertEquals(201, chunked.status());
            assertEquals("{\"predictions\":[{\"value\":1}]} ", chunked.bodyText());
            assertEquals(BodyFraming.LENGTH, chunked.framing(), "the length is known by then");
            assertEquals("weight", chunked.header("x-driftgate-reason").orElseThrow());
            assertEquals(GOOD, client.postJson(PATH, ONE).bodyText());
            RawResponse fixed = client.postJson(PATH, ONE);
            assertEquals(GOOD, fixed.bodyText());
            assertEquals("kept", fixed.header("x-theirs").orElseThrow());
            assertEquals("credit-risk@v2", fixed.header("x-driftgate-policy").orElseThrow());
            assertFalse(fixed.header("x-driftgate-policy-errors").isPresent());
            assertEquals(3, gateway.count("driftgate.requests", "outcome", "ok"));
        }
    }

    @Test
    void looksIntoGzip() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().next(gzip(GOOD), gzip(BAD));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            RawResponse released = client.postJson(PATH, ONE, "accept-encoding: gzip");
            assertEquals(200, released.status());
            assertEquals("gzip", released.header("content-encoding").orElseThrow());
            assertArrayEquals(gzipped(GOOD.getBytes(StandardCharsets.UTF_8)), released.body());
            ReceivedRequest received = upstream.take();
            assertEquals("identity", received.header("accept-encoding").orElseThrow(), "asked for without coding");
            assertEquals(403, client.postJson(PATH, ONE).status());

            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v1: 100}"));
            upstream.take();
            client.postJson(PATH, ONE, "accept-encoding: gzip");
            assertEquals("gzip", upstream.take().header("accept-encoding").orElseThrow(), "v1 has no such rules");
        }
    }

    static List<String> unreadable() {
        return List.copyOf(unreadableAnswers().keySet());
    }

    private static Map<String, Answer> unreadableAnswers() {
        Map<String, Answer> answers = new TreeMap<>();
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        answers.put("text", Answers.fixed(200, "text/plain", good));
        answers.put(
                "event stream",
                Answers.fixed(200, "text/event-stream", "data: {}\n\n".getBytes(StandardCharsets.UTF_8)));
        answers.put("utf-16", Answers.fixed(200, "application/json; charset=utf-16", good));
        answers.put("brotli", Answers.fixed(200, "application/json", good, "content-encoding: br"));
        answers.put("no gzip", Answers.fixed(200, "application/json", good, "content-encoding: gzip"));
        answers.put("gzip bomb", gzip(" ".repeat(300_000) + GOOD));
        answers.put("no body", (request, out) -> {
            out.head(204);
            return true;
        });
        answers.put("empty", Answers.json(200, ""));
        answers.put("empty chunks", Answers.chunked(200));
        answers.put("no json", Answers.json(200, "{\"predictions\":"));
        answers.put("another protocol", Answers.json(200, "{\"outputs\":7}"));
        answers.put("a key twice", Answers.json(200, "{\"predictions\":[{\"value\":1,\"value\":9999}]}"));
        answers.put("rows", Answers.json(200, "{\"predictions\":[{\"value\":1},{\"value\":1}]}"));
        answers.put("no value", Answers.json(200, "{\"predictions\":[{\"label\":\"a\"}]}"));
        answers.put("too large, as it says", Answers.json(200, " ".repeat(200_000) + GOOD));
        answers.put(
                "too large, as it shows",
                Answers.chunked(200, " ".repeat(60_000), " ".repeat(60_000), " ".repeat(60_000), GOOD));
        return answers;
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void refusesWhatItCannotRead(String name) throws Exception {
        try (TestUpstream upstream =
                        TestUpstream.start().always(unreadableAnswers().get(name));
                GatewayFixture gateway = start(upstream, "limits: {maxBodyBytes: 131072, maxBufferedBytes: 1000000}");
                RawClient client = gateway.connect()) {
            RawResponse refused = client.postJson(PATH, ONE);
            assertEquals(403, refused.status(), refused.toString());
            assertTrue(refused.bodyText().contains("rule cap, which could not be evaluated"), refused.bodyText());
            assertEquals(1, gateway.count("driftgate.rule.errors", "rule", "cap", "effect", "deny"));
            assertEquals(0, gateway.count("driftgate.rule.errors", "rule", "age-range"));
            assertEquals(403, client.postJson(PATH, ONE).status(), "the connection lives on");
        }
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void passesWhatItCannotReadWhereEveryRuleAllowsThat(String name) throws Exception {
        String lenient = """
                rules:
                  - {id: cap, owner: risk, phase: response, onError: allow, cel: "prediction.value <= 1000.0"}
                  - {id: look, owner: risk, phase: response, enforcement: shadow, cel: "prediction.value <= 10.0"}
                """;
        Answer answer = unreadableAnswers().get(name);
        try (TestUpstream upstream = TestUpstream.start().always(answer);
                GatewayFixture gateway = start(
                        upstream,
                        upstream,
                        "enforce",
                        lenient,
                        "limits: {maxBodyBytes: 131072, maxBufferedBytes: 1000000}");
                RawClient direct = RawClient.connect(upstream.port());
                RawClient client = gateway.connect()) {
            RawResponse expected = direct.postJson(PATH, ONE);
            for (int i = 0; i < 2; i++) {
                RawResponse passed = client.postJson(PATH, ONE);
                assertEquals(expected.status(), passed.status());
                assertArrayEquals(expected.body(), passed.body());
                assertEquals(
                        "cap,look", passed.header("x-driftgate-policy-errors").orElseThrow());
            }
            assertEquals(2, gateway.count("driftgate.rule.errors", "rule", "cap", "effect", "allow"));
            assertEquals(2, gateway.count("driftgate.requests", "outcome", "ok"));
        }
    }

    @Test
    void leavesErrorsOfTheModelServerAlone() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.fixed(500, "text/html", "<p>".getBytes(StandardCharsets.UTF_8)))
                        .next(Answers.json(404, BAD))
                        .next(Answers.chunked(302, BAD));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            assertEquals("<p>", client.postJson(PATH, ONE).bodyText());
            assertEquals(404, client.postJson(PATH, ONE).status());
            assertEquals(BAD, client.postJson(PATH, ONE).bodyText());
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "upstream_error"));
        }
    }

    @Test
    void sendsNothingBeforeItHasDecided() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Answer halves = (request, out) -> {
            out.head(200, "content-type: application/json", "content-length: " + GOOD.length())
                    .text(GOOD.substring(0, 20));
            release.await();
            out.text(GOOD.substring(20));
            return true;
        };
        try (TestUpstream upstream = TestUpstream.start().always(halves);
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            upstream.take();
            while (gateway.admission().bufferedBytes() < ONE.length() + 20) {
                Thread.onSpinWait();
            }
            client.timeout(Duration.ofMillis(100));
            assertThrows(SocketTimeoutException.class, client::readHead);
            release.countDown();
            client.timeout(Duration.ofSeconds(30));
            assertEquals(GOOD, client.read().bodyText());
        }
    }

    @Test
    void answers502WhenAHeldAnswerBreaksOffAndNeverFailsOver() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, GOOD));
                GatewayFixture gateway = start(v2, v1, "enforce", POLICY, "limits: {upstreamTimeout: 3s}");
                RawClient client = gateway.connect()) {
            for (Answer broken : List.of(
                    Answers.dieMidBody("{\"predictions\":", 100),
                    Answers.dieMidChunks("{\"predictions\":"),
                    Answers.bytes(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n"
                                    .getBytes(StandardCharsets.US_ASCII),
                            true))) {
                v2.next(broken);
                RawResponse answer = client.postJson(PATH, ONE);
                assertEquals(502, answer.status(), answer.toString());
                assertEquals("upstream", answer.header("x-driftgate-reason").orElseThrow());
            }
            v2.next(Answers.bytes(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart".getBytes(StandardCharsets.US_ASCII), true));
            assertEquals(504, client.postJson(PATH, ONE).status());
            assertTrue(v1.requests().isEmpty(), "after the head there is no other try");
            assertEquals(3, gateway.count("driftgate.requests", "outcome", "upstream_unavailable"));
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "upstream_timeout"));
            v2.always(Answers.json(200, GOOD));
            assertEquals(200, client.postJson(PATH, ONE).status());
        }
    }

    @Test
    void dropsAHeldAnswerWhenTheClientGoes() throws Exception {
        Answer stuck = Answers.bytes(
                "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"predictions\":".getBytes(StandardCharsets.US_ASCII),
                true);
        try (TestUpstream upstream = TestUpstream.start().always(stuck);
                GatewayFixture gateway = start(upstream)) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
                upstream.take();
                while (gateway.admission().bufferedBytes() <= ONE.length()) {
                    Thread.onSpinWait();
                }
                client.reset();
            }
            upstream.awaitOpenConnections(0);
            gateway.awaitCount(1, "driftgate.requests", "outcome", "client_gone");
        }
    }

    @Test
    void holdsALargeAnswerBackFromASlowClient() throws Exception {
        String large = GOOD + " ".repeat(7 << 20);
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, large));
                GatewayFixture gateway = start(upstream, "limits: {idleTimeout: 3s}")) {
            try (RawClient slow = RawClient.connect(gateway.port(), 8 << 10)) {
                slow.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
                slow.readHead();
                while (gateway.count("driftgate.requests", "outcome", "client_timeout") < 1) {
                    assertTrue(gateway.admission().bufferedBytes() < 9 << 20);
                    Thread.onSpinWait();
                }
            }
            try (RawClient client = RawClient.connect(gateway.port(), 8 << 10)) {
                assertEquals(large, client.postJson(PATH, ONE).bodyText(), "whole, when it is read");
                assertEquals(large, client.postJson(PATH, ONE).bodyText());
            }
        }
    }

    @Test
    void shedsAnAnswerThatItHasNoRoomFor() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        String body = GOOD + " ".repeat(60_000);
        Answer held = (request, out) -> {
            out.head(200, "content-type: application/json", "content-length: " + body.length())
                    .text(body.substring(0, 50_000));
            release.await();
            out.text(body.substring(50_000));
            return true;
        };
        try (TestUpstream upstream = TestUpstream.start().next(held).always(Answers.json(200, body));
                GatewayFixture gateway = start(upstream, "limits: {maxBodyBytes: 65536, maxBufferedBytes: 70000}");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            while (gateway.admission().bufferedBytes() < 50_000) {
                Thread.onSpinWait();
            }
            RawResponse shed = second.postJson(PATH, ONE);
            assertEquals(503, shed.status());
            assertEquals("shed", shed.header("x-driftgate-reason").orElseThrow());
            assertEquals(1, gateway.count("driftgate.shed", "reason", "buffered_bytes"));
            release.countDown();
            assertEquals(body, first.read().bodyText());
            assertEquals(body, second.postJson(PATH, ONE).bodyText());
        }
    }

    @Test
    void waitsForRoomThatComes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        String body = GOOD + " ".repeat(60_000);
        Answer held = (request, out) -> {
            out.head(200, "content-type: application/json", "content-length: " + body.length())
                    .text(body.substring(0, 50_000));
            release.await();
            out.text(body.substring(50_000));
            return true;
        };
        try (TestUpstream upstream = TestUpstream.start().next(held).always(Answers.json(200, body));
                GatewayFixture gateway = start(upstream, "limits: {maxBodyBytes: 65536, maxBufferedBytes: 115000}");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            while (gateway.admission().bufferedBytes() < 50_000) {
                Thread.onSpinWait();
            }
            second.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            upstream.take();
            upstream.take();
            release.countDown();
            // whichever finds no room waits for the other one's end
            assertEquals(body, first.read().bodyText());
            assertEquals(body, second.read().bodyText());
        }
    }

    @Test
    void letsGoOnceOfWhatFindsNoRoomWhenObserved() throws Exception {
        CountDownLatch endFirst = new CountDownLatch(1);
        CountDownLatch endSecond = new CountDownLatch(1);
        String body = GOOD + " ".repeat(60_000);
        try (TestUpstream upstream = TestUpstream.start()
                        .next(inTwoParts(body, 50_000, endFirst))
                        .next(inTwoParts(body, 30_000, endSecond))
                        .always(Answers.json(200, body));
                GatewayFixture gateway = start(
                        upstream,
                        upstream,
                        "observe",
                        POLICY,
                        "limits: {maxBodyBytes: 65536, maxBufferedBytes: 70000}");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect();
                RawClient third = gateway.connect()) {
            first.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            while (gateway.admission().bufferedBytes() < 50_000) {
                Thread.onSpinWait();
            }
            second.send(RawClient.request("POST", PATH, ONE, "content-type: application/json"));
            while (gateway.count("driftgate.rule.errors", "rule", "cap") < 1) {
                Thread.onSpinWait(); // until the second is let go, unread
            }
            // The third one waits for room as well, and so for many ticks of the second, which is under way.
            assertEquals(body, third.postJson(PATH, ONE).bodyText());
            endSecond.countDown();
            assertEquals(body, second.read().bodyText());
            endFirst.countDown();
            assertEquals(body, first.read().bodyText());
            assertEquals(2, gateway.count("driftgate.rule.errors", "rule", "cap"), "each is judged once");
        }
    }

    private static Answer inTwoParts(String body, int bytes, CountDownLatch between) {
        return (request, out) -> {
            out.head(200, "content-type: application/json", "content-length: " + body.length())
                    .text(body.substring(0, bytes));
            between.await();
            out.text(body.substring(bytes));
            return true;
        };
    }

    @Test
    void observesAnswersWithoutRefusing() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(200, BAD))
                        .next(Answers.fixed(200, "text/plain", BAD.getBytes(StandardCharsets.UTF_8)))
                        .next(Answers.json(200, "{\"predictions\":[{\"value\":1,\"scores\":[0.5]}]}"))
                        .next(Answers.chunked(200, " ".repeat(60_000), " ".repeat(60_000), BAD))
                        .next(Answers.json(200, "{}"));
                GatewayFixture gateway = start(
                        upstream,
                        upstream,
                        "observe",
                        POLICY,
                        "limits: {maxBodyBytes: 65536, maxBufferedBytes: 1000000}");
                RawClient client = gateway.connect()) {
            assertEquals(BAD, client.postJson(PATH, ONE).bodyText());
            RawResponse unreadable = client.postJson(PATH, ONE);
            assertEquals(BAD, unreadable.bodyText());
            assertEquals(
                    "cap,sure", unreadable.header("x-driftgate-policy-errors").orElseThrow());
            assertTrue(client.postJson(PATH, ONE).bodyText().contains("scores"));
            assertEquals(120_000 + BAD.length(), client.postJson(PATH, ONE).body().length);
            assertEquals("{}", client.postJson(PATH, "not json").bodyText());
            assertEquals(3, gateway.count("driftgate.violations", "rule", "sure"), "two errors would refuse too");
            assertEquals(2, gateway.count("driftgate.rule.errors", "rule", "sure"));
            assertEquals(5, gateway.count("driftgate.requests", "outcome", "ok"));
        }
    }

    @Test
    void triesAnswerRulesBesideAPolicyWithoutThem() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, BAD));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            gateway.policy("v3", POLICY);
            String shadow = GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}")
                    .replace("policy: credit-risk@v2", "policy: {use: credit-risk@v2, shadow: v3}");
            gateway.reload(shadow);
            assertEquals(BAD, client.postJson(PATH, ONE, "x-request-id: r1").bodyText());
            Disagreement found = gateway.disagreements("credit-risk").get(0);
            assertEquals("response", found.phase());
            assertEquals(List.of("cap"), found.stricter());
            assertEquals("r1", found.requestId());
            assertEquals("v2", found.enforced());

            gateway.reload(shadow.replace("shadow: v3", "rollout: {to: v3, percent: 100}"));
            RawResponse refused = client.postJson(PATH, ONE);
            assertEquals(403, refused.status());
            assertEquals("credit-risk@v3", refused.header("x-driftgate-policy").orElseThrow());
            assertEquals(2, gateway.disagreements("credit-risk").size());
        }
    }

    @Test
    void judgesByTheOriginalRowsOfAMaskedOrZippedRequest() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, GOOD));
                GatewayFixture gateway = start(upstream, upstream, "enforce", """
                        rules:
                          - {id: note, owner: risk, phase: response, feature: note, in: ["4111 1111 1111 1111"]}
                        """);
                RawClient client = gateway.connect()) {
            String card = "{\"instances\":[{\"age\":30,\"note\":\"4111 1111 1111 1111\"}]}";
            assertEquals(200, client.postJson(PATH, card).status());
            assertTrue(upstream.take().bodyText().contains("**** 1111"));
            client.send(PassageTest.gzipped(PATH, card.getBytes(StandardCharsets.UTF_8)));
            assertEquals(200, client.read().status());
            client.send(PassageTest.gzipped(
                    PATH, ONE.replace("1,", "1,\"note\":\"x\",").getBytes(StandardCharsets.UTF_8)));
            assertEquals(403, client.read().status());
        }
    }

    @Test
    void takesPredictionsFromWhereTheConfigurationSays() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(200, "{\"predictions\":[{\"limit\":4711,\"value\":1}]}"))
                        .next(Answers.json(200, "{\"predictions\":[{\"limit\":1,\"value\":4711}]}"));
                GatewayFixture gateway = start(upstream);
                RawClient client = gateway.connect()) {
            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}")
                    .replace(
                            "    schema: {age: int, income",
                            "    prediction: {value: limit}\n    schema: {age: int, income"));
            assertEquals(403, client.postJson(PATH, ONE).status());
            assertEquals(200, client.postJson(PATH, ONE).status());
        }
    }

    private static Answer gzip(String body) {
        byte[] bytes = gzipped(body.getBytes(StandardCharsets.UTF_8));
        return Answers.fixed(200, "application/json", bytes, "content-encoding: gzip");
    }

    private static byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
