package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Chats over the wire: what is asked, each choice of what is answered, and streams. */
final class ChatTest {
    private static final String PATH = "/v1/chat/completions";

    private static final String REQUEST_RULES = """
            rules:
              - {id: tools, owner: ai, feature: tools, items: {in: [find_order]}}
              - {id: bound, owner: ai, feature: max_tokens, required: true, max: 100}
            """;
    private static final String ANSWER_RULES = REQUEST_RULES + """
              - {id: no-promise, owner: ai, phase: response, prediction: text, notContains: refund}
              - {id: short, owner: ai, phase: response, cel: "features.max_tokens > 10 || size(prediction.text) < 20"}
            """;

    private static final String ASK = "{\"model\":\"m\",\"max_tokens\":50,\"n\":2,\"messages\":"
            + "[{\"role\":\"user\",\"content\":\"Where is my parcel?\"}]}";

    private static GatewayFixture start(TestUpstream upstream, String policy) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
        gateway.policy("v3", policy);
        gateway.reload("""
                listen: {host: 127.0.0.1, port: 0}
                state: state
                models:
                  assistant:
                    protocols: [openai]
                    versions:
                      v1: {upstream: "%s", policy: credit-risk@v3}
                """.formatted(upstream.url()));
        return gateway;
    }

    private static Answer choices(String first, String second) {
        return Answers.json(
                200,
                "{\"object\":\"chat.completion\",\"choices\":[" + choice(0, first) + "," + choice(1, second) + "]}");
    }

    private static String choice(int index, String text) {
        return "{\"index\":" + index + ",\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + text + "\"}}";
    }

    @Test
    void refusesInTheShapeOfTheProtocol() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(choices("fine", "fine"));
                GatewayFixture gateway = start(upstream, REQUEST_RULES);
                RawClient client = gateway.connect()) {
            String body = ASK.replace(
                    "\"n\":2", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"delete_account\"}}]");
            RawResponse answer = client.postJson(PATH, body);
            assertEquals(403, answer.status());
            assertTrue(answer.bodyText().startsWith("{\"error\":{"), answer.bodyText());
            assertTrue(answer.bodyText().contains("\"rule\":\"tools\""), answer.bodyText());
            assertFalse(answer.bodyText().contains("delete_account"), "never the value: " + answer.bodyText());
            assertEquals(0, upstream.requests().size());
            assertEquals(200, client.postJson(PATH, ASK).status());
        }
    }

    @Test
    void looksAtEveryChoiceBesideTheOneRequest() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .next(choices("Tomorrow.", "You get a refund."))
                        .always(choices("Tomorrow.", "The day after tomorrow."));
                GatewayFixture gateway = start(upstream, ANSWER_RULES);
                RawClient client = gateway.connect()) {
            RawResponse refused = client.postJson(PATH, ASK);
            assertEquals(403, refused.status());
            assertTrue(refused.bodyText().contains("\"rule\":\"no-promise\""), refused.bodyText());
            assertTrue(refused.bodyText().contains("\"row\":1"), refused.bodyText());
            RawResponse passed = client.postJson(PATH, ASK);
            assertEquals(200, passed.status());
            assertTrue(passed.bodyText().contains("The day after tomorrow."), passed.bodyText());
            RawResponse tooLong = client.postJson(PATH, ASK.replace("\"max_tokens\":50", "\"max_tokens\":5"));
            assertTrue(tooLong.bodyText().contains("\"rule\":\"short\""), tooLong.bodyText());
        }
    }

    @Test
    void passesStreamsUntouched() throws Exception {
        String events = "data: {\"choices\":[{\"delta\":{\"content\":\"To\"}}]}\n\ndata: [DONE]\n\n";
        Answer stream = Answers.fixed(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8));
        try (TestUpstream upstream = TestUpstream.start().always(stream);
                GatewayFixture gateway = start(upstream, REQUEST_RULES);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, ASK.replace("\"n\":2", "\"stream\":true"));
            assertEquals(200, answer.status());
            assertEquals(events, answer.bodyText());
            assertEquals("text/event-stream", answer.header("content-type").orElseThrow());
        }
    }
}
