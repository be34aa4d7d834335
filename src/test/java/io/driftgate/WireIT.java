package io.driftgate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.BinaryMessage;
import io.driftgate.testing.GatewayProcess;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.ReceivedRequest;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's process on a real socket: each protocol, rules of both kinds, personal data in its wrappings, answers, framing. The
 * tests of {@code proxy.wire} try the same in far more ways within this process; these show that the program that is shipped has it all.
 */
class WireIT {
    private static final String INFER = "/v2/models/credit/infer";

    @TempDir
    private static Path directory;

    private static int port;
    private static TestUpstream upstream;
    private static GatewayProcess gateway;

    private RawClient client;

    @BeforeAll
    static void serve() throws Exception {
        upstream = TestUpstream.start().always(Answers.json(200, "{\"outputs\":[]}"));
        port = GatewayProcess.freePort();
        int adminPort = GatewayProcess.freePort();
        Path policies = Files.createDirectories(directory.resolve("policies/credit/v1"));
        Files.writeString(policies.resolve("policy.yaml"), """
            rules:
              - {id: age, owner: risk, description: Adults, feature: age, between: [18, 120]}
              - {id: debt, owner: risk, description: In proportion, cel: "features.income >= 10.0 * double(features.age)"}
            """);
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: %d}
            admin: {host: 127.0.0.1, port: %d}
            state: state
            limits: {maxBodyBytes: 65536}
            models:
              credit:
                protocols: [open-inference, kserve-v1, mlflow]
                schema: {age: int, income: float, segment: string, note: string}
                versions: {v1: {upstream: "%3$s", policy: credit@v1}}
                pii: {use: [default, us, eu, secrets], CREDIT_CARD: {action: MASK, keepLast: 4}, regions: [US, GB, DE], headers: [x-note]}
              forms:
                protocols: [json]
                paths: [/form]
                schema: {age: {type: int, pointer: /applicant/age}}
                versions: {v1: {upstream: "%3$s", policy: none}}
                pii: {EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}}
              chat:
                protocols: [openai]
                versions: {v1: {upstream: "%3$s", policy: none}}
                pii: {EMAIL_ADDRESS: BLOCK, PHONE_NUMBER: BLOCK, responses: true}
            """.formatted(port, adminPort, upstream.url()));
        gateway = GatewayProcess.serve(directory, adminPort);
    }

    @AfterAll
    static void end() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = RawClient.connect(port);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    private static String row(int age, String note) {
        return """
            {"inputs":[
            {"name":"age","shape":[1],"datatype":"INT64","data":[%d]},
            {"name":"income","shape":[1],"datatype":"FP64","data":[42000.5]},
            {"name":"segment","shape":[1],"datatype":"BYTES","data":["new"]},
            {"name":"note","shape":[1],"datatype":"BYTES","data":["%s"]}]}\
            """.formatted(age, note);
    }

    private RawResponse post(String target, byte[] body, String... headers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("POST " + target + " HTTP/1.1\r\nhost: gateway\r\n"
                        + String.join(
                                "",
                                List.of(headers).stream()
                                        .map(line -> line + "\r\n")
                                        .toList())
                        + "content-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        client.send(out.toByteArray());
        return client.read();
    }

    private RawResponse post(String target, String body, String... headers) throws IOException {
        return post(target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** What the model server got next that is no probe of ours. */
    private static ReceivedRequest received() throws InterruptedException {
        ReceivedRequest next = upstream.take();
        while (!isInference(next)) {
            next = upstream.take();
        }
        return next;
    }

    private static boolean isInference(ReceivedRequest request) {
        return request.method().equals("POST");
    }

    private void passes(RawResponse answer, String sent) throws InterruptedException {
        assertEquals(200, answer.status(), answer::bodyText);
        assertEquals(sent, received().bodyText());
    }

    private static void refuses(RawResponse answer, String code) {
        assertTrue(answer.status() >= 400 && answer.status() < 500, () -> answer.status() + " " + answer.bodyText());
        assertTrue(answer.bodyText().contains(code), answer.bodyText());
    }

    @Test
    void readsEveryProtocolsFeatures() throws Exception {
        String kserve = "{\"instances\":[{\"age\":%d,\"income\":42000,\"segment\":\"new\",\"note\":\"x\"}]}";
        String records = "{\"dataframe_records\":[{\"age\":%d,\"income\":42000,\"segment\":\"new\",\"note\":\"x\"}]}";
        String split =
                "{\"dataframe_split\":{\"columns\":[\"age\",\"income\",\"segment\",\"note\"],\"data\":[[%d,42000,\"new\",\"x\"]]}}";
        List<String[]> ways = List.of(
                new String[] {"/v1/models/credit:predict", kserve},
                new String[] {"/invocations", records},
                new String[] {"/invocations", split});
        passes(client.postJson(INFER, row(30, "x")), row(30, "x"));
        refuses(client.postJson(INFER, row(17, "x")), "age");
        for (String[] way : ways) {
            passes(client.postJson(way[0], way[1].formatted(30)), way[1].formatted(30));
            refuses(client.postJson(way[0], way[1].formatted(17)), "age");
        }
        refuses(client.postJson(INFER, row(30, "x").replace("42000.5", "12")), "debt");
    }

    @Test
    void readsBinaryTensors() throws Exception {
        for (String note : List.of("hello", "bob@example.com")) {
            BinaryMessage message = BinaryMessage.request()
                    .binary("age", "[1]", "INT64", BinaryMessage.longs(30))
                    .binary("income", "[1]", "FP64", BinaryMessage.doubles(42000))
                    .binary("segment", "[1]", "BYTES", BinaryMessage.texts("new"))
                    .binary("note", "[1]", "BYTES", BinaryMessage.texts(note));
            RawResponse answer = post(
                    INFER,
                    message.body(),
                    "content-type: application/octet-stream",
                    "inference-header-content-length: " + message.headBytes());
            if (note.equals("hello")) {
                assertEquals(200, answer.status(), answer::bodyText);
                assertArrayEquals(message.body(), received().body());
            } else {
                refuses(answer, "EMAIL_ADDRESS");
            }
        }
    }

    @Test
    void findsPersonalDataInEveryWrapping() throws Exception {
        long before = upstream.requests().stream().filter(WireIT::isInference).count();
        for (String note : List.of(
                "bob@example.com",
                "bob\\u0040example.com",
                "ｂｏｂ＠ｅｘａｍｐｌｅ．ｃｏｍ",
                "bob%40example.com",
                "Ym9iLnNtaXRoQGV4YW1wbGUuY29t",
                "{\\\"a\\\":\\\"bob@example.com\\\"}",
                "+49 30 23125 000",
                "GB29 NWBK 6016 1331 9268 19",
                "523-84-6917",
                "AKIAIOSFODNN7EXAMPLE")) {
            RawResponse answer = client.postJson(INFER, row(30, note));
            assertEquals(403, answer.status(), note);
            assertFalse(answer.bodyText().contains("bob@"), "an answer repeats nothing");
        }
        assertEquals(
                403,
                client.postJson(INFER + "?q=bob%40example.com", row(30, "x")).status());
        assertEquals(
                403,
                client.postJson(INFER, row(30, "x"), "x-note: bob@example.com").status());
        assertEquals(
                403,
                post("/form", "age=30&note=bob%40example.com", "content-type: application/x-www-form-urlencoded")
                        .status());
        assertEquals(
                403,
                post(
                                "/form",
                                "--B\nContent-Disposition: form-data; name=\"note\"\n\nbob@example.com\n--B--\n"
                                        .replace("\n", "\r\n"),
                                "content-type: multipart/form-data; boundary=B")
                        .status());
        assertEquals(
                before,
                upstream.requests().stream().filter(WireIT::isInference).count(),
                "none of it reached the model server");

        RawResponse masked = client.postJson(INFER, row(30, "card 4111 1111 1111 1111"));
        assertEquals("CREDIT_CARD=1", masked.header("x-driftgate-redacted").orElse("none"));
        assertEquals(row(30, "card **** **** **** 1111"), received().bodyText());
    }

    @Test
    void readsCompressedBodies() throws Exception {
        for (String note : List.of("hello", "bob@example.com")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(row(30, note).getBytes(StandardCharsets.UTF_8));
            }
            RawResponse answer =
                    post(INFER, packed.toByteArray(), "content-type: application/json", "content-encoding: gzip");
            if (note.equals("hello")) {
                assertEquals(200, answer.status(), answer::bodyText);
                received();
            } else {
                refuses(answer, "EMAIL_ADDRESS");
            }
        }
    }

    @Test
    void governsChatsAndTheirStreams() throws Exception {
        String target = "/v1/chat/completions";
        String chat = "{\"model\":\"chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        refuses(client.postJson(target, chat.formatted("write to bob@example.com")), "EMAIL_ADDRESS");
        refuses(client.postJson(target, chat.formatted("call 020 7946 0018 or +44 20 7946 0018")), "PHONE_NUMBER");

        upstream.next((request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            for (String text : List.of("Write to bo", "b@exam", "ple.com", " today")) {
                String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
                out.chunk(event.getBytes(StandardCharsets.UTF_8));
            }
            out.chunk("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            out.lastChunk();
            return true;
        });
        String stream;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(RawClient.request("POST", target, chat.formatted("who knows")));
            stream = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        received();
        assertFalse(stream.contains("ple.com"), "a value that is split over events is held back: " + stream);
        assertFalse(stream.contains("[DONE]"), stream);
        assertTrue(stream.contains("error"), stream);
    }

    @Test
    void keepsRequestsApartAndRefusesWhatIsAmbiguous() throws Exception {
        List<byte[]> three = new ArrayList<>();
        for (int age : new int[] {30, 17, 31}) {
            three.add(RawClient.request("POST", INFER, row(age, "x"), "content-type: application/json"));
        }
        for (byte[] one : three) {
            client.send(one);
        }
        assertEquals(200, client.read().status());
        assertEquals(403, client.read().status());
        assertEquals(200, client.read().status());
        List<ReceivedRequest> received = List.of(received(), received());
        assertEquals(
                List.of(row(30, "x"), row(31, "x")),
                received.stream().map(ReceivedRequest::bodyText).toList());

        client.send("POST " + INFER
                + " HTTP/1.1\r\nhost: g\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        RawResponse smuggled = client.read();
        assertEquals(400, smuggled.status());
        client.expectClose();
        try (RawClient large = RawClient.connect(port)) {
            large.send("POST " + INFER + " HTTP/1.1\r\nhost: g\r\ncontent-length: 70000\r\n\r\n");
            assertEquals(413, large.read().status());
        }
    }
}
