package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Personal data in whole answers: found, masked, blocked, or counted; and what can't be looked at. */
final class AnswerScanTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String PII =
            "EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, IP_ADDRESS: SHADOW";

    static String yaml(TestUpstream upstream, String mode, String pii) {
        return """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                limits: {maxBodyBytes: 20000}
                models:
                  assistant:
                    mode: %s
                    protocols: [openai]
                    versions:
                      v1: {upstream: "%s", policy: credit-risk@v3}
                    pii: {%s}
                """.formatted(mode, upstream.url(), pii);
    }

    static GatewayFixture start(TestUpstream upstream, String mode, String pii) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
        gateway.policy("v3", "rules:\n  - {id: tools, owner: ai, feature: tools, items: {in: [find_order]}}\n");
        gateway.reload(yaml(upstream, mode, pii));
        return gateway;
    }

    private static String answer(String content) {
        return "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + content
                + "\"}}]}";
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void isOffByDefault() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, answer("jane@example.org")));
                GatewayFixture gateway = start(upstream, "enforce", PII);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, ASK, "accept-encoding: gzip");
            assertEquals(answer("jane@example.org"), answer.bodyText());
            assertEquals("gzip", upstream.take().header("accept-encoding").orElseThrow());
        }
    }

    @Test
    void blocksMasksAndCounts() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(200, answer("Write to jane@example.org")))
                        .next(Answers.chunked(
                                200, answer("Pay with 4111 1111 1111 1111").split("(?<=1111 )")))
                        .always(Answers.json(200, answer("It is 10.1.2.3")));
                GatewayFixture gateway = start(upstream, "enforce", PII + ", responses: true");
                RawClient client = gateway.connect()) {
            RawResponse blocked = client.postJson(PATH, ASK, "accept-encoding: gzip", "x-request-id: q1");
            assertEquals(403, blocked.status());
            assertTrue(blocked.bodyText().startsWith("{\"error\":{"), blocked.bodyText());
            assertTrue(blocked.bodyText().contains("EMAIL_ADDRESS"), blocked.bodyText());
            assertTrue(blocked.bodyText().contains("q1"), blocked.bodyText());
            assertFalse(blocked.bodyText().contains("jane"), "never the value: " + blocked.bodyText());
            assertEquals("blocked", blocked.header("x-driftgate-reason").orElseThrow());
            assertEquals("identity", upstream.take().header("accept-encoding").orElseThrow());

            RawResponse masked = client.postJson(PATH, ASK);
            assertEquals(200, masked.status());
            assertEquals(answer("Pay with **** **** **** 1111"), masked.bodyText());
            assertEquals(
                    "CREDIT_CARD=1",
                    masked.header("x-driftgate-answer-redacted").orElseThrow());
            assertFalse(masked.header("x-driftgate-redacted").isPresent(), "nothing in the request");

            RawResponse counted = client.postJson(PATH, ASK);
            assertEquals(answer("It is 10.1.2.3"), counted.bodyText());
            assertFalse(counted.header("x-driftgate-answer-redacted").isPresent());
            String[] found = {"direction", "response", "entity", "IP_ADDRESS", "action", "shadow"};
            assertEquals(1, gateway.count("driftgate.pii.findings", found));
            assertEquals(3, gateway.count("driftgate.pii.findings", "direction", "response"));
            assertEquals(0, gateway.count("driftgate.pii.findings", "direction", "request"));
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "pii_blocked"));
            assertEquals(1, upstream.connections(), "which lives on");
        }
    }

    @Test
    void looksAtErrorsAndTexts() throws Exception {
        String error = "{\"error\":{\"message\":\"no such card: 4111111111111111\"}}";
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(422, error))
                        .next(Answers.fixed(500, "text/plain", "at jane@example.org".getBytes(StandardCharsets.UTF_8)))
                        .always(Answers.fixed(
                                200,
                                "text/plain; charset=utf-8",
                                "4111111111111111 is yours".getBytes(StandardCharsets.UTF_8)));
                GatewayFixture gateway = start(upstream, "enforce", PII + ", responses: true");
                RawClient client = gateway.connect()) {
            RawResponse masked = client.postJson(PATH, ASK);
            assertEquals(422, masked.status());
            assertEquals(error.replace("411111111111", "************"), masked.bodyText());
            assertEquals(403, client.postJson(PATH, ASK).status());
            RawResponse text = client.postJson(PATH, ASK);
            assertEquals("************1111 is yours", text.bodyText());
            assertEquals(
                    "text/plain; charset=utf-8", text.header("content-type").orElseThrow());
        }
    }

    @Test
    void decodesWhatItMustAndNothingElse() throws Exception {
        byte[] clean = gzip(answer("nothing"));
        Answer masked =
                Answers.fixed(200, "application/json", gzip(answer("4111-1111-1111-1111")), "content-encoding: gzip");
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.fixed(200, "application/json", clean, "content-encoding: gzip"))
                        .always(masked);
                GatewayFixture gateway = start(upstream, "enforce", PII + ", responses: true");
                RawClient client = gateway.connect()) {
            RawResponse untouched = client.postJson(PATH, ASK);
            assertEquals("gzip", untouched.header("content-encoding").orElseThrow());
            assertArrayEquals(clean, untouched.body());
            RawResponse answer = client.postJson(PATH, ASK);
            assertFalse(answer.header("content-encoding").isPresent());
            assertEquals(answer("****-****-****-1111"), answer.bodyText());
        }
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        byte[] bytes = {1, 2, 3};
        Answer[] unreadable = {
            Answers.fixed(200, "application/octet-stream", bytes),
            Answers.fixed(200, "application/json", bytes, "content-encoding: br"),
            Answers.fixed(200, "application/json", bytes, "content-encoding: gzip"),
            Answers.fixed(200, "text/plain; charset=utf-16", bytes),
            Answers.fixed(200, "text/event-stream", bytes, "content-encoding: gzip"),
            Answers.json(200, "{\"a\":1,\"a\":2}"),
            Answers.json(200, "[".repeat(65) + "]".repeat(65)),
            Answers.json(200, answer("x".repeat(30_000))),
            Answers.chunked(200, answer("x".repeat(15_000)), answer("x".repeat(15_000))),
            Answers.json(200, "{\"logprobs\":{\"token\":\"x\"},\"text\":\"4111111111111111\"}"),
        };
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = start(upstream, "enforce", PII + ", responses: true")) {
            for (Answer answer : unreadable) {
                upstream.next(answer);
                try (RawClient client = gateway.connect()) {
                    RawResponse refused = client.postJson(PATH, ASK);
                    assertEquals(403, refused.status(), refused.toString());
                    assertTrue(refused.bodyText().startsWith("{\"error\":{"), refused.bodyText());
                }
            }
            assertEquals(unreadable.length, gateway.count("driftgate.requests", "outcome", "pii_blocked"));
            gateway.reload(
                    yaml(upstream, "enforce", PII + ", responses: true, uninspectable: {encoding: pass, size: pass}"));
            try (RawClient client = gateway.connect()) {
                upstream.next(unreadable[0]);
                assertArrayEquals(bytes, client.postJson(PATH, ASK).body());
                upstream.next(unreadable[8]);
                assertEquals(
                        answer("x".repeat(15_000)).repeat(2),
                        client.postJson(PATH, ASK).bodyText());
            }
        }
    }

    @Test
    void observesWithoutTouching() throws Exception {
        String answer = answer("jane@example.org has 4111111111111111");
        try (TestUpstream upstream = TestUpstream.start()
                        .next(Answers.json(200, answer))
                        .always(Answers.fixed(200, "application/octet-stream", new byte[] {1, 2}));
                GatewayFixture gateway = start(upstream, "observe", PII + ", responses: true");
                RawClient client = gateway.connect()) {
            assertEquals(answer, client.postJson(PATH, ASK).bodyText());
            assertEquals(2, gateway.count("driftgate.pii.findings", "direction", "response"));
            assertEquals(200, client.postJson(PATH, ASK).status());
        }
    }
}
