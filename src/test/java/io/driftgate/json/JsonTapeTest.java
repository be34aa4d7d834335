package io.driftgate.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.json.MalformedJson.Reason;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTapeTest {
    private final JsonTape tape = new JsonTape(64);

    @Test
    void laysNodesInDocumentOrder() throws MalformedJson {
        parse("{\"a\":[1,true,null,\"x\"],\"b\":{}}");
        StringBuilder types = new StringBuilder();
        for (int node = 0; node < tape.nodes(); node++) {
            types.append((char) tape.type(node));
        }
        assertEquals("{\"[0tn\"\"{", types.toString());
        assertTrue(tape.isKey(1));
        assertFalse(tape.isKey(6));
        assertEquals(2, tape.size(JsonTape.ROOT));
        assertEquals(4, tape.size(2));
        assertEquals(7, tape.next(2));
        assertEquals(9, tape.next(JsonTape.ROOT));
        assertEquals(9, tape.next(8));
        assertEquals("[1,true,null,\"x\"]", token(2));
        assertEquals("x", token(6));
        assertEquals("true", token(4));
        assertEquals("{}", token(8));
    }

    @Test
    void findsMembersByUnescapedName() throws MalformedJson {
        parse("{\"x\":[{\"a\":0}],\"\\u0061\":1,\"a\\/b\":2,\"\":3}");
        assertEquals(1, tape.number(tape.find(JsonTape.ROOT, utf8("a"))));
        assertEquals(2, tape.number(tape.find(JsonTape.ROOT, utf8("a/b"))));
        assertEquals(3, tape.number(tape.find(JsonTape.ROOT, utf8(""))));
        assertEquals(JsonTape.NONE, tape.find(JsonTape.ROOT, utf8("b")));
        assertEquals(JsonTape.NONE, tape.find(5, utf8("a")), "a scalar has no members");
    }

    @Test
    void givesATextAgainThatSomebodyHasPut() throws MalformedJson {
        for (String body :
                List.of("[\"a\\nb\",\"\\\\\",\"plain\",\"\\u20ac\"]", "[\"c\\td\",\"\\/\",\"p\",\"\\u0041\"]")) {
            parse(body);
            for (int node : new int[] {2, 1, 4, 2}) { // in any order, and again
                byte[] expected = new byte[16];
                int length = tape.unescape(node, expected, 0);
                byte[] room = tape.textRoom(node);
                tape.putText(node, tape.unescape(node, room, tape.textStart(node)));
                byte[] out = new byte[17];
                assertEquals(length + 1, tape.unescape(node, out, 1), body);
                assertArrayEquals(Arrays.copyOf(expected, length), Arrays.copyOfRange(out, 1, length + 1), body);
            }
            assertEquals(0, tape.textStart(2), "a text that is put again takes the same room");
            assertTrue(tape.textRoom(2).length <= body.length(), "no more than the body");
        }
    }

    @Test
    void unescapes() throws MalformedJson {
        parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\ud83d\\ude00é€😀\"");
        byte[] out = new byte[tape.end(0) - tape.start(0) + 2];
        int end = tape.unescape(0, out, 2);
        assertEquals("\"\\/\b\f\n\r\tAé€😀é€😀", new String(out, 2, end - 2, StandardCharsets.UTF_8));
        assertTrue(tape.isEscaped(0));
    }

    @Test
    void offsetsCountFromTheStartOfTheBody() throws MalformedJson {
        byte[] bytes = utf8("###[1, 2]###");
        tape.parse(bytes, 3, 9);
        assertSame(bytes, tape.bytes());
        assertEquals(3, tape.start(0));
        assertEquals(9, tape.end(0));
        MalformedJson malformed = assertThrows(MalformedJson.class, () -> tape.parse(utf8("###[1,]###"), 3, 7));
        assertEquals(3, malformed.offset());
    }

    @Test
    void neverReadsPastTheBody() {
        for (String whole : new String[] {"[\"abcdefghijk\"]", "{\"a\":1.5e10}", "true ", "\"\\u0041\"", "\"é\""}) {
            byte[] bytes = utf8(whole);
            for (int to = 0; to < whole.strip().length(); to++) {
                int end = to;
                assertThrows(MalformedJson.class, () -> tape.parse(bytes, 0, end), whole + " to " + to);
            }
        }
    }

    @Test
    void countsDepth() throws MalformedJson {
        parse("[".repeat(64) + "]".repeat(64));
        parse("{\"a\":".repeat(64) + "1" + "}".repeat(64));
        refuses(Reason.TOO_DEEP, 64, "[".repeat(65) + "]".repeat(65));
        refuses(Reason.TOO_DEEP, 64, "[".repeat(100_000));
        refuses(Reason.TOO_DEEP, 0, new JsonTape(0), "[]");
    }

    @Test
    void refusesKeysThatStandTwice() throws MalformedJson {
        refuses(Reason.DUPLICATE_KEY, 7, "{\"a\":1,\"a\":2}");
        refuses(Reason.DUPLICATE_KEY, 7, "{\"a\":1,\"\\u0061\":2}");
        refuses(Reason.DUPLICATE_KEY, 12, "{\"\\u0061\":1,\"a\":2}");
        refuses(Reason.DUPLICATE_KEY, 18, "{\"\\ud83d\\ude00\":1,\"😀\":2}");
        refuses(Reason.DUPLICATE_KEY, 14, "{\"a\":{\"a\":{}},\"a\":2}");
        refuses(Reason.DUPLICATE_KEY, 6, "{\"\":1,\"\":2}");
        parse("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}");
        parse("{\"a\":1,\"A\":2,\"a \":3,\"a\\u0000\":4}");
    }

    @Test
    void findsDuplicatesAmongManyKeysAndForgetsThemWithTheBody() throws MalformedJson {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 50_000; i++) {
            body.append("\"key-").append(i).append("\":").append(i).append(',');
        }
        for (int round = 0; round < 5; round++) {
            parse(body + "\"last\":0}");
            assertEquals(50_001, tape.size(JsonTape.ROOT));
            refuses(Reason.DUPLICATE_KEY, body.length(), body + "\"key-123\":0}");
            if (round == 2) {
                tape.release();
                assertEquals(0, tape.nodes());
                assertEquals(0, tape.bytes().length);
            }
        }
    }

    @Test
    void refusesLoneSurrogates() throws MalformedJson {
        refuses(Reason.LONE_SURROGATE, 1, "\"\\ud83d\"");
        refuses(Reason.LONE_SURROGATE, 2, "\"x\\ude00\"");
        refuses(Reason.LONE_SURROGATE, 1, "\"\\ud83dx\\ude00\"");
        refuses(Reason.LONE_SURROGATE, 1, "\"\\ud83d\\ud83d\\ude00\"");
        refuses(Reason.LONE_SURROGATE, 1, "\"\\ude00\\ud83d\"");
        refuses(Reason.LONE_SURROGATE, 2, "{\"\\uD800\":1}");
        // Half a pair in UTF-8 is no UTF-8 at all, whichever half the escape is.
        refuses(Reason.LONE_SURROGATE, 1, raw("\"\\ud83d", 0xED, 0xB8, 0x80, '"'));
        refuses(Reason.INVALID_UTF8, 1, raw("\"", 0xED, 0xA0, 0xBD, '\\', 'u', 'd', 'e', '0', '0', '"'));
        parse("\"\\uD83D\\uDE00\"");
    }

    @Test
    void refusesInvalidUtf8() {
        int[][] invalid = {
            {0x80},
            {0xBF},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xC2},
            {0xC2, 0x41},
            {0xE0, 0x80, 0x80},
            {0xE0, 0x9F, 0xBF},
            {0xED, 0xA0, 0x80},
            {0xED, 0xBF, 0xBF},
            {0xE2, 0x82},
            {0xE2, 0x82, 0x41},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF0, 0x8F, 0xBF, 0xBF},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xF0, 0x9F, 0x98},
            {0xF0, 0x9F, 0x98, 0x41},
            {0xFE},
            {0xFF},
            {0xE2, 0xC2, 0x80}
        };
        for (int[] sequence : invalid) {
            int[] quoted = Arrays.copyOf(sequence, sequence.length + 1);
            quoted[sequence.length] = '"';
            refuses(Reason.INVALID_UTF8, 4, raw("\"abc", quoted));
            refuses(Reason.INVALID_UTF8, 10, raw("\"abcdefghi", quoted));
        }
        refuses(Reason.INVALID_UTF8, 1, raw("\"", 0xF0, 0x9F));
    }

    @Test
    void acceptsTheEdgesOfUtf8() throws MalformedJson {
        int[] edges = {0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x3FFFF, 0x10FFFF
        };
        for (int edge : edges) {
            parse("[\"" + Character.toString(edge).repeat(3) + "\"]");
        }
    }

    @Test
    void refusesControlsInStringsAtEveryPlaceOfAWord() throws MalformedJson {
        for (int place = 0; place < 20; place++) {
            for (int control = 0; control < 0x20; control++) {
                refuses(
                        Reason.SYNTAX,
                        place + 1,
                        "\"" + "x".repeat(place) + (char) control + "yyyyyyyyyyyyyyyyyyyyyyyy\"");
            }
            parse("\"" + "x".repeat(place) + "\u007f" + "!#[]^`~ \"");
        }
    }

    @Test
    void refusesWhatIsNoJson() {
        String[] bodies = {
            "{",
            "[",
            "\"",
            "[1",
            "[1,",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "]",
            "}",
            ",",
            ":",
            "[1,]",
            "[,1]",
            "{,}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{1:2}",
            "[1 2]",
            "[1}",
            "{\"a\":1]",
            "tru",
            "trux",
            "nul",
            "fals",
            "True",
            "-",
            "+1",
            "01",
            "-01",
            "00",
            "1.",
            ".5",
            "1.e5",
            "1e",
            "1e+",
            "--1",
            "-a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12G4\"",
            "\"\\",
            "\"\\u",
            "/**/1",
            "//\n1",
            "\u00a01",
            "\ufeff1",
            "nan",
            "Nan",
            "Infinit",
            "-Infinit",
            "'a'",
            "\f1",
            "\u000b1",
            "[1,,2]",
            "undefined",
            "\u0000"
        };
        for (String body : bodies) {
            MalformedJson malformed = assertThrows(MalformedJson.class, () -> parse(body), body);
            assertEquals(Reason.SYNTAX, malformed.reason(), body);
            assertTrue(malformed.offset() <= utf8(body).length, body);
            assertEquals(0, tape.nodes(), "a refused body leaves no nodes");
        }
    }

    @Test
    void saysWhyAndWhere() {
        refuses(Reason.EMPTY, 0, "");
        refuses(Reason.EMPTY, 3, " \n\t");
        refuses(Reason.TRAILING_BYTES, 3, "{} x");
        refuses(Reason.TRAILING_BYTES, 2, "1 2");
        refuses(Reason.TRAILING_BYTES, 2, "[]]");
        refuses(Reason.TRAILING_BYTES, 1, "0x1");
        refuses(Reason.TRAILING_BYTES, 1, "1_0");
        refuses(Reason.TRAILING_BYTES, 4, "true\0");
        refuses(Reason.NOT_A_NUMBER, 1, "[NaN]");
        refuses(Reason.NOT_A_NUMBER, 1, "[Infinity]");
        refuses(Reason.NOT_A_NUMBER, 1, "[-Infinity]");
        refuses(Reason.NUMBER_RANGE, 1, "[1e309]");
        refuses(Reason.NUMBER_RANGE, 1, "[-1e309]");
        refuses(Reason.NUMBER_RANGE, 0, "1" + "0".repeat(400));
        refuses(Reason.NUMBER_RANGE, 0, "1e99999999999999999999");
        refuses(Reason.NUMBER_RANGE, 0, "1.7976931348623159e308");
        MalformedJson malformed = assertThrows(MalformedJson.class, () -> parse("{\"secret\":1,\"secret\":2}"));
        assertEquals("the body has the same key twice in one object, at byte 12", malformed.getMessage());
    }

    @Test
    void refusesARangeOutsideTheArray() {
        assertThrows(IllegalArgumentException.class, () -> tape.parse(new byte[4], 2, 5));
        assertThrows(IllegalArgumentException.class, () -> tape.parse(new byte[4], 3, 2));
        assertThrows(IllegalArgumentException.class, () -> tape.parse(new byte[4], -1, 2));
    }

    @Test
    void growsWithTheBody() throws MalformedJson {
        parse("[" + "7,".repeat(200_000) + "8]");
        assertEquals(200_002, tape.nodes());
        assertEquals(8, tape.number(200_001));
        tape.release();
        parse("[1]");
        assertArrayEquals(new double[] {1}, new double[] {tape.number(1)});
    }

    @Test
    void aLargeTapeGrowsToWhatItsBodyCanNeed() throws MalformedJson {
        // One node more than a power of two, which doubling alone would answer with twice the memory.
        int nodes = (1 << 20) + 1;
        byte[] body = utf8("[" + "0,".repeat(nodes - 2) + "0]");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        tape.parse(body, 0, body.length);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(nodes, tape.nodes());
        assertTrue(bytes < 26L * body.length, bytes + " bytes for a body of " + body.length);
        refuses(Reason.TOO_DEEP, 64, "[".repeat(1 << 18));
    }

    private void parse(String body) throws MalformedJson {
        byte[] bytes = utf8(body);
        tape.parse(bytes, 0, bytes.length);
    }

    private String token(int node) {
        return new String(tape.bytes(), tape.start(node), tape.end(node) - tape.start(node), StandardCharsets.UTF_8);
    }

    private void refuses(Reason reason, int offset, String body) {
        refuses(reason, offset, tape, body);
    }

    private static void refuses(Reason reason, int offset, JsonTape tape, String body) {
        refuses(reason, offset, tape, utf8(body));
    }

    private void refuses(Reason reason, int offset, byte[] body) {
        refuses(reason, offset, tape, body);
    }

    private static void refuses(Reason reason, int offset, JsonTape tape, byte[] body) {
        String shown = new String(body, 0, Math.min(80, body.length), StandardCharsets.UTF_8);
        MalformedJson malformed = assertThrows(MalformedJson.class, () -> tape.parse(body, 0, body.length), shown);
        assertEquals(reason, malformed.reason(), shown);
        assertEquals(offset, malformed.offset(), shown);
    }

    private static byte[] raw(String ascii, int... bytes) {
        byte[] start = utf8(ascii);
        byte[] all = Arrays.copyOf(start, start.length + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            all[start.length + i] = (byte) bytes[i];
        }
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void pointsAtEveryValue() throws Exception {
        JsonTape tape = new JsonTape(8);
        byte[] body =
                "{\"a\":[1,{\"b~/\":[[],{}]},\"x\"],\"\\u0063\":{\"\":null},\"d\":5}".getBytes(StandardCharsets.UTF_8);
        tape.parse(body, 0, body.length);
        List<String> pointers = new ArrayList<>();
        for (int node = 0; node < tape.nodes(); node++) {
            if (!tape.isKey(node)) {
                pointers.add(tape.pointerTo(node));
            }
        }
        assertEquals(
                List.of(
                        "",
                        "/a",
                        "/a/0",
                        "/a/1",
                        "/a/1/b~0~1",
                        "/a/1/b~0~1/0",
                        "/a/1/b~0~1/1",
                        "/a/2",
                        "/c",
                        "/c/",
                        "/d"),
                pointers);
        assertThrows(IllegalArgumentException.class, () -> tape.pointerTo(1));
        assertThrows(IllegalArgumentException.class, () -> tape.pointerTo(tape.nodes()));
        assertThrows(IllegalArgumentException.class, () -> tape.pointerTo(JsonTape.NONE));
    }
}
