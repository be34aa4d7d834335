package io.driftgate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tape against Jackson, over random documents and random damage to them. */
class JsonTapePropertyTest {
    private static final int MAX_DEPTH = 64;
    private static final ObjectMapper JACKSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final JsonTape tape = new JsonTape(MAX_DEPTH);

    @Test
    void readsWhatJacksonReads() throws MalformedJson, IOException {
        Random random = new Random(17);
        RandomJson generator = new RandomJson(random);
        for (int round = 0; round < 5_000; round++) {
            byte[] document = generator.document();
            byte[] padded = new byte[document.length + 20];
            random.nextBytes(padded);
            int from = random.nextInt(20);
            System.arraycopy(document, 0, padded, from, document.length);
            tape.parse(padded, from, from + document.length);
            assertEquals(tape.nodes(), assertSame(JACKSON.readTree(document), JsonTape.ROOT));
        }
    }

    @Test
    void refusesWhatJacksonRefuses() throws IOException {
        Random random = new Random(29);
        RandomJson generator = new RandomJson(random);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] document = damaged(generator.document(), random);
            String shown = round + ": " + new String(document, StandardCharsets.UTF_8);
            try {
                tape.parse(document, 0, document.length);
                accepted++;
                assertEquals(tape.nodes(), assertSame(JACKSON.readTree(document), JsonTape.ROOT), shown);
            } catch (MalformedJson malformed) {
                assertTrue(
                        isOurOwnRefusal(malformed, document) || jacksonRefuses(document),
                        () -> malformed + " in " + shown);
            }
        }
        assertTrue(accepted > 5_000, "too little was accepted to mean anything: " + accepted);
    }

    /** Jackson lets pass lone surrogates, numbers beyond a double, and a NUL after a number; NULs at the start make it guess UTF-16. */
    private static boolean isOurOwnRefusal(MalformedJson malformed, byte[] document) {
        return switch (malformed.reason()) {
            case LONE_SURROGATE, NUMBER_RANGE -> true;
            case TRAILING_BYTES -> document[malformed.offset()] == 0;
            case SYNTAX -> new String(document, 0, Math.min(4, document.length), StandardCharsets.UTF_8).contains("\0");
            default -> false;
        };
    }

    private static boolean isUtf8(byte[] document) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private static boolean jacksonRefuses(byte[] document) {
        try {
            return !isUtf8(document) || JACKSON.readTree(document).isMissingNode();
        } catch (IOException refused) {
            return true;
        }
    }

    private static byte[] damaged(byte[] document, Random random) {
        byte[] bytes = document.clone();
        String marks = "{}[]\":,\\u0123456789eE+-.tfn \n\0dD8cC";
        for (int left = 1 + random.nextInt(2); left > 0 && bytes.length > 0; left--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) marks.charAt(random.nextInt(marks.length()));
                case 2 -> bytes = spliced(bytes, at, at + 1, new byte[0]);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int to = Math.min(bytes.length, from + random.nextInt(12));
                    bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, to));
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length - (to - from) + insert.length);
        return buffer.put(bytes, 0, from)
                .put(insert)
                .put(bytes, to, bytes.length - to)
                .array();
    }

    /** Compares the subtree at {@code node} and returns the node after it. */
    private int assertSame(JsonNode expected, int node) {
        int next = node + 1;
        if (expected.isObject()) {
            assertEquals(JsonTape.OBJECT, tape.type(node));
            assertEquals(expected.size(), tape.size(node));
            for (Map.Entry<String, JsonNode> member : expected.properties()) {
                assertTrue(tape.isKey(next));
                assertEquals(member.getKey(), text(next));
                assertEquals(next + 1, tape.find(node, member.getKey().getBytes(StandardCharsets.UTF_8)));
                next = assertSame(member.getValue(), next + 1);
            }
        } else if (expected.isArray()) {
            assertEquals(JsonTape.ARRAY, tape.type(node));
            assertEquals(expected.size(), tape.size(node));
            for (JsonNode element : expected) {
                next = assertSame(element, next);
            }
        } else if (expected.isNumber()) {
            assertEquals(JsonTape.NUMBER, tape.type(node));
            assertEquals(
                    Double.doubleToRawLongBits(Double.parseDouble(text(node))),
                    Double.doubleToRawLongBits(tape.number(node)));
        } else if (expected.isTextual()) {
            assertEquals(JsonTape.STRING, tape.type(node));
            assertEquals(expected.textValue(), text(node));
            String text = expected.textValue();
            assertEquals(text.codePointCount(0, text.length()), tape.codePoints(node), text);
        } else {
            assertEquals(expected.toString(), text(node));
        }
        assertEquals(next, tape.next(node));
        return next;
    }

    private String text(int node) {
        byte[] out = new byte[tape.end(node) - tape.start(node)];
        return new String(out, 0, tape.unescape(node, out, 0), StandardCharsets.UTF_8);
    }
}
