package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Event streams: what is found wherever events split it, what goes out and when, and what ends a stream. */
final class PiiEventStreamTest {
    private static final String DONE = "data: [DONE]\n\n";
    private static final String BLOCKED = "!personal data (EMAIL_ADDRESS) is not let out";
    private static final PiiPolicy POLICY = PiiFixtures.policy(
            "{EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, US_SSN: MASK, IP_ADDRESS: SHADOW}");

    private final StreamTools tools = new StreamTools(new PiiScanner());
    private final List<String> found = new ArrayList<>();

    private PiiEventStream begin() {
        return tools.begin(POLICY, true, (entity, action) -> found.add(entity + " " + action));
    }

    private static String delta(int choice, String content) {
        return "data: {\"id\":\"c-1\",\"choices\":[{\"index\":" + choice + ",\"delta\":{\"content\":\"" + content
                + "\"}}]}\n\n";
    }

    private static void feed(PiiEventStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.feed(bytes, 0, bytes.length);
    }

    private static String take(PiiEventStream stream) {
        return new String(stream.take(), StandardCharsets.UTF_8);
    }

    /** All that comes out of a stream, and why it was refused. */
    private String through(String text) {
        PiiEventStream stream = begin();
        feed(stream, text);
        stream.end();
        return take(stream) + stream.refusal().map(why -> "!" + why).orElse("");
    }

    @Test
    void masksWhatEventsSplit() {
        assertEquals(
                delta(0, "My card is ****")
                        + delta(0, "")
                        + delta(0, " ****")
                        + delta(0, " **** 11")
                        + delta(0, "11.")
                        + DONE,
                through(delta(0, "My card is 41")
                        + delta(0, "11")
                        + delta(0, " 1111")
                        + delta(0, " 1111 11")
                        + delta(0, "11.")
                        + DONE));
        assertEquals(List.of("CREDIT_CARD MASK"), found);
    }

    @Test
    void countsWhatIsInTheShadow() {
        String stream = delta(0, "at 10.1.") + delta(0, "2.3, and ") + delta(0, "10.1.2.4") + DONE;
        assertEquals(stream, through(stream));
        assertEquals(List.of("IP_ADDRESS SHADOW", "IP_ADDRESS SHADOW"), found);
    }

    @Test
    void blocksBeforeAnyOfTheValueIsOut() {
        assertEquals(BLOCKED, through(delta(0, "Write to jane") + delta(0, "@exam") + delta(0, "ple.org now") + DONE));
    }

    @Test
    void onlyCountsWhereNothingIsEnforced() {
        String text =
                delta(0, "jane@") + delta(0, "example.org, 4111 1111") + delta(0, " 1111 1111, 123-45-6789") + DONE;
        PiiEventStream stream = tools.begin(POLICY, false, (entity, action) -> found.add(entity + " " + action));
        feed(stream, text);
        stream.end();
        assertEquals(text, take(stream));
        assertEquals(List.of("EMAIL_ADDRESS BLOCK", "CREDIT_CARD MASK", "US_SSN MASK"), found);
    }

    @Test
    void mindsWhatThePolicySaysOfAField() {
        PiiPolicy strict = PiiFixtures.policy("{US_SSN: SHADOW, fields: {content: {US_SSN: BLOCK}}}");
        for (String member : List.of("content", "refusal")) {
            PiiEventStream stream = tools.begin(strict, true, (entity, action) -> {});
            feed(stream, (delta(0, "123-45") + delta(0, "-6789") + DONE).replace("content", member));
            stream.end();
            assertEquals(member.equals("content"), stream.refusal().isPresent(), member);
        }
    }

    @Test
    void keepsChoicesApart() {
        String clean = delta(0, "jane") + delta(1, "@example.org") + delta(0, " said") + DONE;
        assertEquals(clean, through(clean));
        assertEquals(BLOCKED, through(delta(0, "jane@") + delta(1, "fine") + delta(0, "example.org") + DONE));
    }

    @Test
    void looksIntoArgumentsOfTools() {
        String call = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":%d,\"function\":"
                + "{\"arguments\":\"%s\"}}]}}]}\n\n";
        assertEquals(
                BLOCKED,
                through(call.formatted(0, "{\\\"to\\\":\\\"jane")
                        + call.formatted(0, "\\\\u0040example.")
                        + call.formatted(0, "org\\\"}")));
        String apart = call.formatted(0, "jane") + call.formatted(1, "@example.org");
        assertEquals(apart, through(apart));
    }

    @Test
    void takesWholeArgumentsAsTextToo() {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                + "{\"arguments\":\"{\\\"card\\\":%s}\"}}]}}]}\n\n";
        assertEquals(event.formatted("************1111"), through(event.formatted("4111111111111111")));
    }

    @Test
    void letsCleanStreamsPassByteForByte() {
        String odd = "\ufeff: hello\r\nid: 7\r\nevent: message\r\ndata: {\"choices\":[{\"index\":0,\r\ndata: \"delta\":"
                + "{\"content\":\"Tru\\u00ebly \\ud83d\\ude00\"}}]}\r\n\r\n\r\n\r\n:\r\n\r\ndata\n\ndata:\r\rretry: 10\rdata:x\r\r"
                + DONE + "data: {\"choices\":[]}";
        assertEquals(odd, through(odd));
        assertEquals(List.of(), found);
    }

    @Test
    void letsTextGoWhenEnoughFollows() {
        PiiEventStream stream = begin();
        String first = delta(0, "Hello there, ");
        feed(stream, first);
        assertEquals("", take(stream));
        String more = delta(0, "x".repeat(PiiEventStream.TAIL_BYTES - 1));
        feed(stream, more);
        assertEquals("", take(stream));
        feed(stream, delta(0, "y"));
        assertEquals(first, take(stream));
        stream.end();
        assertEquals(more + delta(0, "y"), take(stream));
        assertEquals(0, stream.heldBytes());
    }

    @Test
    void letsWhatHoldsNoTextGoAtOnce() {
        PiiEventStream stream = begin();
        String role = "data: {\"id\":\"chatcmpl-12\",\"created\":1700000000,\"choices\":[{\"index\":0,\"delta\":"
                + "{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
        feed(stream, role);
        assertEquals(role, take(stream));
    }

    @Test
    void doesNotHoldATextBackForOneThatIsOver() {
        PiiEventStream stream = begin();
        feed(stream, "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm, I think\"}}]}\n\n");
        int events = 0;
        while (take(stream).isEmpty() && events < 100) {
            feed(stream, delta(0, "word "));
            events++;
        }
        assertTrue(events < 80, "the end of one text must not wait for the end of the stream");
    }

    @Test
    void blocksWhatGoesOnWhereAPartWasLetGo() {
        String words = delta(1, "word ").repeat(100);
        String clean = delta(0, "jane@exam") + words + delta(0, "ine") + DONE;
        assertEquals(clean, through(clean));
        assertTrue(through(delta(0, "jane@exam") + words + delta(0, "ple.org") + DONE)
                .endsWith(BLOCKED));
    }

    @Test
    void looksAtAllElseWithinEachEvent() {
        assertEquals(BLOCKED, through("data: {\"id\":\"jane@example.org\",\"choices\":[]}\n\n"));
        assertEquals(BLOCKED, through("data: {\"choices\":[],\"jane@example.org\":1}\n\n"));
        assertEquals(BLOCKED, through(": jane@example.org\n\n"));
        assertTrue(through("data: {\"usage\":4111111111111111}\n\n").startsWith("!personal data (CREDIT_CARD)"));
        assertTrue(through("event: 4111111111111111\n\n").startsWith("!personal data (CREDIT_CARD)"));
        assertEquals(
                "data: {\"id\":\"x ****-****-****-1111\",\ndata: \"model\":\"***-**-****\"}\n\n",
                through("data: {\"id\":\"x 4111-1111-1111-1111\",\ndata: \"model\":\"123-45-6789\"}\n\n"));
    }

    @Test
    void seesThroughEscapes() {
        assertEquals(BLOCKED, through(delta(0, "jane\\u0040exam") + delta(0, "ple.org")));
        assertEquals(
                delta(0, "\\u00e9 ***-**") + delta(0, "-**** \\n"),
                through(delta(0, "\\u00e9 \\u003123-4") + delta(0, "5-\\u0036\\u003789 \\n")));
    }

    @Test
    void takesPlainTextAsOneText() {
        assertEquals(BLOCKED, through("data: jane@\n\ndata: example.org\n\n"));
        assertEquals(BLOCKED, through("data: \"jane@\"\n\ndata: \"example.org\"\n\n"));
        assertEquals("data: ****-****-****\n\ndata: -1111\n\n", through("data: 4111-1111-1111\n\ndata: -1111\n\n"));
    }

    @Test
    void refusesWhatItCannotRead() {
        for (String data : List.of("{\"a\":1", "{\"a\":1,\"a\":2}", "[\"\\ud83d\"]", "[".repeat(65) + "]".repeat(65))) {
            assertEquals(
                    "!the stream can't be inspected for personal data: an event's data is no valid JSON",
                    through("data: " + data + "\n\n"));
        }
        assertTrue(
                through("data: " + "x".repeat(PiiEventStream.MAX_EVENT_BYTES)).contains("an event is larger"));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= PiiEventStream.MAX_TEXTS; i++) {
            many.append(delta(i, "x"));
        }
        assertTrue(through(many.toString()).endsWith("texts at once"));
        String logprobs = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"123-45-6789\"},\"logprobs\":"
                + "{\"content\":[{\"token\":\"123-45\"},{\"token\":\"-6789\"}]}}]}\n\n";
        assertTrue(through(logprobs).contains("logprobs"));
        assertEquals(logprobs.replace("6789", "x"), through(logprobs.replace("6789", "x")));
    }

    @Test
    void holdsNoMoreThanItMay() {
        PiiEventStream stream = begin();
        String event = delta(0, "x").replace("\n\n", "\n:" + "y".repeat(10_000) + "\n\n");
        int most = 0;
        for (int i = 0; i < 300 && stream.refusal().isEmpty(); i++) {
            feed(stream, event);
            most = Math.max(most, stream.heldBytes());
        }
        assertTrue(stream.refusal().orElseThrow().contains("wait to be decided"));
        assertTrue(most <= PiiEventStream.MAX_HELD_BYTES, "held " + most);
        assertEquals(0, stream.heldBytes());
        feed(stream, event);
        stream.end();
        assertFalse(stream.refusal().isEmpty());
    }

    @Test
    void masksManyValuesInOneEvent() {
        String cards = "4111 1111 1111 1111, ".repeat(4_000);
        String masks = "**** **** **** 1111, ".repeat(4_000);
        assertEquals(delta(0, "\\n" + masks + "\\u00e9"), through(delta(0, "\\n" + cards + "\\u00e9")));
        String two = "data: {\"b\":{\"text\":\"%1$s\"},\ndata: \"a\":{\"text\":\"\\n%1$s\"}}\n\n";
        assertEquals(String.format(two, masks), through(String.format(two, cards)));
        String lines = "data:%s\ndata:a\n".repeat(4_000) + "\n";
        assertEquals(lines.replace("%s", "************1111"), through(lines.replace("%s", "4111111111111111")));
    }

    @Test
    void masksATextWhosePiecesAreInOneEvent() {
        String event = """
                data: {"content":[{"index":0,"text":"4111 1"},{"index":0,"text":""},
                data: {"index":0,"text":"111 11"},
                data: {"index":0,"text":"11 1111 4111 1111 1111 1111"}]}

                """;
        assertEquals(
                event.replace("\"4111 1\"", "\"**** ****\"")
                        .replace("\"111 11\"", "\" ****\"")
                        .replace("\"11 1111 4111 1111 1111 1111\"", "\" 1111 **** **** **** 1111\""),
                through(event));
    }
}
