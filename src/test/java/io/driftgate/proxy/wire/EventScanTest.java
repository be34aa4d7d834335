package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Personal data in answers that come as events: nothing of a value is out before it is whole. */
final class EventScanTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String ASK = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String PII =
            "EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, IP_ADDRESS: SHADOW, responses: true";
    private static final String DONE = "data: [DONE]\n\n";

    private static String delta(String content) {
        return "data: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}]}\n\n";
    }

    /** Each event in a chunk of its own. */
    private static Answer events(String... events) {
        return (request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            for (String event : events) {
                out.chunk(event.getBytes(StandardCharsets.UTF_8));
            }
            out.lastChunk();
            return true;
        };
    }

    /** What a client gets on a connection until it is closed. */
    private static String all(GatewayFixture gateway, String version) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(30_000);
            String request = "POST " + PATH + " HTTP/" + version + "\r\nhost: test\r\n"
                    + "content-type: application/json\r\ncontent-length: " + ASK.length() + "\r\n\r\n" + ASK;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void letsCleanStreamsPassByteForByte() throws Exception {
        String[] events = {
            delta("Hello "), ": ping\r\n\r\n", delta("w\\u00f6rld"), "data: {\"usage\":{\"n\":2}}\n\n", DONE
        };
        String all = String.join("", events);
        try (TestUpstream upstream = TestUpstream.start()
                        .next(events(events))
                        .next(Answers.fixed(200, "text/event-stream", all.getBytes(StandardCharsets.UTF_8)))
                        .next(events(delta("on ") + "data: {\"cho", "ices\":[]}\n", "\n"));
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, ASK, "accept-encoding: gzip");
            assertEquals(200, answer.status());
            assertEquals(all, answer.bodyText());
            assertEquals("text/event-stream", answer.header("content-type").orElseThrow());
            assertEquals("identity", upstream.take().header("accept-encoding").orElseThrow());
            assertEquals(all, client.postJson(PATH, ASK).bodyText());
            assertEquals(
                    delta("on ") + "data: {\"choices\":[]}\n\n",
                    client.postJson(PATH, ASK).bodyText());
            assertEquals(1, upstream.connections());
            assertEquals(3, gateway.count("driftgate.requests", "outcome", "ok"));
        }
    }

    @Test
    void masksAcrossEvents() throws Exception {
        try (TestUpstream upstream = TestUpstream.start()
                        .always(events(
                                delta("Pay with 41"),
                                delta("11 1111 11"),
                                delta("11 1111 from 10.0.0."),
                                delta("1"),
                                DONE));
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII);
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(PATH, ASK);
            assertEquals(
                    delta("Pay with ****") + delta(" **** ****") + delta(" 1111 from 10.0.0.") + delta("1") + DONE,
                    answer.bodyText());
            assertEquals(2, gateway.count("driftgate.pii.findings", "direction", "response"));
        }
    }

    @Test
    void breaksOffWhereAValueBlocks() throws Exception {
        String[] events = {delta("x ".repeat(300)), delta("Write to jane"), delta("@example.org"), delta(" now"), DONE};
        try (TestUpstream upstream = TestUpstream.start().always(events(events));
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII)) {
            String chunked = all(gateway, "1.1");
            assertTrue(chunked.contains("data: {\"error\":{"), chunked);
            assertTrue(chunked.contains("EMAIL_ADDRESS"), chunked);
            assertFalse(chunked.contains("jane"), chunked);
            assertFalse(chunked.contains("[DONE]"), chunked);
            assertFalse(chunked.contains("\r\n0\r\n"), "no proper end: " + chunked);
            String old = all(gateway, "1.0");
            assertTrue(old.contains("data: {\"error\":{"), old);
            assertFalse(old.contains("[DONE]") || old.contains("jane"), old);
            try (RawClient client = gateway.connect()) {
                assertThrows(EOFException.class, () -> client.postJson(PATH, ASK));
            }
            assertEquals(3, gateway.count("driftgate.requests", "outcome", "pii_blocked"));
            assertEquals(
                    3, gateway.count("driftgate.pii.findings", "direction", "response", "entity", "EMAIL_ADDRESS"));
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static void expect(RawClient client, String bytes) throws IOException {
        assertEquals(bytes, new String(client.readBytes(bytes.length()), StandardCharsets.UTF_8));
    }

    @Test
    void letsGoOfTextWhileTheStreamGoesOn() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        String[] early = {delta("First words."), delta("y ".repeat(150))};
        Answer paused = (request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            out.chunk(early[0].getBytes(StandardCharsets.UTF_8)).chunk(early[1].getBytes(StandardCharsets.UTF_8));
            rest.await();
            out.chunk(DONE.getBytes(StandardCharsets.UTF_8)).lastChunk();
            return true;
        };
        try (TestUpstream upstream = TestUpstream.start().always(paused);
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII);
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("POST", PATH, ASK, "content-type: application/json"));
            client.readHead();
            expect(client, chunk(early[0])); // before the stream is done
            rest.countDown();
            expect(client, chunk(early[1] + DONE) + "0\r\n\r\n");
        }
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        List<String> unreadable = List.of(
                "data: {\"a\":1,\"a\":2}\n\n",
                "data: {\"a\"\n\n",
                "data: " + "x".repeat(300_000),
                delta("x").replace("0", "\\u"));
        try (TestUpstream upstream = TestUpstream.start();
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII)) {
            for (String event : unreadable) {
                upstream.next(events(event, DONE));
                String answer = all(gateway, "1.1");
                assertTrue(answer.contains("can't be inspected"), answer);
                assertFalse(answer.contains("[DONE]"), answer);
            }
            assertEquals(unreadable.size(), gateway.count("driftgate.requests", "outcome", "pii_blocked"));
        }
    }

    @Test
    void observesWithoutTouching() throws Exception {
        String[] events = {delta("jane"), delta("@example.org"), "data: {\"a\"\n\n", DONE};
        try (TestUpstream upstream = TestUpstream.start().always(events(events));
                GatewayFixture gateway = AnswerScanTest.start(upstream, "observe", PII);
                RawClient client = gateway.connect()) {
            assertEquals(String.join("", events), client.postJson(PATH, ASK).bodyText());
            assertEquals(1, gateway.count("driftgate.pii.findings", "direction", "response", "action", "block"));
        }
    }

    @Test
    void endsWithTheModelServersStream() throws Exception {
        Answer dies = (request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            out.chunk(delta("held").getBytes(StandardCharsets.UTF_8));
            return false;
        };
        try (TestUpstream upstream = TestUpstream.start().always(dies);
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII);
                RawClient client = gateway.connect()) {
            assertThrows(IOException.class, () -> client.postJson(PATH, ASK));
        }
    }

    @Test
    void slowClientsHoldNothingButTheirOwnStream() throws Exception {
        int count = 20_000;
        Answer endless = (request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            for (int i = 0; i < count; i++) {
                out.chunk(delta("word number " + i + " ").getBytes(StandardCharsets.UTF_8));
            }
            out.lastChunk();
            return true;
        };
        try (TestUpstream upstream = TestUpstream.start().always(endless);
                GatewayFixture gateway = AnswerScanTest.start(upstream, "enforce", PII);
                RawClient client = RawClient.connect(gateway.port(), 4_096)) {
            client.send(RawClient.request("POST", PATH, ASK, "content-type: application/json"));
            Thread.sleep(200); // the sockets fill up
            assertTrue(gateway.admission().bufferedBytes() < 1 << 20);
            RawResponse answer = client.read();
            assertTrue(answer.bodyText().endsWith(delta("word number " + (count - 1) + " ")));
        }
    }
}
