package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.SegmentReader;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.control.Publisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with an audit log: what the control plane tells of is in it, and a log that can't be written is said where it matters. */
class AuditWiringTest {
    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void configure(String more) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                drain: {delay: 0s, timeout: 1s}
                models:
                  credit-risk:
                    schema: {age: int}
                    versions:
                      v1: {upstream: "http://127.0.0.1:9", policy: none}
                """ + more);
    }

    private Gateway start() throws Exception {
        return Gateway.start(directory.resolve("driftgate.yaml"), registry, 1);
    }

    @Test
    void writesWhatTheControlPlaneTellsOf() throws Exception {
        configure("audit: {dir: audit}\n");
        try (Gateway gateway = start()) {
            configure("audit: {dir: audit}\nenv: later\n");
            Publisher.Result reload = gateway.publisher().reload();
            assertEquals(Publisher.Status.APPLIED, reload.status());
            configure("audit: {dir: elsewhere}\nmodels: []\n");
            assertEquals(Publisher.Status.REJECTED, gateway.publisher().reload().status());
            gateway.drain();
        }
        List<AuditRecord> records = records();
        List<String> events = new ArrayList<>();
        records.forEach(record -> events.add(record.text(ControlFields.EVENT)));
        assertEquals(List.of("snapshot_applied", "started", "snapshot_applied", "reload_rejected", "stopping"), events);
        assertTrue(
                records.get(0).toJson().contains("file:driftgate.yaml"),
                records.get(0).toJson());
        assertTrue(Files.exists(directory.resolve("state/audit-checkpoint.key")));
        assertTrue(AuditDirectory.newestCheckpoint(directory.resolve("audit")).isPresent());
        assertEquals(
                5,
                registry.get("driftgate.audit.records")
                        .tag("kind", "control")
                        .functionCounter()
                        .count());
        assertEquals(5, registry.get("driftgate.audit.checkpoint.size").gauge().value());
        assertTrue(registry.get("driftgate.audit.fsync").timer().count() > 0);
    }

    @Test
    void warnsThatAnotherDirectoryNeedsARestart() throws Exception {
        configure("audit: {dir: audit}\n");
        try (Gateway gateway = start()) {
            configure("audit: {dir: other}\n");
            Publisher.Result reload = gateway.publisher().reload();
            assertEquals(Publisher.Status.APPLIED, reload.status());
            assertTrue(
                    reload.problems().toString().contains("audit changed, which needs a restart"),
                    reload.problems().toString());
        }
    }

    @Test
    void isNotReadyWhileALogThatRefusesCannotBeWritten() throws Exception {
        Files.createDirectories(directory.resolve("audit"));
        Files.writeString(directory.resolve("audit/segment-000000000001.log"), "somebody's notes");
        configure("audit: {dir: audit}\n");
        try (Gateway gateway = start()) {
            String reasons = gateway.publisher().notReadyReasons().toString();
            assertTrue(reasons.contains("audit.onFull is refuse"), reasons);
            assertTrue(reasons.contains("segment-000000000001.log at byte 0"), reasons);
            assertEquals(1, registry.get("driftgate.audit.failed").gauge().value());
        }
        assertEquals("somebody's notes", Files.readString(directory.resolve("audit/segment-000000000001.log")));
    }

    @Test
    void isReadyWhenWhatIsDroppedIsCounted() throws Exception {
        Files.createDirectories(directory.resolve("audit"));
        Files.writeString(directory.resolve("audit/segment-000000000001.log"), "");
        configure("audit: {dir: audit, onFull: drop}\n");
        try (Gateway gateway = start()) {
            assertEquals(List.of(), gateway.publisher().notReadyReasons());
            assertEquals(1, registry.get("driftgate.audit.failed").gauge().value());
        }
    }

    private List<AuditRecord> records() throws Exception {
        List<AuditRecord> records = new ArrayList<>();
        for (Path file : AuditDirectory.segments(directory.resolve("audit"))) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                while (reader.next()) {
                    AuditRecord record = AuditRecord.read(reader.bytes(), reader.from(), reader.to());
                    assertTrue(record.is(RecordKind.CONTROL));
                    records.add(record);
                }
            }
        }
        return records;
    }
}
