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
import java.util.List;
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

    private static final String TEXT_RULES = """
            rules:
              - {id: words, owner: ai, feature: prompt, notContains: forbidden}
              - {id: everywhere, owner: ai, cel: "!features.texts.exists(text, text.contains('secret'))"}
              - {id: template, owner: ai, feature: chat_template, forbidden: true}
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

    private static String ask(String message, String members) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}," + message + "]" + members + "}";
    }

    private static String parts(String... texts) {
        StringBuilder parts = new StringBuilder("{\"role\":\"user\",\"content\":[");
        for (String text : texts) {
            parts.append("{\"type\":\"text\",\"text\":\"").append(text).append("\"},");
        }
        parts.setLength(parts.length() - 1);
        return parts.append("]}").toString();
    }

    private static void refuses(RawClient client, String rule, String body) throws Exception {
        RawResponse answer = client.postJson(PATH, body);
        assertEquals(403, answer.status(), body);
        assertTrue(answer.bodyText().contains("\"rule\":\"" + rule + "\""), body + ": " + answer.bodyText());
    }

    @Test
    void findsAWordThatIsSplitOverParts() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(choices("fine", "fine"));
                GatewayFixture gateway = start(upstream, TEXT_RULES);
                RawClient client = gateway.connect()) {
            refuses(client, "words", ask(parts("Say for", "bidden things"), ""));
            refuses(client, "everywhere", ask(parts("sec", "ret").replace("user", "assistant"), ""));
            RawResponse decoy = client.postJson(
                    PATH,
                    ask(
                            parts("for", "x", "bidden")
                                    .replace("\"text\",\"text\":\"x\"", "\"refusal\",\"refusal\":\"x\""),
                            ""));
            assertEquals(400, decoy.status(), decoy.bodyText());
            assertEquals(0, upstream.requests().size());
            String fine = ask(parts("What is for", "sale?"), "");
            assertEquals(200, client.postJson(PATH, fine).status());
            assertEquals(fine, upstream.requests().get(0).bodyText(), "forwarded as it came");
        }
    }

    @Test
    void findsWordsInRolesThatNobodyKnows() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(choices("fine", "fine"));
                GatewayFixture gateway = start(upstream, TEXT_RULES);
                RawClient client = gateway.connect()) {
            for (String role : List.of("usr", "User", "user\\n", "human")) {
                refuses(client, "words", ask("{\"role\":\"" + role + "\",\"content\":\"forbidden\"}", ""));
            }
            refuses(client, "everywhere", ask("{\"role\":\"a secret\",\"content\":\"x\"}", ""));
            for (String role : List.of("assistant", "tool", "function", "system", "developer")) {
                String message = "{\"role\":\"" + role + "\",\"content\":\"forbidden\"}";
                assertEquals(200, client.postJson(PATH, ask(message, "")).status(), role);
                refuses(client, "everywhere", ask(message.replace("forbidden", "secret"), ""));
            }
        }
    }

    @Test
    void findsWordsAroundTheConversation() throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"x\"}";
        try (TestUpstream upstream = TestUpstream.start().always(choices("fine", "fine"));
                GatewayFixture gateway = start(upstream, TEXT_RULES);
                RawClient client = gateway.connect()) {
            for (String members : List.of(
                    ",'tools':[{'type':'function','function':{'name':'f','description':'secret'}}]",
                    ",'tools':[{'type':'function','function':{'name':'f','parameters':{'properties':{'secret':{}}}}}]",
                    ",'functions':[{'name':'f','description':'secret'}]",
                    ",'chat_template_kwargs':{'x':'secret'}",
                    ",'response_format':{'type':'json_schema','json_schema':{'description':'secret'}}",
                    ",'documents':[{'text':'secret'}]",
                    ",'prediction':{'content':'secret'}",
                    ",'instructions':'s\\u0065cret'")) {
                refuses(client, "everywhere", ask(message, members.replace('\'', '"')));
            }
            refuses(client, "everywhere", ask("{\"role\":\"user\",\"name\":\"secret\"}", ""));
            refuses(client, "template", ask(message, ",\"chat_template\":\"{{ 'sec' + 'ret' }}\""));
            for (String foreign : List.of("prompt", "input", "prompt_embeds")) {
                RawResponse answer = client.postJson(PATH, ask(message, ",\"" + foreign + "\":\"x\""));
                assertEquals(400, answer.status(), answer.bodyText());
            }
            RawResponse completion = client.postJson("/v1/completions", ask(message, ",\"prompt\":\"x\""));
            assertEquals(400, completion.status(), completion.bodyText());
            assertEquals(0, upstream.requests().size());
            assertEquals(
                    200,
                    client.postJson(PATH, ask(message, ",\"stop\":[\"x\"],\"user\":\"u\""))
                            .status());
        }
    }
}
