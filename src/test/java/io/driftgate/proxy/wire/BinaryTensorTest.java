package io.driftgate.proxy.wire;

import static io.driftgate.testing.BinaryMessage.bytes;
import static io.driftgate.testing.BinaryMessage.doubles;
import static io.driftgate.testing.BinaryMessage.ints;
import static io.driftgate.testing.BinaryMessage.longs;
import static io.driftgate.testing.BinaryMessage.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.BinaryMessage;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Open Inference requests whose tensors stand behind the JSON. */
final class BinaryTensorTest {
    private static final String OCTETS = "application/octet-stream";

    private static BinaryMessage row(long age, String... notes) {
        return BinaryMessage.request()
                .with("\"id\":\"r1\",\"parameters\":{\"binary_data_output\":true},")
                .binary("note", "[1]", "BYTES", texts(notes))
                .json("{\"name\":\"segment\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"new\"]}")
                .binary("age", "[1]", "INT64", longs(age))
                .binary("income", "[1,1]", "FP64", doubles(42000.5));
    }

    private static String length(BinaryMessage message) {
        return "Inference-Header-Content-Length: " + message.headBytes();
    }

    private static RawResponse post(WrappingFixture fixture, BinaryMessage message) throws IOException {
        return fixture.post(GatewayFixture.INFER, OCTETS, message.body(), length(message));
    }

    @Test
    void forwardsCleanRequestsByteForByte() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            BinaryMessage message = row(30, "caf\u00e9");
            for (String type : List.of(OCTETS, "application/json", "")) {
                RawResponse answer = fixture.post(GatewayFixture.INFER, type, message.body(), length(message));
                assertEquals(200, answer.status(), answer.bodyText());
                assertFalse(answer.header("x-driftgate-redacted").isPresent());
                ReceivedRequest received = fixture.upstream.take();
                assertArrayEquals(message.body(), received.body());
                assertEquals(
                        List.of(Integer.toString(message.headBytes())),
                        received.headers("inference-header-content-length"));
            }
        }
    }

    @Test
    void rulesSeeTheValues() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            RawResponse refused = post(fixture, row(300, "x"));
            assertEquals(403, refused.status());
            assertTrue(refused.bodyText().contains("age-range"), refused.bodyText());
            BinaryMessage two = BinaryMessage.request()
                    .binary("age", "[2]", "INT32", ints(30, 17))
                    .binary("income", "[2]", "FP64", doubles(1, 2));
            assertTrue(post(fixture, two).bodyText().contains("\"row\":1"));
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void blocksPersonalDataInElements() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (String note : List.of("bob@example.com", "{\"a\":\"bob\\u0040example.com\"}")) {
                RawResponse refused = post(fixture, row(30, note));
                assertEquals(403, refused.status());
                assertTrue(refused.bodyText().contains("EMAIL_ADDRESS"), refused.bodyText());
            }
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void masksElementsAndWritesTheirLengthsAnew() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            // An escape of six bytes becomes a star of one, so lengths change.
            String escaped = "{\"c\":\"\\u0034111 1111 1111 1111\"}";
            BinaryMessage message = BinaryMessage.request()
                    .with("\"id\":\"5500 0000 0000 0004\",")
                    .binary("note", "[2]", "BYTES", texts("4111-1111-1111-1111", "ok"))
                    .binary("segment", "[2,1]", "BYTES", texts("b", escaped))
                    .binary("age", "[2]", "INT64", longs(30, 31))
                    .binary("income", "[2]", "FP64", doubles(1, 2));
            RawResponse answer = post(fixture, message);
            assertEquals(200, answer.status(), answer.bodyText());
            assertEquals("CREDIT_CARD=3", answer.header("x-driftgate-redacted").orElseThrow());
            BinaryMessage expected = BinaryMessage.request()
                    .with("\"id\":\"**** **** **** 0004\",")
                    .binary("note", "[2]", "BYTES", texts("****-****-****-1111", "ok"))
                    .binary("segment", "[2,1]", "BYTES", texts("b", "{\"c\":\"**** **** **** 1111\"}"))
                    .binary("age", "[2]", "INT64", longs(30, 31))
                    .binary("income", "[2]", "FP64", doubles(1, 2));
            ReceivedRequest received = fixture.upstream.take();
            assertArrayEquals(expected.body(), received.body(), received.bodyText());
            assertEquals(
                    List.of(Integer.toString(expected.headBytes())),
                    received.headers("inference-header-content-length"));
        }
    }

    @Test
    void aCardThatIsANumberBlocks() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (byte[] numbers : List.of(longs(1, 4111111111111111L), longs(-5500000000000004L, 2))) {
                BinaryMessage whole = BinaryMessage.request()
                        .binary("card_number", "[2]", "INT64", numbers)
                        .binary("age", "[2]", "INT64", longs(30, 31))
                        .binary("income", "[2]", "FP64", doubles(1, 2));
                assertEquals(403, post(fixture, whole).status());
            }
            BinaryMessage real = BinaryMessage.request()
                    .binary("age", "[1]", "UINT64", longs(30))
                    .binary("card_number", "[1]", "FP64", doubles(4111111111111111.0))
                    .binary("income", "[1]", "FP64", doubles(1));
            RawResponse refused = post(fixture, real);
            assertTrue(refused.bodyText().contains("CREDIT_CARD"), refused.bodyText());
            // Past what the scanner is shown at once.
            long[] many = new long[1_000];
            Arrays.fill(many, 1_700_000_000_123L);
            BinaryMessage clean = BinaryMessage.request()
                    .binary("card_number", "[1000]", "INT64", longs(many))
                    .binary("age", "[1000]", "FP32", new byte[4_000])
                    .binary("income", "[1000]", "FP32", new byte[4_000]);
            assertTrue(post(fixture, clean).bodyText().contains("age-range"));
            many[999] = 4111111111111111L;
            BinaryMessage last = BinaryMessage.request()
                    .binary("card_number", "[1000]", "INT64", longs(many))
                    .binary("age", "[1000]", "FP32", new byte[4_000])
                    .binary("income", "[1000]", "FP32", new byte[4_000]);
            assertTrue(post(fixture, last).bodyText().contains("CREDIT_CARD"));
            BinaryMessage measures = BinaryMessage.request()
                    .binary("income", "[1]", "INT64", longs(4111111111111111L))
                    .binary("age", "[1]", "INT64", longs(30));
            assertEquals(200, post(fixture, measures).status(), "as in JSON: a number that is a quantity");
            assertEquals(1, fixture.upstream.requests().size());
        }
    }

    @Test
    void refusesFramingThatDoesNotAddUp() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            BinaryMessage message = row(30, "x");
            byte[] body = message.body();
            for (String header : List.of(
                    "inference-header-content-length: " + (message.headBytes() + 1),
                    "inference-header-content-length: " + (message.headBytes() - 1),
                    "inference-header-content-length: " + (body.length + 1),
                    "inference-header-content-length: 0",
                    "inference-header-content-length: +" + message.headBytes(),
                    "inference-header-content-length: 0" + message.headBytes(),
                    "inference-header-content-length: 0x10",
                    "inference-header-content-length: " + message.headBytes() + ", " + message.headBytes(),
                    "inference-header-content-length: ",
                    "inference-header-content-length: 99999999999",
                    length(message) + "\r\n" + length(message))) {
                RawResponse refused = fixture.post(GatewayFixture.INFER, OCTETS, body, header);
                assertEquals(400, refused.status(), header);
            }
            assertEquals(415, fixture.post(GatewayFixture.INFER, OCTETS, body).status(), "without the header");
            assertEquals(400, fixture.post(GatewayFixture.INFER, "", body).status(), "without the header");
            RawResponse wrong = post(
                    fixture,
                    BinaryMessage.request()
                            .binary("age", "[1]", "INT64", longs(1))
                            .binary("income", "[1]", "FP32", doubles(1)));
            assertEquals(400, wrong.status());
            assertTrue(wrong.bodyText().contains("inputs[1].parameters.binary_data_size"), wrong.bodyText());
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void theHopMayNotTakeTheLengthAway() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            BinaryMessage message = row(30, "x");
            fixture.post(
                    GatewayFixture.INFER,
                    OCTETS,
                    message.body(),
                    length(message),
                    "connection: inference-header-content-length");
            assertEquals(
                    List.of(Integer.toString(message.headBytes())),
                    fixture.upstream.take().headers("inference-header-content-length"));
        }
    }

    @Test
    void elementsThatAreNoTextCannotBeInspected() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            for (byte[] element :
                    List.of(new byte[] {(byte) 0xff, (byte) 0xd8}, "b\0o\0b\0".getBytes(StandardCharsets.US_ASCII))) {
                BinaryMessage message = BinaryMessage.request()
                        .binary("note", "[1]", "BYTES", bytes(element))
                        .binary("age", "[1]", "INT64", longs(30))
                        .binary("income", "[1]", "FP64", doubles(1));
                assertEquals(415, post(fixture, message).status());
            }
            assertTrue(fixture.upstream.requests().isEmpty());
        }
    }

    @Test
    void readsThemCompressed() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            BinaryMessage message = row(30, "card 4111 1111 1111 1111");
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream out = new DeflaterOutputStream(compressed)) {
                out.write(message.body());
            }
            RawResponse answer = fixture.post(
                    GatewayFixture.INFER,
                    OCTETS,
                    compressed.toByteArray(),
                    length(message),
                    "content-encoding: deflate");
            assertEquals(200, answer.status(), answer.bodyText());
            ReceivedRequest received = fixture.upstream.take();
            assertArrayEquals(row(30, "card **** **** **** 1111").body(), received.body());
            assertFalse(received.header("content-encoding").isPresent());
        }
    }

    @Test
    void aLengthHeaderWithoutBinaryDataFollowsTheMask() throws Exception {
        try (WrappingFixture fixture = new WrappingFixture()) {
            String row = GatewayFixture.row(30, "\\u0034111 1111 1111 1111");
            String masked = GatewayFixture.row(30, "**** **** **** 1111");
            RawResponse answer = fixture.post(
                    GatewayFixture.INFER, "application/json", row, "inference-header-content-length: " + row.length());
            assertEquals(200, answer.status(), answer.bodyText());
            ReceivedRequest received = fixture.upstream.take();
            assertEquals(masked, received.bodyText());
            assertEquals(
                    List.of(Integer.toString(masked.length())), received.headers("inference-header-content-length"));
        }
    }

    // ---- answers

    private static final String ANSWER_RULES = """
            rules:
              - {id: capped, owner: risk, cel: "prediction.value <= 0.9", phase: response}
            """;

    private static BinaryMessage scored(double score, String... more) {
        return BinaryMessage.answer()
                .binary("score", "[1]", "FP64", doubles(score))
                .binary("text", "[1,1]", "BYTES", texts(more));
    }

    private static Answer answer(BinaryMessage message) {
        return Answers.fixed(200, OCTETS, message.body(), "Inference-Header-Content-Length: " + message.headBytes());
    }

    private static GatewayFixture answering(TestUpstream upstream) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
        gateway.policy("v2", ANSWER_RULES);
        gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}")
                .replace("IP_ADDRESS: SHADOW", "IP_ADDRESS: SHADOW, responses: true"));
        return gateway;
    }

    @Test
    void rulesAndTheScanSeeAnswers() throws Exception {
        BinaryMessage clean = scored(0.5, "hello");
        try (TestUpstream upstream = TestUpstream.start()
                        .next(answer(clean))
                        .next(answer(scored(0.95, "hello")))
                        .next(answer(scored(0.5, "bob@example.com")))
                        .next(answer(scored(0.5, "{\"c\":\"\\u0034111 1111 1111 1111\"}")))
                        .next(answer(scored(0.5, "no text \0")))
                        .always(answer(BinaryMessage.answer()
                                .binary("score", "[1]", "FP64", "4", doubles(0.5))
                                .binary("text", "[1]", "BYTES", texts("x"))));
                GatewayFixture gateway = answering(upstream);
                RawClient client = gateway.connect()) {
            String row = GatewayFixture.row(30, "x");
            RawResponse passed = client.postJson(GatewayFixture.INFER, row);
            assertEquals(200, passed.status(), passed.bodyText());
            assertArrayEquals(clean.body(), passed.body());
            assertEquals(
                    Integer.toString(clean.headBytes()),
                    passed.header("inference-header-content-length").orElseThrow());

            assertTrue(client.postJson(GatewayFixture.INFER, row).bodyText().contains("capped"));
            assertTrue(client.postJson(GatewayFixture.INFER, row).bodyText().contains("EMAIL_ADDRESS"));

            BinaryMessage masked = scored(0.5, "{\"c\":\"**** **** **** 1111\"}");
            RawResponse rewritten = client.postJson(GatewayFixture.INFER, row);
            assertEquals(200, rewritten.status(), rewritten.bodyText());
            assertArrayEquals(masked.body(), rewritten.body());
            assertEquals(
                    Integer.toString(masked.headBytes()),
                    rewritten.header("inference-header-content-length").orElseThrow());
            assertEquals(
                    "CREDIT_CARD=1",
                    rewritten.header("x-driftgate-answer-redacted").orElseThrow());

            assertEquals(403, client.postJson(GatewayFixture.INFER, row).status(), "no text");
            assertEquals(403, client.postJson(GatewayFixture.INFER, row).status(), "does not add up");
        }
    }
}
