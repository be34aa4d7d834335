package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What is said of a body's bytes goes out with those bytes, and not with others. */
final class DigestFieldsTest {
    private static final List<String> NAMES = List.of("content-digest", "repr-digest", "digest", "content-md5", "etag");
    private static final String[] LINES = {
        "Content-Digest: sha-256=:AAAA:",
        "Repr-Digest: sha-256=:AAAA:",
        "Digest: sha-256=AAAA",
        "Content-MD5: AAAA",
        "ETag: \"AAAA\"",
        "x-other: kept"
    };
    private static final String PATH = "/v1/chat/completions";
    private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAM = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    /** How many of the names are there. */
    private static long there(Function<String, Optional<String>> header) {
        assertEquals(Optional.of("kept"), header.apply("x-other"));
        return NAMES.stream().filter(name -> header.apply(name).isPresent()).count();
    }

    @Test
    void ofRequests() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            String clean = GatewayFixture.row(30, "x");
            client.postJson(GatewayFixture.INFER, clean, LINES);
            ReceivedRequest asItCame = upstream.take();
            assertEquals(5, there(asItCame::header));
            assertEquals(clean, asItCame.bodyText());

            client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "4111 1111 1111 1111"), LINES);
            ReceivedRequest masked = upstream.take();
            assertEquals(0, there(masked::header));
            assertTrue(masked.bodyText().contains("1111") && !masked.bodyText().contains("4111"), masked::bodyText);

            client.send(gzipped(clean));
            assertEquals(200, client.read().status());
            assertEquals(0, there(upstream.take()::header), "decoded, so other bytes");
        }
    }

    private static byte[] gzipped(String body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("POST " + GatewayFixture.INFER + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
                        + String.join("\r\n", LINES) + "\r\ncontent-encoding: gzip\r\ncontent-length: " + packed.size()
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(packed.toByteArray());
        return out.toByteArray();
    }

    @Test
    void aConnectionOptionIsStillOne() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url());
                RawClient client = gateway.connect()) {
            client.postJson(
                    GatewayFixture.INFER,
                    GatewayFixture.row(30, "x"),
                    "connection: keep-alive, digest",
                    "digest: of this hop",
                    "etag: \"a\"");
            ReceivedRequest received = upstream.take();
            assertEquals(Optional.empty(), received.header("digest"));
            assertEquals(Optional.of("\"a\""), received.header("etag"));
        }
    }

    private static Answer answer(String type, String body) {
        return Answers.fixed(200, type, body.getBytes(StandardCharsets.UTF_8), LINES);
    }

    private static String completion(String content) {
        return "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + content
                + "\"}}]}";
    }

    @Test
    void ofAnswers() throws Exception {
        String pii = "CREDIT_CARD: {action: MASK, keepLast: 4}, responses: true";
        String events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n";
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", pii);
                RawClient client = gateway.connect()) {
            upstream.next(answer("application/json", completion("Hi")));
            RawResponse asItCame = client.postJson(PATH, ASK);
            assertEquals(5, there(asItCame::header));

            upstream.next(answer("application/json", completion("4111 1111 1111 1111")));
            RawResponse masked = client.postJson(PATH, ASK);
            assertEquals(completion("**** **** **** 1111"), masked.bodyText());
            assertEquals(0, there(masked::header));

            upstream.next(answer("text/event-stream", events));
            RawResponse stream = client.postJson(PATH, STREAM);
            assertEquals(200, stream.status());
            assertEquals(0, there(stream::header), "nobody knows yet what will be masked");
        }
    }
}
