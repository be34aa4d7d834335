package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A value of each kind is found in every wrapping, and in two of them around each other; what is forwarded no longer holds it. */
class WrappingsPropertyTest {
    private static final Map<String, String> VALUES = new LinkedHashMap<>();
    private static final Map<String, UnaryOperator<String>> WRAPPINGS = new LinkedHashMap<>();

    static {
        VALUES.put("EMAIL_ADDRESS", "alice.smith@example.com");
        VALUES.put("CREDIT_CARD", "4111 1111 1111 1111");
        VALUES.put("IBAN_CODE", "DE89 3704 0044 0532 0130 00");
        VALUES.put("US_SSN", "536-22-8726");
        VALUES.put("IP_ADDRESS", "203.0.113.77");
        VALUES.put("PHONE_NUMBER", "+1 415 555 2671");

        WRAPPINGS.put("plain", text -> text);
        WRAPPINGS.put("full-width", text -> map(text, c -> c > ' ' && c < 0x7f ? c + 0xfee0 : c));
        WRAPPINGS.put("full-width digits", text -> map(text, c -> c >= '0' && c <= '9' ? c + 0xfee0 : c));
        WRAPPINGS.put("mathematical digits", text -> map(text, c -> c >= '0' && c <= '9' ? 0x1d7d8 + c - '0' : c));
        WRAPPINGS.put("Arabic digits", text -> map(text, c -> c >= '0' && c <= '9' ? 0x660 + c - '0' : c));
        WRAPPINGS.put("circled", text -> map(text, WrappingsPropertyTest::circled));
        WRAPPINGS.put("zero-width space", text -> between(text, "\u200b"));
        WRAPPINGS.put("soft hyphen", text -> between(text, "\u00ad"));
        WRAPPINGS.put("bidi marks", text -> "\u202e" + between(text, "\u2066") + "\u202c");
        WRAPPINGS.put("combining marks", text -> between(text, "\u0301"));
        WRAPPINGS.put("variation selectors", text -> between(text, "\ufe0f"));
        WRAPPINGS.put("tags", text -> between(text, "\udb40\udc41"));
        WRAPPINGS.put("no-break space", text -> text.replace(' ', '\u00a0'));
        WRAPPINGS.put("thin space", text -> text.replace(' ', '\u2009'));
        WRAPPINGS.put("en dash", text -> text.replace('-', '\u2013'));
        WRAPPINGS.put("minus", text -> text.replace('-', '\u2212'));
        WRAPPINGS.put("percent", WrappingsPropertyTest::percent);
        WRAPPINGS.put("form", text -> URLEncoder.encode(text, StandardCharsets.UTF_8) + "%20");
        WRAPPINGS.put("HTML", text -> escape(text, "&#%d;"));
        WRAPPINGS.put("HTML, hexadecimal", text -> escape(text, "&#x%x;"));
        WRAPPINGS.put("JSON escapes", text -> escape(text, "\\u%04x"));
        WRAPPINGS.put("Base64", text -> base64(Base64.getEncoder(), text));
        WRAPPINGS.put("base64url", text -> base64(Base64.getUrlEncoder().withoutPadding(), text));
        WRAPPINGS.put("MIME", text -> base64(Base64.getMimeEncoder(), "x".repeat(60) + " " + text));
    }

    private final ObjectMapper jackson = new ObjectMapper();
    private final PiiFixtures pii = new PiiFixtures();
    private final PiiPolicy policy = PiiFixtures.policy("""
            EMAIL_ADDRESS: MASK
            CREDIT_CARD: MASK
            IBAN_CODE: MASK
            US_SSN: MASK
            IP_ADDRESS: MASK
            PHONE_NUMBER: MASK
            """);

    private interface CodePointMap {
        int of(int codePoint);
    }

    private static String map(String text, CodePointMap map) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.appendCodePoint(map.of(c)));
        return out.toString();
    }

    private static int circled(int c) {
        if (c >= '1' && c <= '9') {
            return 0x2460 + c - '1';
        }
        return c == '0'
                ? 0x24ea
                : c >= 'a' && c <= 'z' ? 0x24d0 + c - 'a' : c >= 'A' && c <= 'Z' ? 0x24b6 + c - 'A' : c;
    }

    private static String between(String text, String inserted) {
        return text.codePoints().mapToObj(Character::toString).collect(Collectors.joining(inserted));
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return out.toString();
    }

    private static String escape(String text, String format) {
        StringBuilder out = new StringBuilder();
        boolean units = format.startsWith("\\");
        (units ? text.chars() : text.codePoints()).forEach(c -> out.append(String.format(Locale.ROOT, format, c)));
        return out.toString();
    }

    private static String base64(Base64.Encoder encoder, String text) {
        return encoder.encodeToString(("note: " + text + ".").getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> findsEachKindInEachWrapping() {
        return WRAPPINGS.keySet().stream()
                .map(wrapping -> DynamicTest.dynamicTest(
                        wrapping,
                        () -> VALUES.forEach((entity, value) ->
                                check(entity, WRAPPINGS.get(wrapping).apply(value), wrapping))));
    }

    @TestFactory
    Stream<DynamicTest> findsEachKindInTwoWrappings() {
        return WRAPPINGS.keySet().stream()
                .flatMap(outer -> WRAPPINGS.keySet().stream()
                        .filter(inner -> !isPadded(inner) || !outer.equals("circled"))
                        .map(inner -> DynamicTest.dynamicTest(
                                inner + " in " + outer,
                                () -> VALUES.forEach((entity, value) -> check(
                                        entity,
                                        WRAPPINGS
                                                .get(outer)
                                                .apply(WRAPPINGS.get(inner).apply(value)),
                                        inner + " in " + outer)))));
    }

    private static boolean isPadded(String wrapping) {
        return wrapping.startsWith("Base") || wrapping.startsWith("base") || wrapping.equals("MIME");
    }

    private void check(String entity, String wrapped, String how) {
        try {
            Random random = new Random(how.hashCode());
            for (String around : List.of("%s", "call %s now", "Grüße, %s!")) {
                String text = String.format(Locale.ROOT, around, wrapped);
                String body = jackson.writeValueAsString(Map.of("k" + random.nextInt(9), List.of(text, "12 of 30")));
                List<String> found = pii.found(body, policy);
                assertTrue(
                        found.stream().anyMatch(hit -> hit.startsWith(entity + " MASK STRING")),
                        how + ": " + body + found);
                String redacted = pii.redacted(body, policy);
                assertFalse(
                        pii.found(redacted, policy).stream().anyMatch(hit -> hit.startsWith(entity)),
                        how + ": " + redacted);
                var after = jackson.readTree(redacted);
                assertEquals(1, after.size());
                assertEquals("12 of 30", after.iterator().next().get(1).textValue());
                assertOutsideStays(body, redacted);
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(how, e);
        }
    }

    /** Before the first finding and behind the last, all bytes are as they were. */
    private void assertOutsideStays(String body, String redacted) {
        pii.scan(body, policy);
        byte[] before = body.getBytes(StandardCharsets.UTF_8);
        byte[] after = redacted.getBytes(StandardCharsets.UTF_8);
        int first = pii.findings.from(0);
        int rest = before.length - pii.findings.to(pii.findings.size() - 1);
        assertEquals(
                new String(before, 0, first, StandardCharsets.UTF_8),
                new String(after, 0, first, StandardCharsets.UTF_8));
        assertEquals(
                new String(before, before.length - rest, rest, StandardCharsets.UTF_8),
                new String(after, after.length - rest, rest, StandardCharsets.UTF_8));
    }
}
