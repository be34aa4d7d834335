package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Personal data in queries, headers, forms and codings does not reach the model server; what is clean arrives as it was sent. */
final class WrappingTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data; boundary=B0";
    private static final String CARD = "4111 1111 1111 1111";
    private static final String MASKED = "**** **** **** 1111";
    private static final String CLEAN = "{\"age\":30,\"note\":\"hello\"}";

    private static RawResponse post(WrappingFixture fixture, String target, String type, String body, String... headers)
            throws IOException {
        return fixture.post(target, type, body, headers);
    }

    private static String part(String headers, String value) {
        return "--B0\r\n" + headers + "\r\n\r\n" + value + "\r\n";
    }

    private static String field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--B0--\r\n";
    }

    // ---- query and headers

    @Test
    void masksTheQuery() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (String[] pair : List.of(
                    new String[] {"/note?card=4111+1111+1111+1111&x=1", "/note?card=****+****+****+1111&x=1"},
                    new String[] {"/note?x=%34111%201111-1111%2D1111", "/note?x=****%20****-****%2D1111"},
                    new String[] {"/note?4111111111111111=y&a=b%20c", "/note?************1111=y&a=b%20c"})) {
                RawResponse answer = post(fixture, pair[0], "application/json", CLEAN);
                assertEquals(200, answer.status(), pair[0]);
                assertEquals(
                        "CREDIT_CARD=1", answer.header("x-driftgate-redacted").orElseThrow());
                ReceivedRequest received = fixture.upstream.take();
                assertEquals(pair[1], received.target());
                assertEquals(CLEAN, received.bodyText());
            }
        }
    }

    @Test
    void blocksTheQuery() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (String target :
                    List.of("/note?m=bob@example.com", "/note?m=bob%40example.com", "/note?%62ob%40example.com")) {
                assertEquals(403, post(fixture, target, "", CLEAN).status(), target);
            }
            assertEquals(
                    403,
                    post(fixture, GatewayFixture.INFER + "?q=bob%40example.com", "", GatewayFixture.row(30, "x"))
                            .status());
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void cleanQueriesArriveAsTheyWereSent() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (String target : List.of(
                    "/note?", "/note?a", "/note?a=1&&b=%zz&=&c=a+b%2B", "/note?a=%C3%A9?x=y", "/note?a=1+415")) {
                assertEquals(200, post(fixture, target, "", CLEAN).status(), target);
                assertEquals(target, fixture.upstream.take().target());
            }
        }
    }

    @Test
    void masksConfiguredHeadersOnly() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            RawResponse answer =
                    post(fixture, "/note", "", CLEAN, "x-note: card " + CARD, "X-NOTE: plain", "x-other: card " + CARD);
            assertEquals(200, answer.status());
            assertEquals("CREDIT_CARD=1", answer.header("x-driftgate-redacted").orElseThrow());
            ReceivedRequest received = fixture.upstream.take();
            assertEquals(List.of("card " + MASKED, "plain"), received.headers("x-note"));
            assertEquals(List.of("card " + CARD), received.headers("x-other"));
            assertEquals(
                    403,
                    post(fixture, "/note", "", CLEAN, "x-note: bob@example.com").status());
            assertEquals(
                    415, post(fixture, "/note", "", CLEAN, "x-note: a\u00ff").status());
            assertEquals(1, fixture.upstream.requests().size());
        }
    }

    @Test
    void masksSeveralPartsOfOneRequest() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            RawResponse answer = post(
                    fixture,
                    "/note?a=4111111111111111&b=" + "4111-1111-1111-1111",
                    "application/json",
                    "{\"age\":30,\"note\":\"" + CARD + "\"}",
                    "x-note: " + CARD,
                    "x-note: a " + CARD);
            assertEquals("CREDIT_CARD=5", answer.header("x-driftgate-redacted").orElseThrow());
            ReceivedRequest received = fixture.upstream.take();
            assertEquals("/note?a=************1111&b=****-****-****-1111", received.target());
            assertEquals(List.of(MASKED, "a " + MASKED), received.headers("x-note"));
            assertEquals("{\"age\":30,\"note\":\"" + MASKED + "\"}", received.bodyText());
            assertEquals(5, fixture.gateway.count("driftgate.pii.findings", "entity", "CREDIT_CARD", "action", "mask"));
        }
    }

    @Test
    void aPlusMayBeMeantAsOne() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            RawResponse masked = post(fixture, "/note?p=%2B14155552671", "", CLEAN);
            assertEquals("PHONE_NUMBER=1", masked.header("x-driftgate-redacted").orElseThrow());
            assertFalse(fixture.upstream.take().target().contains("555"));
            RawResponse refused = post(fixture, "/note?p=+14155552671", "", CLEAN);
            assertEquals(403, refused.status());
            assertTrue(refused.bodyText().contains("PHONE_NUMBER"), refused.bodyText());
            assertEquals(
                    403, post(fixture, "/note", FORM, "age=30&p=+14155552671").status());
            assertEquals(
                    403,
                    post(fixture, "/note?p=4111+1111+1111+1111,+14155552671", "", CLEAN)
                            .status(),
                    "what is found beside it doesn't hide it");
            assertEquals(1, fixture.upstream.requests().size());
            RawResponse blanks = post(fixture, "/note?p=card+4111+1111+1111+1111+or+so", "", CLEAN);
            assertEquals("CREDIT_CARD=1", blanks.header("x-driftgate-redacted").orElseThrow());
        }
    }

    @Test
    void aHeaderThatTheGatewaySaysItselfBlocks() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            assertEquals(
                    403,
                    post(fixture, "/note", "", CLEAN, "x-request-id: 4111-1111-1111-1111")
                            .status());
            assertEquals(
                    200, post(fixture, "/note", "", CLEAN, "x-request-id: q-1").status());
            assertEquals("q-1", fixture.upstream.take().header("x-request-id").orElseThrow());
        }
    }

    // ---- forms

    @Test
    void readsUrlEncodedForms() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            String clean = "age=30&note=a+b%20%C3%A9&adult=true&x&&=&";
            assertEquals(200, post(fixture, "/note", FORM, clean).status());
            assertEquals(clean, fixture.upstream.take().bodyText());

            RawResponse masked = post(fixture, "/note", FORM, "note=%34111+1111+1111+1111!&age=3");
            assertEquals("CREDIT_CARD=1", masked.header("x-driftgate-redacted").orElseThrow());
            ReceivedRequest received = fixture.upstream.take();
            assertEquals("note=****+****+****+1111!&age=3", received.bodyText());
            assertEquals(
                    Integer.toString(received.body().length),
                    received.header("content-length").orElseThrow());

            assertEquals(
                    403,
                    post(fixture, "/note", FORM, "age=30&x=bob%40example.com").status());
            assertEquals(
                    403, post(fixture, "/note", FORM, "age=30&bob@example.com").status());
            RawResponse denied = post(fixture, "/note", FORM, "age=300");
            assertTrue(denied.bodyText().contains("old-age-range"), "rules see the fields: " + denied.bodyText());
            assertEquals(403, post(fixture, "/note", FORM, "age=0x1E").status(), "no number, so of the wrong type");
            assertEquals(400, post(fixture, "/note", FORM, "age=30&age=31").status());
            assertEquals(400, post(fixture, "/note", FORM, "age=30&%61ge=31").status());
            assertEquals(400, post(fixture, "/note", FORM, "age=30&x=%4").status());
            assertEquals(415, post(fixture, "/note", FORM, "age=30&x=%ff").status());
            assertEquals(
                    415,
                    post(fixture, "/note", FORM + ";charset=latin1", "age=30").status());
            assertEquals(2, fixture.upstream.requests().size());
        }
    }

    @Test
    void readsMultipartForms() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            String clean = form(
                    field("age", "30"),
                    part(
                            "content-disposition: form-data; name=\"f\"; filename=\"n.txt\"\r\nContent-Type: text/plain",
                            "a\r\n\nb"),
                    part(
                            "Content-Disposition: form-data; name=\"j\"\r\nContent-Type: application/json",
                            "{\"a\": [1]}"),
                    field("empty", ""));
            assertEquals(200, post(fixture, "/note", MULTIPART, clean).status());
            assertEquals(clean, fixture.upstream.take().bodyText());

            String json =
                    "Content-Type: application/json\r\nContent-Length: %d\r\nContent-Disposition: form-data; name=\"j\"";
            String escaped = "{\"c\":\"\\u0034111 1111 1111 1111\"}";
            String plain = "{\"c\":\"" + MASKED + "\"}";
            RawResponse masked = post(
                    fixture,
                    "/note",
                    MULTIPART,
                    form(
                            field("age", "30"),
                            part(json.formatted(escaped.length()), escaped),
                            field("note", "my " + CARD),
                            part("Content-Disposition: form-data; filename=\"" + CARD + "\"; name=\"f\"", "x")));
            assertEquals("CREDIT_CARD=3", masked.header("x-driftgate-redacted").orElseThrow());
            assertEquals(
                    form(
                            field("age", "30"),
                            part(json.formatted(plain.length()), plain),
                            field("note", "my " + MASKED),
                            part("Content-Disposition: form-data; filename=\"" + MASKED + "\"; name=\"f\"", "x")),
                    fixture.upstream.take().bodyText());

            for (String part : List.of(
                    field("x", "bob@example.com"),
                    field("bob@example.com", "x"),
                    part(
                            "Content-Disposition: form-data; name=\"j\"\r\nContent-Type: application/json",
                            "[\"bob\\u0040example.com\"]"),
                    part("Content-Disposition: form-data; name=\"x\"; filename=\"bob@example.com\"", "x"))) {
                assertEquals(403, post(fixture, "/note", MULTIPART, form(part)).status(), part);
            }
            assertTrue(post(fixture, "/note", MULTIPART, form(field("age", "300")))
                    .bodyText()
                    .contains("old-age-range"));
            assertEquals(
                    400,
                    post(fixture, "/note", MULTIPART, form(field("age", "1"), field("age", "2")))
                            .status());
            assertEquals(
                    400,
                    post(fixture, "/note", MULTIPART, "x" + form(field("age", "1")))
                            .status());
            assertEquals(2, fixture.upstream.requests().size());
        }
    }

    @Test
    void filesThatAreNoTextHaveADeclaredOutcome() throws Exception {
        String image = part(
                "Content-Disposition: form-data; name=\"i\"; filename=\"a.png\"\r\nContent-Type: image/png",
                "\u0089PNG");
        try (WrappingFixture fixture = new WrappingFixture()) {
            assertEquals(
                    415,
                    post(fixture, "/note", MULTIPART, form(field("age", "30"), image))
                            .status());
            assertTrue(fixture.upstream.requests().isEmpty());
            RawResponse passed = post(fixture, "/ruled", MULTIPART, form(field("age", "30"), image));
            assertEquals(200, passed.status(), "rules read what they ask for, so the file may pass");
            assertEquals("encoding", passed.header("x-driftgate-uninspected").orElseThrow());
            assertEquals(
                    form(field("age", "30"), image), fixture.upstream.take().bodyText());
            assertEquals(
                    403,
                    post(fixture, "/ruled", MULTIPART, form(image, field("n", "bob@example.com")))
                            .status(),
                    "what can be read is inspected");
            assertEquals(1, fixture.gateway.count("driftgate.uninspected", "model", "ruled", "reason", "encoding"));
        }
    }

    @Test
    void protocolsThatAreJsonTakeNoForms() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            assertEquals(415, post(fixture, GatewayFixture.INFER, FORM, "a=b").status());
            assertEquals(
                    415,
                    post(fixture, "/invocations", MULTIPART, form(field("a", "b")))
                            .status());
            assertEquals(415, post(fixture, "/note", "text/plain", "hello").status());
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    // ---- codings

    private static byte[] deflated(String text, boolean raw) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(9, raw);
        try (OutputStream deflate = new DeflaterOutputStream(out, deflater)) {
            deflate.write(text.getBytes(StandardCharsets.UTF_8));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] gzipped(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void readsDeflatedBodies() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (boolean raw : List.of(false, true)) {
                assertEquals(
                        200,
                        fixture.post("/note", "", deflated(CLEAN, raw), "content-encoding: deflate")
                                .status());
                ReceivedRequest received = fixture.upstream.take();
                assertEquals(CLEAN, received.bodyText());
                assertFalse(received.header("content-encoding").isPresent());
                String mail = "{\"age\":30,\"note\":\"bob@example.com\"}";
                assertEquals(
                        403,
                        fixture.post("/note", "", deflated(mail, raw), "content-encoding: Deflate")
                                .status());
                byte[] bomb = deflated(" ".repeat(100_000) + CLEAN, raw);
                assertEquals(
                        413,
                        fixture.post("/note", "", bomb, "content-encoding: deflate")
                                .status());
                byte[] whole = deflated(CLEAN, raw);
                byte[] cut = Arrays.copyOf(whole, whole.length - 3);
                assertEquals(
                        400,
                        fixture.post("/note", "", cut, "content-encoding: deflate")
                                .status());
                byte[] more = Arrays.copyOf(whole, whole.length + 1);
                assertEquals(
                        400,
                        fixture.post("/note", "", more, "content-encoding: deflate")
                                .status());
            }
            assertEquals(
                    400,
                    fixture.post("/note", "", CLEAN, "content-encoding: deflate")
                            .status());
            assertEquals(
                    400,
                    fixture.post("/note", "", new byte[0], "content-encoding: deflate")
                            .status());
            assertEquals(2, fixture.upstream.requests().size());
        }
    }

    @Test
    void refusesChainsOfCodings() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (String coding : List.of(
                    "content-encoding: deflate, gzip",
                    "content-encoding: gzip, gzip",
                    "content-encoding: gzip\r\ncontent-encoding: gzip",
                    "content-encoding: br",
                    "content-encoding: identity, gzip")) {
                assertEquals(
                        415, fixture.post("/note", "", gzipped(CLEAN), coding).status(), coding);
            }
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    // ---- what can't be inspected

    @Test
    void whatCannotBeInspectedPassesWhereThePolicySaysSo() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            byte[] body = {(byte) 0x8b, 2, 3};
            RawResponse passed = fixture.post("/open", "", body, "content-encoding: br");
            assertEquals(200, passed.status());
            assertEquals("encoding", passed.header("x-driftgate-uninspected").orElseThrow());
            ReceivedRequest received = fixture.upstream.take();
            assertArrayEquals(body, received.body());
            assertEquals("br", received.header("content-encoding").orElseThrow());

            assertEquals(200, fixture.post("/open", "image/png", body).status());
            assertArrayEquals(body, fixture.upstream.take().body());

            String deep = "[".repeat(100) + "]".repeat(100);
            assertEquals(
                    "depth",
                    fixture.post("/open", "", deep)
                            .header("x-driftgate-uninspected")
                            .orElseThrow());
            assertEquals(deep, fixture.upstream.take().bodyText());

            byte[] bomb = gzipped(" ".repeat(100_000) + CLEAN);
            RawResponse large = fixture.post("/open", "", bomb, "content-encoding: gzip");
            assertEquals("size", large.header("x-driftgate-uninspected").orElseThrow());
            assertArrayEquals(bomb, fixture.upstream.take().body());

            assertEquals(2, fixture.gateway.count("driftgate.uninspected", "model", "open", "reason", "encoding"));
            assertEquals(1, fixture.gateway.count("driftgate.uninspected", "model", "open", "reason", "depth"));
            assertEquals(1, fixture.gateway.count("driftgate.uninspected", "model", "open", "reason", "size"));
        }
    }

    @Test
    void whatIsAmbiguousNeverPasses() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            assertEquals(400, fixture.post("/open", "", "{\"a\":1,\"a\":2}").status());
            assertEquals(
                    400,
                    fixture.post("/open", "", "no gzip", "content-encoding: gzip")
                            .status());
            assertEquals(
                    400,
                    fixture.post("/open", MULTIPART, "x" + form(field("a", "b")))
                            .status());
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void theHeadIsInspectedAllTheSame() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            byte[] body = {1, 2, 3};
            assertEquals(
                    403,
                    fixture.post("/open?m=bob%40example.com", "image/png", body).status());
            RawResponse masked = fixture.post("/open?c=4111111111111111", "image/png", body, "x-note: " + CARD);
            assertEquals("CREDIT_CARD=2", masked.header("x-driftgate-redacted").orElseThrow());
            ReceivedRequest received = fixture.upstream.take();
            assertEquals("/open?c=************1111", received.target());
            assertEquals(MASKED, received.header("x-note").orElseThrow());
            assertArrayEquals(body, received.body());
        }
    }

    @Test
    void rulesThatWouldReadItRefuseIt() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            assertEquals(415, fixture.post("/ruled", "image/png", new byte[3]).status());
            assertEquals(
                    415,
                    fixture.post("/ruled", "", CLEAN, "content-encoding: br").status());
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }
}
