package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.ProtocolViolation;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Streams of valid requests, mutated at random by a fixed seed. Whatever comes in: answers are well-formed and each is for the request
 * whose id it carries, what reaches the model server is strict HTTP (its reader fails on anything else), nothing stays behind.
 */
final class MutationTest {
    private static final int CLIENTS = 4;
    private static final int STREAMS_PER_CLIENT = 80;
    private static final String[] INSERTS = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        "0\r\n\r\n",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Host: x\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n",
        "GET / HTTP/1.1\r\n",
        "%2e",
        "//",
        "\u00e9"
    };

    @Test
    void survivesMutatedStreams() throws Exception {
        Answer named = (request, out) -> Answers.json(
                        200, "{\"id\":\"" + request.header("x-request-id").orElse("") + "\"}")
                .write(request, out);
        try (TestUpstream upstream = TestUpstream.start().answersMetadata(false).always(named);
                GatewayFixture gateway = GatewayFixture.start(
                        upstream.url(),
                        upstream.url(),
                        "limits: {idleTimeout: 150ms}", // what is cut off ends soon; a busy client may meet it too
                        "unmatched: {pass: \"" + upstream.url() + "\"}")) {
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom random = new SplittableRandom(20_261_123L + client);
                running.add(clients.submit(() -> {
                    for (int stream = 0; stream < STREAMS_PER_CLIENT; stream++) {
                        sendMutated(gateway, random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            clients.shutdown();
            gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}"));
            try (RawClient client = gateway.connect()) {
                assertEquals(
                        200,
                        client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"))
                                .status());
            }
        }
    }

    private static void sendMutated(GatewayFixture gateway, SplittableRandom random) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(4); i >= 0; i--) {
            stream.write(request(random));
        }
        byte[] bytes = mutated(stream.toByteArray(), random);
        try (RawClient client = gateway.connect()) {
            try {
                client.send(bytes);
                while (true) {
                    check(client.read());
                }
            } catch (ProtocolViolation | SocketTimeoutException e) {
                throw new AssertionError("after " + new String(bytes, StandardCharsets.ISO_8859_1), e);
            } catch (IOException ended) {
                // closed or reset, as it may be once a stream has gone wrong
            }
        }
    }

    private static void check(RawResponse answer) {
        if (answer.status() == 200) {
            String id = answer.header("x-request-id").orElseThrow();
            assertEquals("{\"id\":\"" + id + "\"}", answer.bodyText(), "an answer for another request");
        }
    }

    private static byte[] request(SplittableRandom random) {
        String id = "x-request-id: " + Long.toHexString(random.nextLong());
        String body = GatewayFixture.row(20 + random.nextInt(60), "n");
        return switch (random.nextInt(4)) {
            case 0 -> RawClient.request("GET", "/v2/models/credit-risk/ready", "", id);
            case 1 -> RawClient.request("PUT", "/elsewhere?a=b", body, id);
            case 2 -> chunked(body, id, random);
            default -> RawClient.request("POST", GatewayFixture.INFER, body, id, "Content-Type: application/json");
        };
    }

    private static byte[] chunked(String body, String id, SplittableRandom random) {
        StringBuilder out = new StringBuilder("POST " + GatewayFixture.INFER + " HTTP/1.1\r\nHost: h\r\n" + id
                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        int at = 0;
        while (at < body.length()) {
            String piece = body.substring(at, Math.min(body.length(), at + 1 + random.nextInt(200)));
            out.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
            at += piece.length();
        }
        return out.append("0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        StringBuilder text = new StringBuilder(new String(bytes, StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, Math.min(text.length() - 1, at + 1 + random.nextInt(8)));
                case 2 -> text.insert(at, INSERTS[random.nextInt(INSERTS.length)]);
                case 3 -> {
                    int from = random.nextInt(text.length());
                    text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(60))));
                }
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
