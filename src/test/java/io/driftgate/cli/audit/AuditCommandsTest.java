package io.driftgate.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.record.ControlRecord;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.GapRecord;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.PersonalFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordWriter;
import io.driftgate.audit.verify.WrittenLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditCommandsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @TempDir
    private static Path original;

    private static WrittenLog written;

    @TempDir
    private Path temporary;

    private WrittenLog log;
    private String dir;
    private String err;

    @BeforeAll
    static void write() {
        written = new WrittenLog(original.resolve("log"));
        written.write(
                500,
                event(0, "started").with("version", "1.2.3").toByteArray(),
                event(1, "snapshot_applied").with("digest", "aa11").toByteArray(),
                event(2, "switched")
                        .with("model", "credit")
                        .with("from", "v1")
                        .with("to", "v2")
                        .with("reason", "drift")
                        .toByteArray(),
                override("o1", "set"),
                override("o2", "set"),
                override("o1", "released"),
                decision(10, "r-1", 1, "redact", 0),
                outcome(11, "r-1", 1));
        written.write(
                500,
                decision(20, "=cmd()", 2, "policy_denied", 403),
                event(21, "snapshot_applied").with("digest", "bb22").toByteArray(),
                GapRecord.of(NOON, NOON, 3, "full"),
                decision(30, "r-1", 3, "permit", 0));
    }

    private static ControlRecord event(int second, String name) {
        return new ControlRecord(NOON.plusSeconds(second), name);
    }

    private static byte[] override(String id, String change) {
        return event(3, "override_changed")
                .with("id", id)
                .with("change", change)
                .with("kind", "bypass")
                .with("model", "credit")
                .with("rule", "limit-" + id)
                .with("who", "ann")
                .with("why", "incident 7")
                .toByteArray();
    }

    private static byte[] decision(int second, String request, long exchange, String verdict, int status) {
        RecordWriter writer = new RecordWriter()
                .begin(RecordKind.DECISION)
                .time(DecisionFields.AT, ControlRecord.epochNanos(NOON.plusSeconds(second)))
                .id(DecisionFields.EXCHANGE, exchange)
                .text(DecisionFields.REQUEST_ID, request)
                .text(DecisionFields.MODEL, "credit")
                .text(DecisionFields.VERSION, "v2")
                .text(DecisionFields.VERDICT, verdict)
                .text(DecisionFields.ROUTE_REASON, "drift")
                .text(DecisionFields.POLICY, "lending")
                .text(DecisionFields.POLICY_VERSION, "v3");
        if (status != 0) {
            writer.count(DecisionFields.STATUS, status).text(DecisionFields.DENIED_BY, "max-amount");
        } else {
            writer.beginMessage(DecisionFields.PERSONAL)
                    .text(PersonalFields.ENTITY, "EMAIL_ADDRESS")
                    .text(PersonalFields.ACTION, "mask")
                    .text(PersonalFields.LOCATION, "string")
                    .text(PersonalFields.PATH, "$.rows[0].note")
                    .endMessage();
        }
        return writer.toByteArray();
    }

    private static byte[] outcome(int second, String request, long exchange) {
        return new RecordWriter()
                .begin(RecordKind.OUTCOME)
                .time(OutcomeFields.AT, ControlRecord.epochNanos(NOON.plusSeconds(second)))
                .id(OutcomeFields.EXCHANGE, exchange)
                .text(OutcomeFields.REQUEST_ID, request)
                .text(OutcomeFields.MODEL, "credit")
                .text(OutcomeFields.VERSION, "v2")
                .text(OutcomeFields.OUTCOME, "ok")
                .count(OutcomeFields.STATUS, 200)
                .count(OutcomeFields.TOTAL_NANOS, 12_300_000)
                .real(OutcomeFields.PREDICTION, 0.73)
                .toByteArray();
    }

    @BeforeEach
    void copy() throws IOException {
        log = written.copyTo(temporary.resolve("log"));
        dir = log.directory().toString();
    }

    private String run(int exitCode, Function<OutputStream, Callable<Integer>> command, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = new CommandLine(command.apply(bytes))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        err = errors.toString();
        String all = out + bytes.toString(StandardCharsets.UTF_8);
        assertEquals(exitCode, code, all + err);
        return all;
    }

    private String verify(int exitCode, String... arguments) {
        return run(exitCode, out -> new VerifyCommand(), arguments);
    }

    private String why(int exitCode, String... arguments) {
        return run(exitCode, out -> new WhyCommand(), arguments);
    }

    private List<String> show(String... arguments) {
        return run(0, ShowCommand::new, arguments).lines().toList();
    }

    private Path hold(int which) throws IOException {
        Path held = temporary.resolve("held-" + which);
        Files.copy(AuditDirectory.checkpoints(log.directory()).get(which), held);
        return held;
    }

    private String key() throws IOException {
        return log.keys().get(0).text();
    }

    @Test
    void verifiesALogAgainstWhatWasHeld() throws IOException {
        Path held = hold(0);
        String said = verify(0, dir, "--checkpoint", held.toString(), "--public-key", key());
        assertTrue(said.contains("signed by test.example/audit: the log is as it was then"), said);
        assertTrue(said.endsWith("unsigned tail: 0\nok\n"), said);
        log.removeCheckpoints();
        said = verify(0, dir, "--checkpoint", held.toString(), "--public-key", key());
        long size = written.checkpoints().get(0).checkpoint().size();
        assertTrue(said.contains("unsigned tail: " + (12 - size) + "\n"), said);
        assertTrue(verify(0, dir).contains("no --checkpoint"));
    }

    @Test
    void takesADirectoryOfCheckpointsAndAFileOfKeys() throws IOException {
        Path held = temporary.resolve("held");
        Files.createDirectories(held);
        for (Path file : AuditDirectory.checkpoints(log.directory())) {
            Files.copy(file, held.resolve("log-" + file.getFileName()));
        }
        log.removeCheckpoints();
        String keys = log.directory().resolve(AuditDirectory.PUBLIC_KEYS).toString();
        assertTrue(verify(0, dir, "--checkpoint", held.toString(), "--public-key", keys)
                .endsWith("unsigned tail: 0\nok\n"));
    }

    @Test
    void namesThePlaceOfAChange() throws IOException {
        Path held = hold(log.checkpoints().size() - 1);
        Path segment = log.segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 1] ^= 1;
        Files.write(segment, bytes);
        String said = verify(1, dir, "--checkpoint", held.toString(), "--public-key", key());
        assertTrue(said.contains("TAMPERED " + segment + " at byte"), said);
        assertFalse(said.contains("\nok\n"), said);
    }

    @Test
    void refusesWrongKeysAndCheckpointsThatAreNone() throws IOException {
        Path held = hold(0);
        WrittenLog other = new WrittenLog(temporary.resolve("other"));
        other.write(1_000, WrittenLog.record(1));
        String foreign = other.keys().get(0).text();
        verify(2, dir, "--checkpoint", held.toString(), "--public-key", foreign);
        assertTrue(err.contains("is signed by none of the keys"), err);
        verify(0, dir, "--checkpoint", held.toString(), "--public-key", foreign, "--public-key", key());
        verify(2, dir, "--checkpoint", dir + "/none");
        verify(2, temporary.resolve("nowhere").toString());
        verify(2, Files.createDirectory(temporary.resolve("empty")).toString());
        Files.writeString(held, Files.readString(held).replace("test.example/audit\n", "test.example/other\n"));
        verify(2, dir, "--checkpoint", held.toString(), "--public-key", key());
        assertTrue(err.contains("is wrong"), err);
        Path ofOther = AuditDirectory.checkpoints(other.directory()).get(0);
        verify(1, dir, "--checkpoint", ofOther.toString());
        verify(1, Files.createDirectory(temporary.resolve("gone")).toString(), "--checkpoint", ofOther.toString());
    }

    @Test
    void showsWhatPassesTheFilter() {
        assertEquals(12, show(dir).size());
        assertEquals(
                "       6  2026-11-27T12:00:10Z            decision  redact  credit/v2  by drift  request r-1",
                show(dir, "--request-id", "r-1").get(0));
        assertEquals(3, show(dir, "--request-id", "r-1").size());
        assertEquals(1, show(dir, "--rule", "max-amount").size());
        assertEquals(1, show(dir, "--outcome", "policy_denied").size());
        assertEquals(2, show(dir, "--outcome", "snapshot_applied").size());
        assertEquals(3, show(dir, "--kind", "decision", "--model", "credit").size());
        assertEquals(0, show(dir, "--kind", "decision", "--model", "other").size());
        assertEquals(
                2,
                show(dir, "--from", "2026-11-27T12:00:10Z", "--to", "2026-11-27T13:00:20+01:00")
                        .size());
        assertEquals(12, show(dir, "--from", "2026-11-27", "--to", "2026-11-28").size());
        run(2, ShowCommand::new, dir, "--from", "noon");
        run(2, ShowCommand::new, dir, "--format", "xml");
    }

    @Test
    void exportsAllOfARecordAndNoFormula() throws IOException {
        List<String> lines = run(0, ExportCommand::new, dir).lines().toList();
        assertEquals(12, lines.size());
        JsonNode decision = new ObjectMapper().readTree(lines.get(8));
        assertEquals(8, decision.get("index").asInt());
        assertEquals("decision", decision.get("kind").asText());
        assertEquals("=cmd()", decision.get("requestId").asText());
        List<String> csv = run(0, ExportCommand::new, dir, "--format", "csv", "--kind", "decision")
                .lines()
                .toList();
        assertEquals(4, csv.size());
        assertTrue(csv.get(0).startsWith("index,time,kind,requestId,"));
        assertTrue(csv.get(2).startsWith("8,2026-11-27T12:00:20Z,decision,'=cmd(),"), csv.get(2));
        Path file = temporary.resolve("out.jsonl");
        run(0, ExportCommand::new, dir, "--out", file.toString());
        assertEquals(lines, Files.readAllLines(file));
    }

    @Test
    void saysWhatCantBeReadAndGoesOn() throws IOException {
        Path first = log.segments().get(0);
        Files.write(first, new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
        String rest = run(1, ShowCommand::new, dir);
        assertTrue(err.contains(first.toString()), err);
        assertFalse(rest.isEmpty());
    }

    @Test
    void namesTheFileThatCantBeRead() throws IOException {
        Path segment = log.segments().get(0);
        Files.delete(segment);
        Files.createDirectory(segment);
        verify(2, dir);
        assertTrue(err.contains(segment + " can't be read: "), err);
    }

    @Test
    void tellsTheStoryOfARequest() {
        String story = why(0, "r-1", dir);
        assertEquals(
                2, story.lines().filter(line -> line.startsWith("exchange ")).count());
        for (String part : List.of(
                "exchange 0000000000000001",
                "decided: permitted with personal data taken out (redact) (record 6)",
                "v2, because drift has moved the traffic there",
                "lending@v3",
                "EMAIL_ADDRESS in string $.rows[0].note: mask",
                "ended: the model server's answer reached the client (ok), status 200 (record 7)",
                "0.73",
                "12.3 ms",
                "driftgate 1.2.3 since",
                "snapshot aa11 since 2026-11-27T12:00:01Z (record 1)",
                "traffic of credit moved from v1 to v2, drift since",
                "bypass limit-o2 by ann: incident 7",
                "snapshot bb22 since",
                "no outcome is recorded")) {
            assertTrue(story.contains(part), part + " in:\n" + story);
        }
        assertFalse(story.contains("limit-o1"), story);
        assertTrue(why(0, "=cmd()", dir).contains("decided: refused by policy (policy_denied), with status 403"));
        why(1, "nobody", dir);
        assertTrue(err.contains("no record of request nobody; records are missing in 1 places"), err);
    }

    @Test
    void provesARecordToSomebodyWhoHasOnlyTheKey() throws IOException {
        for (int index = 0; index < 12; index++) {
            String proof = run(0, ProveCommand::new, dir, "--record", Integer.toString(index));
            String answer = run(
                    0,
                    out -> new CheckProofCommand(new ByteArrayInputStream(proof.getBytes(StandardCharsets.UTF_8)), out),
                    "--public-key",
                    key());
            assertEquals(
                    "{\"ok\":true,\"why\":\"record " + index
                            + " is in the log of 12 records, as test.example/audit has signed\"}\n",
                    answer);
        }
        run(1, ProveCommand::new, dir, "--record", "12");
        run(1, ProveCommand::new, dir, "--record", "-1");
        run(2, ProveCommand::new, dir);
        run(2, ProveCommand::new, dir, "--record", "1", "--since", hold(0).toString());
    }

    @Test
    void provesThatTheLogOnlyGrew() throws IOException {
        String held = hold(0).toString();
        String proof = run(0, ProveCommand::new, dir, "--since", held);
        String answer = run(
                0,
                out -> new CheckProofCommand(new ByteArrayInputStream(proof.getBytes(StandardCharsets.UTF_8)), out),
                "--public-key",
                key());
        assertTrue(answer.startsWith("{\"ok\":true,\"why\":\"the log of 12 records begins with the log of "), answer);
        WrittenLog other = new WrittenLog(temporary.resolve("other"));
        other.write(1_000, WrittenLog.record(1), WrittenLog.record(2));
        run(1, ProveCommand::new, other.directory().toString(), "--since", held);
        run(
                1,
                ProveCommand::new,
                dir,
                "--since",
                AuditDirectory.checkpoints(other.directory()).get(0).toString());
        assertTrue(err.contains("the log does not begin with what"), err);
    }
}
