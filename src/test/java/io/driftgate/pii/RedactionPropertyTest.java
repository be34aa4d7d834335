package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random bodies, made together with what they must become: any character of any string but a surrogate may be escaped, and strings may hold
 * JSON down to three levels. What Jackson reads after the redaction is what was asked for, and differs in the hits alone.
 */
class RedactionPropertyTest {
    private static final String[][] SEGMENTS = {
        {"alice@example.com", "*****@*******.***"},
        {"4111 1111 1111 1111", "**** **** **** 1111"},
        {"jörg@example.com", "****@*******.***"},
        {"(415) 555-2671", "(***) ***-****"},
        {"hello", "hello"},
        {"é", "é"},
        {"\"quoted\"", "\"quoted\""},
        {"\\back/slash", "\\back/slash"},
        {"😀", "😀"},
        {"tab\tand\nline", "tab\tand\nline"},
        {"12 of 30", "12 of 30"},
    };

    private final Random random = new Random(2026);
    private final ObjectMapper jackson = new ObjectMapper();
    private final PiiFixtures pii = new PiiFixtures();
    private final PiiPolicy policy = PiiFixtures.policy("""
            EMAIL_ADDRESS: MASK
            PHONE_NUMBER: MASK
            CREDIT_CARD: {action: MASK, keepLast: 4}
            """);

    /** JSON text, and the JSON text that it must become. */
    private record Pair(String body, String redacted) {}

    @Test
    void redactsTheHitsAndNothingElse() throws Exception {
        int rewritten = 0;
        for (int round = 0; round < 3_000; round++) {
            Pair pair = container(0, 0);
            String redacted = pii.redacted(pair.body(), policy);
            assertSame(jackson.readTree(pair.redacted()), jackson.readTree(redacted), pair.body());
            assertEquals(-1, pii.findings.blocking());
            assertEquals(redacted, pii.redacted(redacted, policy), "what was masked is no finding");
            assertInOrder(pair.body());
            rewritten += redacted.equals(pair.body()) ? 0 : 1;
        }
        assertTrue(rewritten > 1_000);
    }

    private void assertInOrder(String body) {
        pii.scan(body, policy);
        for (int i = 1; i < pii.findings.size(); i++) {
            assertTrue(pii.findings.from(i) >= pii.findings.to(i - 1), body);
        }
    }

    /** Equal, where strings that hold JSON are compared by what they hold. */
    private void assertSame(JsonNode expected, JsonNode seen, String body) throws Exception {
        assertEquals(expected.getNodeType(), seen.getNodeType(), body);
        assertEquals(expected.size(), seen.size(), body);
        if (expected.isObject()) {
            for (var field : expected.properties()) {
                assertSame(field.getValue(), seen.get(field.getKey()), body);
            }
        } else if (expected.isArray()) {
            for (int i = 0; i < expected.size(); i++) {
                assertSame(expected.get(i), seen.get(i), body);
            }
        } else if (expected.isTextual()
                && (expected.textValue().startsWith("{") || expected.textValue().startsWith("["))) {
            assertSame(jackson.readTree(expected.textValue()), jackson.readTree(seen.textValue()), body);
        } else {
            assertEquals(expected, seen, body);
        }
    }

    private Pair container(int depth, int nested) {
        boolean object = random.nextBoolean();
        StringBuilder body = new StringBuilder(object ? "{" : "[");
        StringBuilder redacted = new StringBuilder(object ? "{" : "[");
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            Pair value = value(depth + 1, nested);
            String separator =
                    (i == 0 ? "" : random.nextBoolean() ? "," : " ,\n ") + (object ? "\"k" + i + "\": " : "");
            body.append(separator).append(value.body());
            redacted.append(separator).append(value.redacted());
        }
        return new Pair(
                body.append(object ? '}' : ']').toString(),
                redacted.append(object ? '}' : ']').toString());
    }

    private Pair value(int depth, int nested) {
        int kind = random.nextInt(depth > 3 ? 3 : 6);
        if (kind == 0) {
            String number = Integer.toString(random.nextInt(1000));
            return new Pair(number, number);
        }
        if (kind == 3) {
            return container(depth, nested);
        }
        if (kind == 4 && nested < 3) {
            Pair inner = container(depth, nested + 1);
            return new Pair(quote(inner.body(), true), quote(inner.redacted(), false));
        }
        StringBuilder body = new StringBuilder();
        StringBuilder redacted = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String[] segment = SEGMENTS[random.nextInt(SEGMENTS.length)];
            body.append(segment[0]).append("; ");
            redacted.append(segment[1]).append("; ");
        }
        return new Pair(quote(body.toString(), true), quote(redacted.toString(), false));
    }

    private String quote(String text, boolean freely) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || (freely && !Character.isSurrogate(c) && random.nextInt(8) == 0)) {
                out.append(String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else if (c == '/' && freely && random.nextBoolean()) {
                out.append("\\/");
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
