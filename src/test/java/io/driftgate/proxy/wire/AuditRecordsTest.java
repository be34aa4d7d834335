package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.PersonalFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the audit log afterwards, for every way in which a governed request can end. */
final class AuditRecordsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASK = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String KSERVE = "/v1/models/credit-risk:predict";
    private static final String ONE = "{\"instances\":[{\"age\":30,\"income\":1,\"segment\":\"new\"}]}";
    private static final String LIMITS = "limits: {maxBodyBytes: 4000}";
    private static final String SHORT_LIMITS = "limits: {upstreamTimeout: 3s, idleTimeout: 3s, maxBodyBytes: 4000}";
    private static final Answer OK = Answers.json(200, "{\"ok\":true}");

    private TestUpstream v2;
    private TestUpstream v1;
    private AuditFixture audit;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        v2 = TestUpstream.start().always(OK);
        v1 = TestUpstream.start().always(OK);
        audit = AuditFixture.open(Durability.BATCH, OnFull.REFUSE);
        gateway = GatewayFixture.start(audit, v2.url(), v1.url(), LIMITS);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        audit.close();
        v2.close();
        v1.close();
    }

    private void reload(String mode, String weights, String... moreYaml) throws IOException {
        gateway.reload(GatewayFixture.yaml(v2.url(), v1.url(), mode, weights, moreYaml));
    }

    private RawResponse post(String id, String path, String body, String... headers) throws IOException {
        try (RawClient client = gateway.connect()) {
            String[] all = new String[headers.length + 1];
            System.arraycopy(headers, 0, all, 1, headers.length);
            all[0] = "x-request-id: " + id;
            return client.postJson(path, body, all);
        }
    }

    private RawResponse post(String id, String body) throws IOException {
        return post(id, GatewayFixture.INFER, body);
    }

    /** The records of a request that has one decision. */
    private Story story(String id) throws Exception {
        return new Story(audit.of(id));
    }

    private record Story(List<AuditRecord> records) {
        AuditRecord decision() {
            assertEquals(2, records.size(), records::toString);
            assertTrue(records.get(0).is(RecordKind.DECISION), records::toString);
            return records.get(0);
        }

        AuditRecord outcome() {
            AuditRecord last = records.get(records.size() - 1);
            assertTrue(last.is(RecordKind.OUTCOME), records::toString);
            assertEquals(
                    1,
                    records.stream()
                            .filter(record -> record.is(RecordKind.OUTCOME))
                            .count(),
                    records::toString);
            assertEquals(
                    1, records.stream().map(AuditRecord::exchange).distinct().count(), records::toString);
            return last;
        }
    }

    private void assertEnds(String id, String verdict, int decided, String outcome, int told) throws Exception {
        Story story = story(id);
        assertEquals(verdict, story.decision().result());
        assertEquals(decided, story.decision().number(DecisionFields.STATUS).orElse(0));
        assertEquals(outcome, story.outcome().result());
        assertEquals(told, story.outcome().number(OutcomeFields.STATUS).orElse(0));
        assertEquals("credit-risk", story.decision().model());
    }

    // ---- what is decided

    @Test
    void tellsAllOfARequestThatPasses() throws Exception {
        String body = GatewayFixture.row(30, "x");
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        assertEquals(200, post("r1", body).status());
        Instant after = Instant.now();
        Story story = story("r1");
        AuditRecord decision = story.decision();
        assertEquals("permit", decision.result());
        assertEquals("v2", decision.version());
        assertEquals("enforce", decision.text(DecisionFields.MODE));
        assertEquals("open-inference", decision.text(DecisionFields.PROTOCOL));
        assertEquals("weight", decision.text(DecisionFields.ROUTE_REASON));
        assertEquals("credit-risk", decision.text(DecisionFields.POLICY));
        assertEquals("v2", decision.text(DecisionFields.POLICY_VERSION));
        assertEquals(64, decision.text(DecisionFields.POLICY_DIGEST).length());
        assertEquals(gateway.snapshot().digest(), decision.text(DecisionFields.SNAPSHOT_DIGEST));
        assertEquals(1, decision.number(DecisionFields.ROWS).orElseThrow());
        assertEquals(body.length(), decision.number(DecisionFields.BODY_BYTES).orElseThrow());
        assertTrue(decision.number(DecisionFields.GUARD_NANOS).orElseThrow() > 0);
        assertTrue(decision.rules().isEmpty());
        assertTrue(decision.number(DecisionFields.ATTEMPT).isEmpty());
        Instant time = decision.time().orElseThrow();
        assertTrue(
                !time.isBefore(before) && !time.isAfter(after), () -> time + " is not in " + before + " to " + after);

        AuditRecord outcome = story.outcome();
        assertEquals("ok", outcome.result());
        assertEquals(200, outcome.number(OutcomeFields.STATUS).orElseThrow());
        assertEquals("v2", outcome.version());
        assertTrue(outcome.number(OutcomeFields.UPSTREAM_NANOS).orElseThrow() > 0);
        assertTrue(outcome.number(OutcomeFields.TOTAL_NANOS).orElseThrow()
                > outcome.number(OutcomeFields.UPSTREAM_NANOS).orElseThrow());
    }

    @Test
    void fingerprintsTheBodyThatWasInspected() throws Exception {
        String body = GatewayFixture.row(30, "4111 1111 1111 1111");
        post("r1", body);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(AuditFixture.KEY), "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        AuditRecord decision = story("r1").decision();
        assertEquals(expected, decision.text(DecisionFields.FINGERPRINT));
        assertEquals(
                HexFormat.of().formatHex(audit.access().fingerprintKey().id()),
                decision.text(DecisionFields.FINGERPRINT_KEY));
        assertEquals("redact", decision.result());
    }

    @Test
    void namesRulesThatRefuseAndThoseThatOnlyCount() throws Exception {
        String body = "{\"instances\":[{\"age\":7,\"extra\":1}]}";
        assertEquals(403, post("r1", KSERVE, body).status());
        AuditRecord decision = story("r1").decision();
        assertEquals("policy_denied", decision.result());
        assertEquals(403, decision.number(DecisionFields.STATUS).orElseThrow());
        assertEquals(List.of("age-range", "income-there"), decision.texts(DecisionFields.DENIED_BY));
        assertEquals(List.of("no-extras"), decision.texts(DecisionFields.SHADOW_RULES));
        assertEnds("r1", "policy_denied", 403, "policy_denied", 403);
    }

    @Test
    void saysWhatAModelThatIsObservedWouldHaveRefused() throws Exception {
        reload("observe", "{v2: 100}", LIMITS);
        assertEquals(200, post("rule", GatewayFixture.row(7, "x")).status());
        assertEquals(200, post("pii", GatewayFixture.row(30, "a@example.org")).status());
        assertEquals(200, post("broken", "{").status());
        AuditRecord rule = story("rule").decision();
        assertEquals("permit", rule.result());
        assertEquals("observe", rule.text(DecisionFields.MODE));
        assertEquals("policy_denied", rule.text(DecisionFields.WOULD_BE));
        assertEquals(List.of("age-range"), rule.texts(DecisionFields.DENIED_BY));
        assertEquals("pii_blocked", story("pii").decision().text(DecisionFields.WOULD_BE));
        assertEquals("malformed", story("broken").decision().text(DecisionFields.WOULD_BE));
    }

    @Test
    void saysWherePersonalDataStandsAndNeverWhatItIs() throws Exception {
        String body = "{\"instances\":[{\"age\":30,\"income\":1,\"note\":\"4111 1111 1111 1111\","
                + "\"more\":{\"jane@example.org\":{\"ip\":\"10.1.2.3\"}}}]}";
        assertEquals(403, post("r1", KSERVE, body).status());
        AuditRecord decision = story("r1").decision();
        assertEquals("pii_blocked", decision.result());
        assertEquals(
                List.of(
                        "CREDIT_CARD mask string $.instances[0].note",
                        "EMAIL_ADDRESS block key $.instances[0].more.*",
                        "IP_ADDRESS shadow string $.instances[0].more.*.ip"),
                decision.messages(DecisionFields.PERSONAL).stream()
                        .map(found -> found.text(PersonalFields.ENTITY) + " " + found.text(PersonalFields.ACTION) + " "
                                + found.text(PersonalFields.LOCATION) + " " + found.text(PersonalFields.PATH))
                        .toList());
        assertNowhere("4111 1111", "jane", "example.org", "10.1.2.3");
    }

    @Test
    void leavesOutAnIdThatIsLookedThroughForPersonalData() throws Exception {
        String yaml = GatewayFixture.yaml(v2.url(), v1.url(), "enforce", "{v2: 100}");
        gateway.reload(yaml.replace("IP_ADDRESS: SHADOW}", "IP_ADDRESS: SHADOW, headers: [X-Request-Id]}"));
        String card = "4111-1111-1111-1111";
        assertEquals(403, post(card, GatewayFixture.row(30, "x")).status());
        assertEquals(
                415,
                post(card, GatewayFixture.INFER, GatewayFixture.row(30, "x"), "content-encoding: br")
                        .status());
        audit.await(record -> record.is(RecordKind.OUTCOME), found -> found.size() == 2);
        assertNowhere("4111-1111");
    }

    @Test
    void countsFindingsThatAreTooMany() throws Exception {
        StringBuilder body = new StringBuilder("{\"instances\":[{\"age\":30,\"income\":1,\"list\":[\"10.1.2.3\"");
        for (int i = 0; i < 99; i++) {
            body.append(",\"10.1.2.3\"");
        }
        assertEquals(200, post("r1", KSERVE, body + "]}]}").status());
        AuditRecord decision = story("r1").decision();
        assertEquals(16, decision.messages(DecisionFields.PERSONAL).size());
        assertEquals(84, decision.number(DecisionFields.MORE_PERSONAL).orElseThrow());
        assertEquals(
                "$.instances[0].list[15]",
                decision.messages(DecisionFields.PERSONAL).get(15).text(PersonalFields.PATH));
    }

    // ---- what is refused before or without inspection

    @Test
    void recordsWhatTheHeadAloneCondemns() throws Exception {
        String body = GatewayFixture.row(30, "x");
        assertEquals(
                415,
                post("encoding", GatewayFixture.INFER, body, "content-encoding: br")
                        .status());
        assertEnds("encoding", "malformed", 415, "malformed", 415);
        assertEquals(
                404,
                post("path", "/v2/models/credit-risk/versions/v1/infer", body).status());
        assertEnds("path", "not_found", 404, "not_found", 404);
        assertEquals(413, post("large", " ".repeat(5_000)).status());
        assertEnds("large", "too_large", 413, "too_large", 413);
        assertTrue(story("large").decision().version().isEmpty());
        gateway.policy("v2", "rules: nonsense");
        reload("enforce", "{v2: 100}", LIMITS);
        assertEquals(503, post("nobody", body).status());
        assertEnds("nobody", "unavailable", 503, "unavailable", 503);
    }

    @Test
    void recordsWhatIsShed() throws Exception {
        reload("enforce", "{v2: 100}", "limits: {maxConcurrent: 1}");
        CountDownLatch released = new CountDownLatch(1);
        v2.next(Answers.held(released, OK));
        try (RawClient first = gateway.connect()) {
            first.send(RawClient.request("POST", GatewayFixture.INFER, GatewayFixture.row(30, "x")));
            v2.take();
            assertEquals(503, post("r1", GatewayFixture.row(30, "x")).status());
            released.countDown();
            assertEquals(200, first.read().status());
        }
        assertEnds("r1", "shed", 503, "shed", 503);
        assertEquals("concurrency", story("r1").decision().text(DecisionFields.SHED_REASON));
    }

    @Test
    void recordsBodiesThatAreMalformedOrNeverWhole() throws Exception {
        reload("enforce", "{v2: 100}", SHORT_LIMITS);
        assertEquals(400, post("json", "{\"inputs\":").status());
        assertEnds("json", "malformed", 400, "malformed", 400);
        assertEquals(
                400,
                post("gzip", GatewayFixture.INFER, "no gzip", "content-encoding: gzip")
                        .status());
        assertEnds("gzip", "malformed", 400, "malformed", 400);
        String head = "POST " + GatewayFixture.INFER
                + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-request-id: ";
        try (RawClient client = gateway.connect()) {
            client.send(head + "late\r\ncontent-length: 10\r\n\r\n{");
            assertEquals(408, client.read().status());
        }
        assertEnds("late", "client_timeout", 408, "client_timeout", 408);
        try (RawClient client = gateway.connect()) {
            client.send(head + "chunk\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{    X");
            assertEquals(400, client.read().status());
        }
        assertEnds("chunk", "malformed", 400, "malformed", 400);
        try (RawClient client = gateway.connect()) {
            client.send(head + "stream\r\ntransfer-encoding: chunked\r\n\r\n2000\r\n" + " ".repeat(8192) + "\r\n");
            assertEquals(413, client.read().status());
        }
        assertEnds("stream", "too_large", 413, "too_large", 413);
        try (RawClient client = gateway.connect()) {
            client.send(head + "gone\r\ncontent-length: 10\r\n\r\n{");
        }
        assertEnds("gone", "client_gone", 0, "client_gone", 0);
    }

    @Test
    void keepsNoRecordOfWhatIsNotGoverned() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/v2/models/credit-risk/ready", "x-request-id: meta");
            client.get("/nothing", "x-request-id: nothing");
        }
        post("r1", GatewayFixture.row(30, "x"));
        story("r1");
        assertEquals(
                List.of("r1", "r1"),
                audit.all().stream()
                        .filter(record -> !record.is(RecordKind.CONTROL))
                        .map(AuditRecord::requestId)
                        .toList());
    }

    // ---- upstream

    @Test
    void recordsADecisionMoreForAFailover() throws Exception {
        reload("enforce", "{v2: 100}");
        v2.crash();
        assertEquals(
                200, post("r1", GatewayFixture.row(30, "4111 1111 1111 1111")).status());
        List<AuditRecord> records = audit.of("r1");
        assertEquals(3, records.size(), records::toString);
        assertEquals("v2", records.get(0).version());
        assertEquals("v1", records.get(1).version());
        assertEquals("redact", records.get(1).result());
        assertEquals(2, records.get(1).number(DecisionFields.ATTEMPT).orElseThrow());
        assertEquals("failover", records.get(1).text(DecisionFields.ROUTE_REASON));
        assertEquals("v1", records.get(1).text(DecisionFields.POLICY_VERSION));
        assertEquals(
                records.get(0).text(DecisionFields.FINGERPRINT), records.get(1).text(DecisionFields.FINGERPRINT));
        assertEquals("v1", new Story(records).outcome().version());
    }

    @Test
    void recordsHowTheModelServerFails() throws Exception {
        reload("enforce", "{v2: 100}", SHORT_LIMITS);
        v2.next(Answers.garbage(), Answers.never(), Answers.json(500, "{}"), Answers.dieMidBody("{\"part\":", 100));
        assertEquals(502, post("garbage", GatewayFixture.row(30, "x")).status());
        assertEnds("garbage", "permit", 0, "upstream_unavailable", 502);
        assertEquals(504, post("never", GatewayFixture.row(30, "x")).status());
        assertEnds("never", "permit", 0, "upstream_timeout", 504);
        assertEquals(500, post("error", GatewayFixture.row(30, "x")).status());
        assertEnds("error", "permit", 0, "upstream_error", 500);
        assertThrows(IOException.class, () -> post("cut", GatewayFixture.row(30, "x")));
        assertEnds("cut", "permit", 0, "upstream_unavailable", 200);
    }

    @Test
    void recordsAClientThatGoesAway() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        v2.next(Answers.held(released, OK));
        try (RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request("POST", GatewayFixture.INFER, GatewayFixture.row(30, "x"), "x-request-id: r1"));
            v2.take();
        }
        assertEnds("r1", "permit", 0, "client_gone", 0);
        released.countDown();
    }

    // ---- answers

    private void answerRules(String mode) throws IOException {
        gateway.policy("v2", """
                rules:
                  - {id: cap, owner: risk, phase: response, cel: "prediction.value <= 1000.0"}
                  - {id: odd, owner: risk, phase: response, enforcement: shadow, cel: "prediction.value != 7.0"}
                  - id: sure
                    owner: risk
                    phase: response
                    cel: "prediction.value >= 0.0"
                    enforcement: replace
                    replacement: {predictions: [{label: review}]}
                """);
        reload(mode, "{v2: 100}", LIMITS);
    }

    @Test
    void namesTheRulesThatAnAnswerViolates() throws Exception {
        answerRules("enforce");
        v2.next(
                Answers.json(200, "{\"predictions\":[{\"value\":4711}]}"),
                Answers.json(200, "{\"predictions\":[{\"value\":-1}]}"),
                Answers.json(200, "{\"predictions\":[{\"value\":7,\"label\":\"approve\"}]}"),
                Answers.json(200, "{\"predictions\":[]}"));
        assertEquals(403, post("denied", KSERVE, ONE).status());
        assertEnds("denied", "permit", 0, "policy_denied", 403);
        assertEquals(List.of("cap"), story("denied").outcome().texts(OutcomeFields.DENIED_BY));
        assertEquals(200, post("replaced", KSERVE, ONE).status());
        assertEnds("replaced", "permit", 0, "replaced", 200);
        assertEquals(List.of("sure"), story("replaced").outcome().texts(OutcomeFields.REPLACED_BY));
        assertEquals(200, post("odd", KSERVE, ONE).status());
        assertEquals(List.of("odd"), story("odd").outcome().texts(OutcomeFields.SHADOW_RULES));
        assertEquals(403, post("unread", KSERVE, ONE).status());
        AuditRecord unread = story("unread").outcome();
        assertEquals(List.of("cap", "odd", "sure"), unread.texts(OutcomeFields.FAILED_RULES));
        assertEquals(List.of("cap", "sure"), unread.texts(OutcomeFields.DENIED_BY));
    }

    @Test
    void saysWhatWouldHaveBecomeOfAnAnswer() throws Exception {
        answerRules("observe");
        v2.next(Answers.json(200, "{\"predictions\":[{\"value\":4711}]}"));
        assertEquals(200, post("r1", KSERVE, ONE).status());
        AuditRecord outcome = story("r1").outcome();
        assertEquals("ok", outcome.result());
        assertEquals("policy_denied", outcome.text(OutcomeFields.WOULD_BE));
        assertEquals(List.of("cap"), outcome.texts(OutcomeFields.DENIED_BY));
    }

    private void chat(String mode) throws IOException {
        gateway.reload(AnswerScanTest.yaml(
                v2,
                mode,
                "EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, IP_ADDRESS: SHADOW, responses: true"));
    }

    @Test
    void countsPersonalDataInAStreamedAnswer() throws Exception {
        gateway.policy("v3", "rules:\n  - {id: tools, owner: ai, feature: tools, items: {in: [find_order]}}\n");
        chat("enforce");
        String event = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";
        v2.next((request, out) -> {
            out.head(200, "content-type: text/event-stream", "transfer-encoding: chunked");
            for (String text : List.of("4111 1111 1111 1111 and ", "10.1.2.3 or ", "10.1.2.4 or ")) {
                out.chunk(event.formatted(text).getBytes(StandardCharsets.UTF_8));
            }
            out.chunk("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            out.lastChunk();
            return true;
        });
        assertEquals(200, post("r1", CHAT, ASK).status());
        AuditRecord outcome = story("r1").outcome();
        assertEquals("ok", outcome.result());
        assertEquals(
                List.of("CREDIT_CARD mask stream ", "IP_ADDRESS shadow stream 2"),
                outcome.messages(OutcomeFields.PERSONAL).stream()
                        .map(found -> found.text(PersonalFields.ENTITY) + " " + found.text(PersonalFields.ACTION) + " "
                                + found.text(PersonalFields.LOCATION) + " "
                                + found.text(PersonalFields.COUNT_OF).replace("1", ""))
                        .toList());
        assertNowhere("4111", "10.1.2");
    }

    @Test
    void tellsOfAnAnswerThatIsBlockedOrMasked() throws Exception {
        gateway.policy("v3", "rules:\n  - {id: tools, owner: ai, feature: tools, items: {in: [find_order]}}\n");
        chat("enforce");
        String answer = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"%s\"}}]}";
        v2.next(
                Answers.json(200, answer.formatted("jane@example.org")),
                Answers.json(200, answer.formatted("4111 1111 1111 1111")));
        assertEquals(403, post("blocked", CHAT, ASK).status());
        assertEquals("pii_blocked", story("blocked").outcome().result());
        assertEquals(200, post("masked", CHAT, ASK).status());
        AuditRecord masked = story("masked").outcome();
        assertEquals("ok", masked.result());
        assertEquals(
                "$.choices[0].message.content",
                masked.messages(OutcomeFields.PERSONAL).get(0).text(PersonalFields.PATH));
        assertEquals("mask", masked.messages(OutcomeFields.PERSONAL).get(0).text(PersonalFields.ACTION));
        assertNowhere("jane", "4111", "Hello");
    }

    // ---- predictions

    private AuditRecord outcomeOf(String id, String path, String body, String answer) throws Exception {
        v2.next(Answers.json(200, answer));
        assertEquals(200, post(id, path, body).status());
        return story(id).outcome();
    }

    private static String predicted(AuditRecord outcome) {
        return (outcome.real(OutcomeFields.PREDICTION).isPresent()
                        ? outcome.real(OutcomeFields.PREDICTION).getAsDouble() + " "
                        : "")
                + outcome.text(OutcomeFields.LABEL);
    }

    @Test
    void tellsTheFirstPredictionOfAnAnswer() throws Exception {
        AuditRecord two = outcomeOf(
                "two", KSERVE, ONE, "{\"predictions\":[{\"value\":0.25,\"label\":\"approve\"},{\"value\":9}]}");
        assertEquals("0.25 approve", predicted(two));
        assertEquals(2, two.number(OutcomeFields.PREDICTIONS).orElseThrow());
        assertEquals("0.0 ", predicted(outcomeOf("zero", KSERVE, ONE, "{\"predictions\":[0]}")));
        assertEquals("good", predicted(outcomeOf("label", KSERVE, ONE, "{\"predictions\":[\"good\"]}")));
        assertEquals("0.75 ", predicted(outcomeOf("scores", KSERVE, ONE, "{\"predictions\":[[0.25,0.75]]}")));
        String tensor = "{\"outputs\":[{\"name\":\"score\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[0.5]}]}";
        assertEquals("0.5 ", predicted(outcomeOf("oip", GatewayFixture.INFER, GatewayFixture.row(30, "x"), tensor)));
        answerRules("enforce");
        assertEquals(
                "7.0 approve",
                predicted(outcomeOf("held", KSERVE, ONE, "{\"predictions\":[{\"value\":7,\"label\":\"approve\"}]}")));
    }

    @Test
    void leavesOutWhatIsNoPredictionOrMayTellMore() throws Exception {
        String[] answers = {
            "{\"ok\":true}",
            "{\"predictions\":[",
            "{\"predictions\":[\"Dear Ms Brown, we are sorry to say no\"]}",
            "{\"predictions\":[\"jane@example.org\"]}",
            "{\"predictions\":[\"078-05-1120\"]}",
            "{\"predictions\":[\"" + "x".repeat(65) + "\"]}",
            "{\"predictions\":[0.5],\"padding\":\"" + " ".repeat(17_000) + "\"}",
        };
        for (int i = 0; i < answers.length; i++) {
            assertEquals("", predicted(outcomeOf("r" + i, KSERVE, ONE, answers[i])), answers[i]);
        }
        v2.next(Answers.json(404, "{\"predictions\":[0.5]}"), Answers.chunked(200, "{\"predictions\":[0.5]}"));
        for (int i = 0; i < 2; i++) {
            post("more" + i, KSERVE, ONE);
            assertEquals("", predicted(story("more" + i).outcome()));
        }
    }

    @Test
    void leavesPredictionsOutWhereTheConfigurationSaysSo() throws Exception {
        try (AuditFixture without = AuditFixture.open(Durability.BATCH, OnFull.REFUSE, false);
                GatewayFixture other = GatewayFixture.start(without, v2.url(), v1.url());
                RawClient client = other.connect()) {
            v2.next(Answers.json(200, "{\"predictions\":[0.5]}"));
            assertEquals(200, client.postJson(KSERVE, ONE, "x-request-id: r1").status());
            AuditRecord outcome = new Story(without.of("r1")).outcome();
            assertEquals("", predicted(outcome));
            assertTrue(outcome.number(OutcomeFields.PREDICTIONS).isEmpty());
        }
    }

    // ---- never a value

    private void assertNowhere(String... values) throws IOException {
        for (byte[] bytes : audit.bytes()) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (String value : values) {
                assertFalse(text.contains(value), value + " is in the log");
            }
        }
    }

    @Test
    void holdsNoValueOfAnyRequest() throws Exception {
        String[] planted = {"Zebra", "secretword", "90210417", "31337.25"};
        String[] bodies = {
            "{\"instances\":[{\"age\":30,\"income\":31337.25,\"segment\":\"Zebra77\",\"note\":\"secretword\"}]}",
            "{\"instances\":[{\"age\":90210417,\"income\":31337.25,\"segment\":\"Zebra77\"}]}",
            "{\"instances\":[{\"age\":\"secretword\",\"Zebra 77\":{\"10.9.8.7\":\"10.9.8.7\"},\"income\":1}]}",
            "{\"instances\":[{\"age\":30,\"income\":secretword}]}",
            "{\"instances\":[{\"age\":30,\"age\":\"Zebra77\"}]}",
            "Zebra77 secretword",
        };
        int sent = 0;
        for (String mode : new String[] {"enforce", "observe"}) {
            reload(mode, "{v2: 100}", LIMITS);
            for (String body : bodies) {
                for (String type : new String[] {"application/json", "text/plain"}) {
                    v2.next(Answers.json(
                            200, "{\"predictions\":[\"secretword and Zebra, to the client\"],\"Zebra 77\":90210417}"));
                    try (RawClient client = gateway.connect()) {
                        client.send(RawClient.request(
                                "POST",
                                KSERVE + "?who=Zebra77",
                                body,
                                "content-type: " + type,
                                "x-user-id: secretword",
                                "x-request-id: r" + sent));
                        client.read();
                    }
                    story("r" + sent);
                    sent++;
                }
            }
        }
        assertNowhere(planted);
        assertEquals(2 * 2 * bodies.length, sent);
        assertTrue(audit.bytes().stream().mapToInt(bytes -> bytes.length).sum() > 1_000);
    }

    @Test
    void leavesNothingOpenWhenTheGatewayStops() throws Exception {
        v2.next(Answers.never());
        try (RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request("POST", GatewayFixture.INFER, GatewayFixture.row(30, "x"), "x-request-id: r1"));
            v2.take();
            gateway.stop(0);
            assertThrows(IOException.class, () -> {
                client.read();
                throw new EOFException("an answer");
            });
        }
        assertEnds("r1", "permit", 0, "client_gone", 0);
    }
}
