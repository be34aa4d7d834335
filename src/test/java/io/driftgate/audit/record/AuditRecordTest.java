package io.driftgate.audit.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AuditRecordTest {
    private static final Instant AT = Instant.parse("2026-11-27T20:00:00.000000123Z");
    private static final String DIGEST = "00ff".repeat(16);

    private static RecordWriter decision() {
        RecordWriter writer = new RecordWriter();
        writer.begin(RecordKind.DECISION)
                .time(DecisionFields.AT, ControlRecord.epochNanos(AT))
                .id(DecisionFields.EXCHANGE, 0xfedcba9876543210L)
                .text(DecisionFields.REQUEST_ID, "r-1")
                .text(DecisionFields.MODEL, "crédit-😀")
                .text(DecisionFields.VERSION, "")
                .text(DecisionFields.VERDICT, "policy_denied")
                .count(DecisionFields.STATUS, 403)
                .count(DecisionFields.ROWS, 0)
                .hex(DecisionFields.POLICY_DIGEST, DIGEST)
                .text(DecisionFields.DENIED_BY, "age")
                .text(DecisionFields.DENIED_BY, "amount")
                .text(DecisionFields.SHADOW_RULES, "income")
                .beginMessage(DecisionFields.PERSONAL)
                .text(PersonalFields.ENTITY, "EMAIL_ADDRESS")
                .text(PersonalFields.PATH, "$.rows[0].*")
                .endMessage();
        return writer;
    }

    @Test
    void readsBackWhatWasWritten() throws Exception {
        AuditRecord record = AuditRecord.read(decision().toByteArray());
        assertEquals(Optional.of(RecordKind.DECISION), record.kind());
        assertEquals(Optional.of(AT), record.time());
        assertEquals("fedcba9876543210", record.exchange());
        assertEquals("r-1", record.requestId());
        assertEquals("crédit-😀", record.model());
        assertTrue(record.version().isEmpty());
        assertEquals("policy_denied", record.result());
        assertEquals(List.of("age", "amount", "income"), record.rules());
        assertEquals(List.of("age", "amount"), record.texts(DecisionFields.DENIED_BY));
        assertEquals(403, record.number(DecisionFields.STATUS).getAsLong());
        assertTrue(record.number(DecisionFields.ROWS).isEmpty());
        assertEquals(DIGEST, record.text(DecisionFields.POLICY_DIGEST));
        assertEquals(
                "$.rows[0].*", record.messages(DecisionFields.PERSONAL).get(0).text(PersonalFields.PATH));
    }

    @Test
    void showsARecordAsJson() throws Exception {
        assertEquals(
                "{\"kind\":\"decision\",\"time\":\"2026-11-27T20:00:00.000000123Z\","
                        + "\"exchange\":\"fedcba9876543210\",\"requestId\":\"r-1\",\"model\":\"crédit-😀\","
                        + "\"verdict\":\"policy_denied\",\"status\":403,\"policyDigest\":\"" + DIGEST + "\","
                        + "\"deniedBy\":[\"age\",\"amount\"],\"shadowRules\":[\"income\"],"
                        + "\"personalData\":[{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"$.rows[0].*\"}]}",
                AuditRecord.read(decision().toByteArray()).toJson());
    }

    @Test
    void showsAControlEventsFactsByName() throws Exception {
        byte[] bytes = new ControlRecord(AT, "switched")
                .with("model", "credit \"risk\"\u001b[2J")
                .with("count", -3L)
                .with("psi", 0.25)
                .with("broken", Double.NaN)
                .with("empty", "")
                .toByteArray();
        AuditRecord record = AuditRecord.read(bytes);
        assertEquals("switched", record.result());
        assertTrue(
                record.toJson()
                        .endsWith("\"event\":\"switched\",\"facts\":{\"model\":\"credit \\\"risk\\\"\\u001b[2J\","
                                + "\"count\":-3,\"psi\":0.25,\"broken\":\"NaN\"}}"),
                record.toJson());
        assertEquals("count", record.messages(ControlFields.FACTS).get(1).factName());
        assertEquals("-3", record.messages(ControlFields.FACTS).get(1).factValue());
    }

    @Test
    void listsFactsOfOneNameOneByOne() throws Exception {
        byte[] bytes = new ControlRecord(AT, "x").with("a", 1L).with("a", 2L).toByteArray();
        assertTrue(
                AuditRecord.read(bytes)
                        .toJson()
                        .endsWith("\"facts\":[{\"name\":\"a\",\"integer\":1},{\"name\":\"a\",\"integer\":2}]}"),
                AuditRecord.read(bytes).toJson());
    }

    @Test
    void boundsAControlEvent() throws Exception {
        ControlRecord event = new ControlRecord(AT, "x").with("long", "😀".repeat(2_000));
        for (int i = 0; i < 400; i++) {
            event.with("fact" + i, i);
        }
        AuditRecord record = AuditRecord.read(event.toByteArray());
        assertEquals(
                ControlRecord.MAX_FACTS + 1,
                record.messages(ControlFields.FACTS).size());
        assertTrue(record.messages(ControlFields.FACTS).get(0).factValue().length() <= ControlRecord.MAX_TEXT);
        assertTrue(
                record.messages(ControlFields.FACTS).get(0).factValue().endsWith("😀…"),
                record.messages(ControlFields.FACTS).get(0).factValue());
        assertTrue(record.toJson().endsWith("\"moreFacts\":145}}"), record.toJson());
    }

    @Test
    void tellsOfAGap() throws Exception {
        AuditRecord record = AuditRecord.read(GapRecord.of(AT, AT.minusSeconds(2), 17, "full"));
        assertEquals(
                "{\"kind\":\"gap\",\"time\":\"2026-11-27T20:00:00.000000123Z\","
                        + "\"since\":\"2026-11-27T19:59:58.000000123Z\",\"dropped\":17,\"reason\":\"full\"}",
                record.toJson());
    }

    @Test
    void keepsTimesThatAreFarAway() throws Exception {
        for (Instant at : new Instant[] {Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.EPOCH.minusNanos(1)}) {
            AuditRecord record = AuditRecord.read(new ControlRecord(at, "x").toByteArray());
            boolean far = at.equals(Instant.MIN) || at.equals(Instant.MAX);
            assertTrue(
                    far
                            ? record.time().isPresent()
                            : record.time().orElseThrow().equals(at));
        }
    }

    // ---- what later releases write

    @Test
    void showsFieldsThatItDoesNotKnowByNumber() throws Exception {
        byte[] known = decision().toByteArray();
        byte[] more =
                HexFormat.of().parseHex("c03e07" + "c93e0102030405060708" + "d53e01000000" + "da3e03aabbcc" + "c03e08");
        byte[] bytes = Arrays.copyOf(known, known.length + more.length);
        System.arraycopy(more, 0, bytes, known.length, more.length);
        assertTrue(
                AuditRecord.read(bytes).toJson().contains("\"requestId\":\"r-1\""),
                AuditRecord.read(bytes).toJson());
        assertTrue(
                AuditRecord.read(bytes)
                        .toJson()
                        .endsWith(
                                "\"field1000\":[7,8],\"field1001\":578437695752307201,\"field1002\":1,\"field1003\":\"aabbcc\"}"),
                AuditRecord.read(bytes).toJson());
    }

    @Test
    void showsKindsThatItDoesNotKnowByNumber() throws Exception {
        byte[] bytes = decision().toByteArray();
        bytes[1] = 9;
        AuditRecord record = AuditRecord.read(bytes);
        assertTrue(record.kind().isEmpty());
        assertTrue(record.toJson().startsWith("{\"kind\":\"kind9\",\"field1\":"), record.toJson());
        assertTrue(record.toJson().contains("\"field3\":\"722d31\""), record.toJson());
        assertTrue(record.requestId().isEmpty());
    }

    @Test
    void refusesAnotherFormat() {
        byte[] bytes = decision().toByteArray();
        bytes[0] = 2;
        MalformedRecord malformed = assertThrows(MalformedRecord.class, () -> AuditRecord.read(bytes));
        assertEquals("the record has format 2, and this release reads format 1", malformed.getMessage());
    }

    // ---- what nobody writes

    @Test
    void saysWhatIsMalformedAndWhere() {
        assertMalformed("", "0 bytes");
        assertMalformed("01", "1 bytes");
        assertMalformed("010108", "time has wire type 0, not 1, at byte 2");
        assertMalformed("010109ff", "1 bytes where 8 are needed, at byte 3");
        assertMalformed("01011a05aa", "a length of 5 where 1 bytes are left, at byte 3");
        assertMalformed("01011a02c328", "requestId is not UTF-8, at byte 2");
        assertMalformed("01011a0161" + "1a0162", "requestId stands twice, at byte 5");
        assertMalformed("010100", "no field has number 0, at byte 2");
        assertMalformed("0101" + "ffffffffffffffffffff01", "more than 64 bits, at byte 2");
        assertMalformed("0101" + "20ffffffffffffffffff01", "attempt is beyond 2^63, at byte 2");
        assertMalformed("0101" + "20ff", "the bytes end within a number, at byte 3");
        assertMalformed("0101" + "c33e", "wire type 3, at byte 2");
        assertMalformed("0101" + "f2010208ff", "entity has wire type 0, not 2, at byte 5");
    }

    private static void assertMalformed(String hex, String words) {
        MalformedRecord malformed = assertThrows(
                MalformedRecord.class, () -> AuditRecord.read(HexFormat.of().parseHex(hex)));
        assertTrue(malformed.getMessage().contains(words), malformed.getMessage());
    }

    @Test
    void throwsNothingElseWhateverTheBytes() {
        SplittableRandom random = new SplittableRandom(27);
        byte[][] seeds = {
            decision().toByteArray(),
            new ControlRecord(AT, "switched")
                    .with("a", "b")
                    .with("c", 1L)
                    .with("d", 0.5)
                    .toByteArray(),
            GapRecord.of(AT, AT, 1, "full"),
        };
        int malformed = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = mutated(seeds[round % seeds.length], random);
            try {
                assertTrue(
                        AuditRecord.read(bytes).toJson().startsWith("{\"kind\":"),
                        AuditRecord.read(bytes).toJson());
            } catch (MalformedRecord e) {
                malformed++;
            }
        }
        assertTrue(malformed >= 1 && malformed <= 49_999);
    }

    private static byte[] mutated(byte[] seed, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = RecordFormat.VERSION;
                bytes[1] = (byte) random.nextInt(6);
            }
            return bytes;
        }
        byte[] bytes = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length + 1) : seed.length);
        for (int edits = random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    // ---- the writer

    @Test
    void writesUtf8AsJavaDoes() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        RecordWriter writer = new RecordWriter();
        for (int round = 0; round < 20_000; round++) {
            char[] chars = new char[random.nextInt(40)];
            for (int i = 0; i < chars.length; i++) {
                int kind = random.nextInt(4);
                chars[i] = (char)
                        (kind == 0
                                ? random.nextInt(0x80)
                                : kind == 1
                                        ? random.nextInt(0x800)
                                        : kind == 2 ? 0xD800 + random.nextInt(0x800) : random.nextInt(0x10000));
            }
            String text = new String(chars);
            writer.begin(RecordKind.DECISION).text(DecisionFields.MODEL, text);
            String expected = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertEquals(
                    expected, AuditRecord.read(writer.bytes(), 0, writer.size()).model());
        }
    }

    @Test
    void writesMessagesOfAnyLength() throws Exception {
        RecordWriter writer = new RecordWriter();
        for (int length = 0; length < 40_000; length += length < 300 ? 1 : 997) {
            writer.begin(RecordKind.DECISION)
                    .beginMessage(DecisionFields.PERSONAL)
                    .text(PersonalFields.PATH, "x".repeat(length))
                    .endMessage()
                    .text(DecisionFields.VERDICT, "permit");
            AuditRecord record = AuditRecord.read(writer.bytes(), 0, writer.size());
            assertEquals(
                    length,
                    record.messages(DecisionFields.PERSONAL)
                            .get(0)
                            .text(PersonalFields.PATH)
                            .length());
            assertEquals("permit", record.result());
        }
    }

    @Test
    void copiesFieldsThatWereWrittenBefore() throws Exception {
        RecordWriter writer = new RecordWriter();
        byte[] fields = writer.beginFields()
                .text(DecisionFields.MODEL, "m")
                .text(DecisionFields.ENV, "prod")
                .toByteArray();
        writer.begin(RecordKind.DECISION).text(DecisionFields.REQUEST_ID, "r").copy(fields);
        assertEquals(
                "{\"kind\":\"decision\",\"requestId\":\"r\",\"model\":\"m\",\"env\":\"prod\"}",
                AuditRecord.read(writer.toByteArray()).toJson());
    }

    @Test
    void givesBackWhatALargeRecordTook() {
        RecordWriter writer = new RecordWriter();
        writer.begin(RecordKind.DECISION).text(DecisionFields.MODEL, "x".repeat(100_000));
        writer.begin(RecordKind.DECISION);
        assertTrue(writer.bytes().length < 20_000);
    }

    @Test
    void refusesAFieldOfAnotherType() {
        RecordWriter writer = new RecordWriter().begin(RecordKind.DECISION);
        assertThrows(IllegalArgumentException.class, () -> writer.count(DecisionFields.MODEL, 1));
        assertThrows(IllegalArgumentException.class, () -> writer.hex(DecisionFields.POLICY_DIGEST, "xy"));
    }
}
