package io.driftgate.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlRecord;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InForceTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final InForce inForce = new InForce();
    private long index;

    private void next(ControlRecord record) throws Exception {
        inForce.next(index++, AuditRecord.read(record.toByteArray()));
    }

    private static ControlRecord gate(String gate, String result) {
        return new ControlRecord(NOON, "gate_changed")
                .with("model", "credit")
                .with("version", "v2")
                .with("gate", gate)
                .with("result", result);
    }

    private List<Long> at(int minutes) {
        return inForce.of("credit", Optional.of(NOON.plusSeconds(60L * minutes))).stream()
                .map(InForce.Entry::index)
                .toList();
    }

    @BeforeEach
    void happen() throws Exception {
        next(new ControlRecord(NOON, "snapshot_applied").with("digest", "a"));
        next(new ControlRecord(NOON, "switched").with("model", "credit").with("to", "v1"));
        next(new ControlRecord(NOON, "switched").with("model", "other").with("to", "v1"));
        next(gate("accuracy", "fail"));
        next(gate("approvers", "fail"));
        next(gate("approvers", "pass"));
        next(new ControlRecord(NOON, "override_changed")
                .with("id", "o1")
                .with("change", "set")
                .with("model", "credit")
                .with("until", NOON.plusSeconds(600).toString()));
    }

    @Test
    void keepsTheLastOfEachForTheModel() throws Exception {
        assertEquals(List.of(0L, 1L, 3L, 6L), at(5));
        next(new ControlRecord(NOON, "switched").with("model", "credit").with("to", "v2"));
        next(new ControlRecord(NOON, "snapshot_applied").with("digest", "b"));
        assertEquals(List.of(3L, 6L, 7L, 8L), at(5));
    }

    @Test
    void leavesOutAnOverrideThatIsOver() throws Exception {
        assertEquals(List.of(0L, 1L, 3L), at(11));
        next(new ControlRecord(NOON, "override_changed").with("id", "o1").with("change", "released"));
        assertEquals(List.of(0L, 1L, 3L), at(5));
    }

    private static ControlRecord event(String name) {
        return new ControlRecord(NOON, name).with("model", "credit").with("version", "v2");
    }

    @Test
    void keepsWhatMovesOrRefusesTrafficUntilItIsOver() throws Exception {
        next(event("switch_staged")); // 7
        next(event("canary_step")); // 8
        next(event("window_gate_changed").with("gate", "zeros").with("result", "fail")); // 9
        next(event("refusal_changed").with("refusing", "true")); // 10
        assertEquals(List.of(0L, 1L, 3L, 6L, 7L, 8L, 9L, 10L), at(5));
        next(event("canary_aborted")); // 11
        next(event("window_gate_changed").with("gate", "zeros").with("result", "insufficient"));
        next(event("refusal_changed").with("refusing", "false"));
        next(new ControlRecord(NOON, "switched").with("model", "credit").with("to", "v2")); // 14
        assertEquals(List.of(0L, 3L, 6L, 11L, 14L), at(5));
    }

    @Test
    void tellsOfThemInWords() throws Exception {
        RequestStory story = new RequestStory("r-1");
        List<ControlRecord> events = List.of(
                event("switch_staged")
                        .with("from", "v1")
                        .with("to", "v2")
                        .with("stage", "half_open")
                        .with("share", 0.9),
                event("canary_step").with("against", "v1").with("step", 2).with("share", 0.125),
                event("window_gate_changed")
                        .with("gate", "zeros")
                        .with("action", "refuse")
                        .with("result", "fail")
                        .with("detail", "age is zero in 90 %"),
                event("refusal_changed").with("gate", "zeros").with("refusing", "true"));
        for (ControlRecord event : events) {
            story.next(index++, AuditRecord.read(event.toByteArray()));
        }
        byte[] decision = new RecordWriter()
                .begin(RecordKind.DECISION)
                .time(DecisionFields.AT, ControlRecord.epochNanos(NOON))
                .id(DecisionFields.EXCHANGE, 1)
                .text(DecisionFields.REQUEST_ID, "r-1")
                .text(DecisionFields.MODEL, "credit")
                .toByteArray();
        story.next(index++, AuditRecord.read(decision));
        StringWriter out = new StringWriter();
        story.chapters().forEach(new StoryText(new PrintWriter(out, true))::tell);
        for (String line : List.of(
                "the switch from v1 to v2: half_open, 90 % of the traffic since 2026-11-27T12:00:00Z (record 7)",
                "canary v2 beside v1: step 2, 12.5 % of the traffic since",
                "window gate zeros of v2 fails (refuse): age is zero in 90 %, since",
                "all requests are refused for the window gate zeros since")) {
            assertTrue(out.toString().contains("    " + line), out::toString);
        }
    }
}
