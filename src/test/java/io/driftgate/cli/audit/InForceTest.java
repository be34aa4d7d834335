package io.driftgate.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlRecord;
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
}
