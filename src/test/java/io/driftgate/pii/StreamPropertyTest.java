package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Where a stream is split changes nothing: neither where its bytes are, nor where events split its text. What is found in the text is
 * what a scan of the whole text finds.
 */
final class StreamPropertyTest {
    private static final Pattern LINES = Pattern.compile("[\r\n]+");

    private static final String[] SNIPPETS = {
        "jane.doe@example.org",
        "4111 1111 1111 1111",
        "4111-1111-1111-1112",
        "123-45-6789",
        "10.1.2.3",
        "2001:db8::1",
        "+14155552671",
        "GB82WEST12345698765432",
        "(415) 555-2671",
        "00:1b:44:11:3a:b7",
        "my social security number is 078051120",
        "date of birth: 12/03/1980",
        "born on ",
        "1980-03-12",
        "ssn ",
        "078051120",
        "https://example.org/login?user=jane",
        "@",
        ".",
        "-",
        " ",
        " ",
        "word ",
        "12",
        "7",
        ":",
        "é",
        "日本",
        "\\u0040",
        "\\",
        "\\\"",
        "x@y.zz",
        "a".repeat(70),
        "1".repeat(30),
        "b.".repeat(20),
        "@example.com",
        "%20",
        ", and then ",
        // Followed by a blank: a URL without end swallows others, of which a window that begins within it knows
        // nothing.
        "https://example.org/" + "p/".repeat(150) + " ",
        "\n",
        "_",
        "the lazy dog jumps over nothing at all ",
        "::",
        "fe80::",
        "jane%40example.org",
        "\uff14\uff11\uff11\uff11 1111 1111 1111",
        "123\u200b-45-\u200b6789",
        "bWFpbCBib2JAZXhhbXBsZS5jb20gbm93",
        "jane&#64;example.org",
        "jane&#64example.org",
        "jane%u0040example.org",
    };

    private final StreamTools tools = new StreamTools(new PiiScanner());
    private final PiiScanner scanner = new PiiScanner();
    private final PiiFindings findings = new PiiFindings();

    private static String randomText(SplittableRandom random, int snippets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < snippets; i++) {
            String snippet = SNIPPETS[random.nextInt(SNIPPETS.length)];
            int from = random.nextInt(8) == 0 ? random.nextInt(snippet.length()) : 0;
            text.append(snippet, from, snippet.length());
        }
        return text.toString();
    }

    private static String json(SplittableRandom random, String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < ' ' || random.nextInt(20) == 0) {
                out.append("\\u%04x".formatted((int) unit));
            } else {
                out.append(unit);
            }
        }
        return out.toString();
    }

    /** A text in events, split anywhere. */
    private static String events(SplittableRandom random, String text, int longestPiece) {
        String[] ends = {"\n\n", "\r\n\r\n", "\r\r"};
        String end = ends[random.nextInt(ends.length)];
        StringBuilder stream = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int to = Math.min(text.length(), at + random.nextInt(longestPiece + 1));
            stream.append("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
                    .append(json(random, text.substring(at, to)))
                    .append("\"}}]}")
                    .append(end);
            stream.append(random.nextInt(10) == 0 ? ": ping" + end : "");
            at = to;
        }
        return stream.append("data: [DONE]").append(end).toString();
    }

    private record Outcome(String out, List<String> found, String refusal) {}

    /** Feeds a stream in pieces that end at {@code splits}, in order. */
    private Outcome through(byte[] bytes, PiiPolicy policy, int... splits) {
        List<String> found = new ArrayList<>();
        PiiEventStream stream = tools.begin(policy, true, (entity, action) -> found.add(entity + " " + action));
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int split : splits) {
            stream.feed(bytes, from, split);
            out.append(new String(stream.take(), StandardCharsets.ISO_8859_1));
            from = split;
        }
        stream.feed(bytes, from, bytes.length);
        stream.end();
        out.append(new String(stream.take(), StandardCharsets.ISO_8859_1));
        return new Outcome(out.toString(), found, stream.refusal().orElse(""));
    }

    @Test
    void bytesMayBeSplitAnywhere() {
        SplittableRandom random = new SplittableRandom(41);
        for (int round = 0; round < 8; round++) {
            PiiPolicy policy = round % 3 == 0
                    ? PiiFixtures.policy("{EMAIL_ADDRESS: BLOCK, CREDIT_CARD: MASK, US_SSN: MASK, IP_ADDRESS: SHADOW}")
                    : PiiFixtures.all(PiiAction.MASK);
            byte[] bytes =
                    events(random, randomText(random, round == 0 ? 12 : 40), 40).getBytes(StandardCharsets.UTF_8);
            Outcome whole = through(bytes, policy);
            for (int split = 0; split <= bytes.length; split += round == 0 ? 1 : 61) {
                assertEquals(whole, through(bytes, policy, split), "split at " + split);
            }
            for (int i = 0; i < 20; i++) {
                int[] splits = random.ints(1 + random.nextInt(50), 0, bytes.length)
                        .sorted()
                        .toArray();
                assertEquals(whole, through(bytes, policy, splits), () -> "split at " + Arrays.toString(splits));
            }
        }
    }

    @Test
    void eventsMaySplitATextAnywhere() throws MalformedJson {
        SplittableRandom random = new SplittableRandom(42);
        PiiPolicy policy = PiiFixtures.all(PiiAction.MASK);
        int masked = 0;
        for (int round = 0; round < 40; round++) {
            String text = randomText(random, 10 + random.nextInt(150));
            byte[] whole = text.getBytes(StandardCharsets.UTF_8);
            scanner.window(whole, 0, whole.length, new byte[0], policy, PiiEventStream.MAX_VALUE_BYTES, findings);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < findings.size(); i++) {
                expected.add(findings.entity(i) + " " + findings.action(i));
            }
            masked += expected.size();
            String expectedText = new String(findings.redact(whole, 0, whole.length), StandardCharsets.UTF_8);
            for (int longest : new int[] {1, 5, 60, 2_000}) {
                byte[] bytes = events(random, text, longest).getBytes(StandardCharsets.UTF_8);
                Outcome outcome = through(bytes, policy);
                assertEquals("", outcome.refusal(), text);
                assertEquals(expectedText, textOf(outcome.out()), "pieces of up to " + longest);
                assertEquals(expected, outcome.found());
                String clean = new String(bytes, StandardCharsets.ISO_8859_1);
                assertEquals(expected.isEmpty(), outcome.out().equals(clean), "byte for byte when there is nothing");
            }
        }
        assertTrue(masked > 100, "the texts hold something: " + masked);
    }

    private static String textOf(String stream) throws MalformedJson {
        StringBuilder text = new StringBuilder();
        JsonTape tape = new JsonTape(64);
        for (String line : LINES.splitAsStream(stream).toList()) {
            if (!line.startsWith("data: {")) {
                continue;
            }
            byte[] data = line.substring(6).getBytes(StandardCharsets.ISO_8859_1);
            tape.parse(data, 0, data.length);
            for (int node = 0; node < tape.nodes(); node++) {
                if (tape.type(node) == JsonTape.STRING && !tape.isKey(node)) {
                    byte[] said = new byte[tape.end(node) - tape.start(node)];
                    text.append(new String(said, 0, tape.unescape(node, said, 0), StandardCharsets.UTF_8));
                }
            }
        }
        return text.toString();
    }
}
