package io.driftgate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tape that has parsed many bodies reads the next as one that has parsed none. */
class TapeReplayTest {
    private static final int MAX_DEPTH = 8;
    private static final String DAMAGE = "{}[]\",:\\ 0123456789-+.eEtrufalsn\u0001\u00e9";

    private final Random random = new Random(11);
    private final JsonTape tape = new JsonTape(MAX_DEPTH);

    /** What a parse comes to: all that a tape says, or the error. */
    private static String outcome(JsonTape tape, byte[] bytes, int from, int to) {
        StringBuilder out = new StringBuilder();
        try {
            tape.parse(bytes, from, to);
        } catch (MalformedJson e) {
            return e.reason() + " at " + e.offset();
        }
        for (int node = 0; node < tape.nodes(); node++) {
            out.append((char) tape.type(node))
                    .append(tape.isKey(node) ? "k" : "")
                    .append(tape.isEscaped(node) ? "e" : "");
            out.append(tape.start(node)).append('-').append(tape.end(node));
            out.append('>').append(tape.next(node)).append('#').append(tape.size(node));
            if (tape.type(node) == JsonTape.NUMBER) {
                out.append('=').append(Double.doubleToRawLongBits(tape.number(node)));
            } else if (tape.type(node) == JsonTape.STRING) {
                byte[] text = new byte[tape.end(node) - tape.start(node)];
                out.append('=').append(Arrays.hashCode(Arrays.copyOf(text, tape.unescape(node, text, 0))));
            }
            out.append(' ');
        }
        return out.toString();
    }

    private void assertReadAsEver(byte[] body) {
        int from = random.nextInt(3) * random.nextInt(9);
        byte[] padded = new byte[from + body.length + random.nextInt(12)];
        Arrays.fill(padded, (byte) '9'); // what stands around must not count
        System.arraycopy(body, 0, padded, from, body.length);
        String expected = outcome(new JsonTape(MAX_DEPTH), padded, from, from + body.length);
        String found = outcome(tape, padded, from, from + body.length);
        assertEquals(expected, found, () -> new String(body, StandardCharsets.UTF_8));
        if (random.nextInt(3) == 0) {
            tape.release();
        }
    }

    /** Another body, mostly of the same shape. */
    private byte[] changed(byte[] body) {
        StringBuilder out = new StringBuilder();
        for (byte b : body) {
            char c = (char) (b & 0xff);
            boolean digit = c >= '1' && c <= '9';
            if (digit && random.nextInt(4) == 0) {
                out.append((char) ('1' + random.nextInt(9)));
                for (int more = random.nextInt(3); more > 0; more--) {
                    out.append((char) ('0' + random.nextInt(10)));
                }
            } else if (c >= 'a' && c <= 'z' && random.nextInt(40) == 0) {
                out.append((char) ('a' + random.nextInt(26)));
            } else {
                out.append(c);
            }
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] damaged(byte[] body) {
        byte[] copy = body.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
    }

    @Test
    void readsAnyBodyAfterAnyOther() {
        RandomJson json = new RandomJson(random);
        int replays = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] body = json.document();
            for (int again = random.nextInt(6); again > 0; again--) {
                assertReadAsEver(body);
                replays += tape.isReplay() ? 1 : 0;
                body = random.nextInt(6) == 0 ? damaged(body) : changed(body);
            }
        }
        assertTrue(replays > 2_000, "only " + replays);
    }

    /** With spaces around, so that few values stand in many bytes. */
    private boolean replays(String first, String second) throws MalformedJson {
        for (String body : new String[] {first, second}) {
            byte[] bytes = (" ".repeat(40) + body).getBytes(StandardCharsets.UTF_8);
            tape.parse(bytes, 0, bytes.length);
        }
        return tape.isReplay();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[2,3]}|{\"a\":10,\"b\":[-2.5e3,0]}",
                "{\"a\":\"x\"}|{\"a\":\"longer than before\"}",
                "{\"a\":\"x\"}|{\"a\":\"\"}",
                "[1,null,true]|[null,false,12]",
                "7|8.5",
                " [ 1 , [ ] , { } ] | [ 2 , [ ] , { } ] ",
                "{\"a\":\"é\"}|{\"a\":\"日本\"}"
            })
    void isOneOfTheSameShape(String first, String second) throws MalformedJson {
        assertTrue(replays(first, second));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1}|{\"b\":1}",
                "{\"a\":1}|{\"a\": 1}",
                "[1]|[1,2]",
                "[1,2]|[1]",
                "[1]|[[1]]",
                "[1]|[\"1\"]",
                "[\"1\"]|[1]",
                "[\"a\"]|[\"\\u0061\"]",
                "[\"\\u0061\"]|[\"\\u0061\"]",
                "{\"a\":1,\"b\":2}|{\"b\":1,\"a\":2}"
            })
    void isNoneOfAnother(String first, String second) throws MalformedJson {
        assertFalse(replays(first, second));
    }

    @Test
    void isNoneOfATableOfNumbers() throws MalformedJson {
        assertFalse(replays("[1" + ",2".repeat(100) + "]", "[1" + ",3".repeat(100) + "]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1", "[01]", "[1]]", "[1e]", "[NaN]", "[tru]", "[1]x", "[1 ", "[]", ""})
    void refusesWhatTheGrammarDoesAndReadsOn(String malformed) {
        for (int i = 0; i < 3; i++) {
            assertReadAsEver((" ".repeat(20) + "[1]").getBytes(StandardCharsets.UTF_8));
            assertReadAsEver((" ".repeat(20) + malformed).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void tellsWhatIsRepeated() throws MalformedJson {
        assertTrue(replays("{\"a\":\"x\",\"b\":\"y\",\"c\":1}", "{\"a\":\"x\",\"b\":\"yy\",\"c\":2}"));
        assertTrue(tape.isRepeated(1), "the key a");
        assertTrue(tape.isRepeated(2));
        assertFalse(tape.isRepeated(4));
        assertFalse(tape.isRepeated(6), "no string");
        assertTrue(replays("{\"a\":\"x\",\"b\":\"yy\",\"c\":2}", "{\"a\":\"x\",\"b\":\"yy\",\"c\":2}"));
        assertTrue(tape.isRepeated(4));
        assertFalse(replays("{\"a\":\"x\"}", "{\"b\":\"x\"}"));
        assertFalse(tape.isRepeated(2));
    }

    @Test
    void isTriedMoreSeldomWhereBodiesDifferAndAgainWhenTheyDoNot() throws MalformedJson {
        for (int i = 0; i < 500; i++) {
            assertFalse(replays("[1]", "{\"a\":1}"));
        }
        int until = 0;
        while (!replays("[1]", "[1]")) {
            until++;
        }
        assertTrue(until < 64, "after " + until);
    }

    @Test
    void goesByNoTapeThatWasGivenBack() {
        byte[] large = ("[" + "0,".repeat(200_000) + "0]").getBytes(StandardCharsets.UTF_8);
        byte[] small = "[1,2]".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 4; i++) {
            outcome(tape, large, 0, large.length);
            outcome(tape, small, 0, small.length);
            tape.release();
            assertReadAsEver(small);
            assertReadAsEver(small);
        }
    }
}
