package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.GapFields;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers wait for the disk that holds their decisions, and what becomes of them when it fails, is full, or takes too long. */
final class AuditAckTest {
    private static final String BODY = GatewayFixture.row(30, "x");
    private static final String KSERVE = "/v1/models/credit-risk:predict";
    private static final String SHORT = "limits: {upstreamTimeout: 3s}";
    private static final Duration A_WHILE = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Answer OK = Answers.json(200, "{\"ok\":true}");

    private TestUpstream upstream;
    private AuditFixture audit;
    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        upstream = TestUpstream.start().always(OK);
    }

    @AfterEach
    void stop() throws IOException {
        audit.disk.release();
        gateway.close();
        audit.close();
        upstream.close();
    }

    private void open(Durability durability, OnFull onFull, String... moreYaml) throws IOException {
        audit = AuditFixture.open(durability, onFull);
        gateway = GatewayFixture.start(audit, upstream.url(), upstream.url(), moreYaml);
    }

    private static byte[] request(String id, String path, String body, String... headers) {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 1, headers.length);
        all[0] = "x-request-id: " + id;
        return RawClient.request("POST", path, body, all);
    }

    /** Sends, and checks that nothing comes back while the disk is held. */
    private RawClient sendHeld(byte[] request) throws Exception {
        audit.disk.hold();
        RawClient client = gateway.connect();
        client.send(request);
        audit.disk.awaitHeld();
        assertSilent(client);
        return client;
    }

    private static void assertSilent(RawClient client) throws IOException {
        client.timeout(A_WHILE);
        assertThrows(SocketTimeoutException.class, client::read);
        client.timeout(PATIENCE);
    }

    private void assertOutcome(String id, String outcome, int status) throws Exception {
        List<AuditRecord> records = audit.of(id);
        assertEquals(2, records.size(), records::toString);
        assertTrue(records.get(0).is(RecordKind.DECISION), records::toString);
        assertEquals(outcome, records.get(1).result(), records::toString);
        assertEquals(status, records.get(1).number(OutcomeFields.STATUS).orElse(0), records::toString);
    }

    // ---- order

    @Test
    void sendsTheRequestButNoByteOfTheAnswerBeforeTheDecisionIsOnDisk() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY))) {
            assertEquals(BODY, upstream.take().bodyText());
            audit.disk.release();
            RawResponse answer = client.read();
            assertEquals(200, answer.status());
            assertEquals("{\"ok\":true}", answer.bodyText());
        }
        assertOutcome("r1", "ok", 200);
    }

    @Test
    void holdsRefusalsAsWell() throws Exception {
        open(Durability.ACK, OnFull.REFUSE, "limits: {maxBodyBytes: 2000}");
        byte[] chunked = ("POST " + GatewayFixture.INFER
                        + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-request-id: chunked\r\n"
                        + "transfer-encoding: chunked\r\n\r\n1000\r\n" + " ".repeat(4096) + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        List<byte[]> requests = List.of(
                request("rule", GatewayFixture.INFER, GatewayFixture.row(7, "x")),
                request("json", GatewayFixture.INFER, "{"),
                request("type", GatewayFixture.INFER, BODY, "content-encoding: br"),
                request("large", GatewayFixture.INFER, " ".repeat(100_000)),
                chunked);
        int[] statuses = {403, 400, 415, 413, 413};
        for (int i = 0; i < statuses.length; i++) {
            try (RawClient client = sendHeld(requests.get(i))) {
                audit.disk.release();
                assertEquals(statuses[i], client.read().status());
            }
        }
        assertOutcome("rule", "policy_denied", 403);
        assertOutcome("json", "malformed", 400);
        assertOutcome("type", "malformed", 415);
        assertOutcome("large", "too_large", 413);
        assertOutcome("chunked", "too_large", 413);
    }

    @Test
    void holdsAnAnswerOfAnyFormWithoutChangingIt() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        byte[] large = new byte[3 << 20];
        new SplittableRandom(5).nextBytes(large);
        upstream.next(
                Answers.fixed(200, "application/octet-stream", large),
                Answers.chunked(200, "{\"a\":", "1}"),
                Answers.untilClose(200, "{\"closed\":true}"),
                Answers.untilClose(200, ""),
                (request, out) -> {
                    out.head(204);
                    return false;
                },
                (request, out) -> {
                    out.head(200, "content-length: 0", "connection: close");
                    return false;
                },
                Answers.slowBody(200, "{\"slow\":true}".getBytes(StandardCharsets.US_ASCII), 3, Duration.ofMillis(5)));
        String[] texts = {null, "{\"a\":1}", "{\"closed\":true}", "", "", "", "{\"slow\":true}"};
        for (int i = 0; i < texts.length; i++) {
            try (RawClient client = sendHeld(request("r" + i, GatewayFixture.INFER, BODY))) {
                audit.disk.release();
                RawResponse answer = client.read();
                assertEquals(i == 4 ? 204 : 200, answer.status());
                if (i == 0) {
                    assertArrayEquals(large, answer.body());
                } else {
                    assertEquals(texts[i], answer.bodyText(), "answer " + i);
                }
            }
            assertOutcome("r" + i, "ok", i == 4 ? 204 : 200);
        }
    }

    @Test
    void holdsAnAnswerThatIsThenInspectedOrReplaced() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        gateway.policy("v2", """
            rules:
              - {id: cap, owner: risk, phase: response, cel: "prediction.value <= 1000.0"}
              - id: sure
                owner: risk
                phase: response
                cel: "prediction.value >= 0.0"
                enforcement: replace
                replacement: {predictions: [{label: review}]}
            """);
        gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}"));
        upstream.next(
                Answers.json(200, "{\"predictions\":[{\"value\":5}]}"),
                Answers.json(200, "{\"predictions\":[{\"value\":-5}]}"),
                Answers.json(200, "{\"predictions\":[{\"value\":4711}]}"));
        String[] outcomes = {"ok", "replaced", "policy_denied"};
        int[] statuses = {200, 200, 403};
        for (int i = 0; i < outcomes.length; i++) {
            String body = "{\"instances\":[{\"age\":30,\"income\":1}]}";
            try (RawClient client = sendHeld(request("r" + i, KSERVE, body))) {
                audit.disk.release();
                assertEquals(statuses[i], client.read().status());
            }
            assertOutcome("r" + i, outcomes[i], statuses[i]);
        }
    }

    @Test
    void letsAllGoThatOneSyncMadeDurable() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        List<RawClient> clients = new ArrayList<>();
        clients.add(sendHeld(request("r0", GatewayFixture.INFER, BODY)));
        for (int i = 1; i < 40; i++) {
            RawClient client = gateway.connect();
            client.send(request("r" + i, GatewayFixture.INFER, BODY));
            clients.add(client);
        }
        for (int i = 0; i < 40; i++) {
            upstream.take();
        }
        assertSilent(clients.get(39));
        audit.disk.release();
        for (RawClient client : clients) {
            assertEquals(200, client.read().status());
            client.close();
        }
        for (int i = 0; i < 40; i++) {
            assertOutcome("r" + i, "ok", 200);
        }
    }

    @Test
    void servesFurtherRequestsOfAConnectionInOrder() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                client.send(request("a" + i, GatewayFixture.INFER, BODY));
                client.send(request("b" + i, GatewayFixture.INFER, GatewayFixture.row(7, "x")));
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(200, client.read().status());
                assertEquals(403, client.read().status());
            }
        }
        assertOutcome("a19", "ok", 200);
        assertOutcome("b19", "policy_denied", 403);
    }

    // ---- what happens meanwhile

    @Test
    void answers503WhenTheDiskTakesTooLong() throws Exception {
        open(Durability.ACK, OnFull.REFUSE, SHORT);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY))) {
            RawResponse answer = client.read();
            assertEquals(503, answer.status());
            assertEquals("1", answer.header("retry-after").orElseThrow());
            assertEquals("shed", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals(1, gateway.count("driftgate.shed", "reason", "audit"));
            audit.disk.release();
        }
        assertOutcome("r1", "shed", 503);
        assertEquals("audit", audit.of("r1").get(1).text(OutcomeFields.SHED_REASON));
    }

    @Test
    void servesWithoutTheDiskThatTakesTooLongWhereRecordsMayBeDropped() throws Exception {
        open(Durability.ACK, OnFull.DROP, SHORT);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY));
                RawClient other = gateway.connect()) {
            other.send(request("r2", GatewayFixture.INFER, GatewayFixture.row(7, "x")));
            assertEquals("{\"ok\":true}", client.read().bodyText());
            assertEquals(403, other.read().status());
            audit.disk.release();
        }
        assertOutcome("r1", "ok", 200);
        assertOutcome("r2", "policy_denied", 403);
        assertEquals(0, audit.log().dropped());
    }

    @Test
    void endsWithTheClientThatGoesAway() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        sendHeld(request("head", GatewayFixture.INFER, BODY)).close();
        sendHeld(request("own", GatewayFixture.INFER, GatewayFixture.row(7, "x")))
                .close();
        awaitExchanges(0);
        audit.disk.release();
        assertOutcome("head", "client_gone", 0);
        assertOutcome("own", "client_gone", 0);
    }

    private void awaitExchanges(int count) throws InterruptedException {
        Await.until(
                () -> gateway.admission().exchanges() == count,
                () -> gateway.admission().exchanges() + " exchanges");
    }

    @Test
    void tellsOfAModelServerThatDiesMeanwhile() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        upstream.next(Answers.dieMidBody("{\"part\":", 100));
        try (RawClient client = sendHeld(request("cut", GatewayFixture.INFER, BODY))) {
            audit.disk.release();
            assertThrows(IOException.class, client::read);
        }
        assertOutcome("cut", "upstream_unavailable", 200);
        upstream.next((request, out) -> {
            out.head(200, "content-length: 10");
            return false;
        });
        try (RawClient client = sendHeld(request("empty", GatewayFixture.INFER, BODY))) {
            audit.disk.release();
            assertEquals(502, client.read().status());
        }
        assertOutcome("empty", "upstream_unavailable", 502);
    }

    @Test
    void losesNothingWhenTheGatewayStopsMeanwhile() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY))) {
            gateway.stop(0);
            assertThrows(IOException.class, client::read);
        }
        audit.disk.release();
        assertOutcome("r1", "client_gone", 0);
    }

    // ---- a disk that fails

    @Test
    void refusesWhileTheDiskFails() throws Exception {
        open(Durability.ACK, OnFull.REFUSE);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY))) {
            upstream.take();
            audit.disk.fail();
            assertEquals(503, client.read().status());
            client.send(request("r2", GatewayFixture.INFER, BODY));
            RawResponse next = client.read();
            assertEquals(503, next.status());
            assertTrue(next.bodyText().contains("the audit log takes no more records"), next.bodyText());
            assertEquals(1, upstream.requests().size(), "nothing is sent without a record");
            audit.disk.release();
            awaitAccepted(client);
        }
        assertOutcome("r1", "shed", 503);
        assertOutcome("r2", "shed", 503);
    }

    private void awaitAccepted(RawClient client) throws Exception {
        for (int i = 0; i < 3_000; i++) {
            if (client.postJson(GatewayFixture.INFER, BODY).status() == 200) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("still refused");
    }

    @Test
    void goesOnWhileTheDiskFailsWhereThatIsSaid() throws Exception {
        open(Durability.ACK, OnFull.DROP);
        try (RawClient client = sendHeld(request("r1", GatewayFixture.INFER, BODY))) {
            audit.disk.fail();
            assertEquals(200, client.read().status());
            client.send(request("r2", GatewayFixture.INFER, BODY));
            assertEquals(200, client.read().status());
            audit.disk.release();
        }
        assertOutcome("r1", "ok", 200);
        assertOutcome("r2", "ok", 200);
    }

    // ---- no room

    /** Sends until the lane is full, and some more; the statuses. */
    private List<Integer> fill(RawClient client) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5_000 && (statuses.size() < 100 || gateway(statuses) < 20); i++) {
            statuses.add(client.postJson(GatewayFixture.INFER, BODY).status());
        }
        return statuses;
    }

    private int gateway(List<Integer> statuses) {
        return (int) Math.max(
                audit.log().dropped(),
                statuses.stream().filter(status -> status == 503).count());
    }

    @Test
    void refusesWhenThereIsNoRoom() throws Exception {
        open(Durability.BATCH, OnFull.REFUSE);
        audit.disk.hold();
        try (RawClient client = gateway.connect()) {
            List<Integer> statuses = fill(client);
            int first = statuses.indexOf(503);
            assertTrue(first > 0, statuses::toString);
            long sent = upstream.requests().size();
            assertEquals(sent, statuses.stream().filter(status -> status == 200).count());
            assertTrue(gateway.count("driftgate.shed", "reason", "audit") > 0);
            audit.disk.release();
            awaitAccepted(client);
        }
        awaitGap();
    }

    @Test
    void countsWhatItDropsWhenThereIsNoRoom() throws Exception {
        open(Durability.BATCH, OnFull.DROP);
        audit.disk.hold();
        try (RawClient client = gateway.connect()) {
            assertTrue(fill(client).stream().allMatch(status -> status == 200));
            audit.disk.release();
        }
        awaitGap();
    }

    private void awaitGap() throws Exception {
        List<AuditRecord> gaps = audit.await(
                record -> record.is(RecordKind.GAP),
                found -> found.stream()
                                .mapToLong(gap -> gap.number(GapFields.DROPPED).orElse(0))
                                .sum()
                        == audit.log().dropped());
        assertTrue(audit.log().dropped() > 0 && !gaps.isEmpty());
    }
}
