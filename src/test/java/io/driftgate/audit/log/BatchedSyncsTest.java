package io.driftgate.audit.log;

import static io.driftgate.audit.log.AuditLogFixture.append;
import static io.driftgate.audit.log.AuditLogFixture.appendWaiting;
import static io.driftgate.audit.log.AuditLogFixture.await;
import static io.driftgate.audit.log.AuditLogFixture.open;
import static io.driftgate.audit.log.AuditLogFixture.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLogFixture.Hearing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that is written many times before it is synced. */
class BatchedSyncsTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final String SEGMENT = AuditDirectory.segmentName(1);

    @TempDir
    Path directory;

    private final Hearing heard = new Hearing();

    /** Batches are synced when they are full, and otherwise not while a test runs. */
    private static AuditSettings rarely(Path directory, long segmentBytes) {
        return AuditLogFixture.every(
                HOUR,
                AuditLogFixture.settings(
                        directory,
                        Durability.BATCH,
                        OnFull.REFUSE,
                        segmentBytes,
                        AuditSettings.Retention.FOREVER,
                        HOUR));
    }

    private static boolean holds(Path directory, String text) {
        try {
            return texts(directory).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends more than a batch has room for, and waits until one was synced and its lane told. */
    private static void fillBatch(AuditLog log, AuditLane lane, List<String> appended) {
        long synced = log.size();
        long durable = lane.durable();
        while (log.size() == synced) {
            String text = appended.size() + "-".repeat(5_000);
            if (appendWaiting(lane, text) > 0) {
                appended.add(text);
            }
        }
        await("durable", () -> lane.durable() > durable);
    }

    @Test
    void writesWhatIsNotSyncedYetSoThatTheEndOfTheProcessLosesNothing() throws Exception {
        try (AuditLog log = open(rarely(directory, 1 << 26), heard)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("written", () -> holds(directory, "r1"));
            append(lane, "r2");
            await("written", () -> holds(directory, "r2"));
            assertEquals(0, lane.durable());
            assertEquals(0, log.size());

            Path after = Files.createDirectory(directory.resolve("after-kill"));
            Files.copy(directory.resolve(SEGMENT), after.resolve(SEGMENT), StandardCopyOption.REPLACE_EXISTING);
            try (AuditLog next = open(rarely(after, 1 << 26), heard)) {
                assertEquals(2, next.size());
            }
        }
        assertEquals(List.of("r1", "r2"), texts(directory));
        assertTrue(heard.told.isEmpty(), heard.told::toString);
    }

    @Test
    void givesWhatCameWhileItWasOpenedItsTimeToo() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        disk.readOnly(true);
        try (AuditLog log = open(rarely(directory, 1 << 26), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            disk.readOnly(false);
            await("written", () -> holds(directory, "r1"));
            append(lane, "r2");
            await("written", () -> holds(directory, "r2"));
            assertEquals(0, lane.durable());
        }
    }

    @Test
    void syncsAFullBatchBeforeItsTime() throws Exception {
        List<String> appended = new ArrayList<>();
        try (AuditLog log = open(rarely(directory, 1 << 26), heard)) {
            AuditLane lane = log.lane(() -> {});
            fillBatch(log, lane, appended);
            assertTrue(lane.durable() > 0);
            long synced = log.diskBytes();
            fillBatch(log, lane, appended);
            long batch = log.diskBytes() - synced;
            assertTrue(batch > Batch.MAX_BYTES / 2 && batch <= Batch.MAX_BYTES, () -> batch + " bytes");
        }
        assertEquals(appended, texts(directory));
    }

    @Test
    void keepsAllOfABatchWhoseSyncFails() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        List<String> appended = new ArrayList<>(List.of("r1", "r2"));
        try (AuditLog log = open(rarely(directory, 1 << 26), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("written", () -> holds(directory, "r1"));
            append(lane, "r2");
            await("written", () -> holds(directory, "r2"));
            disk.failSyncs(1);
            fillBatch(log, lane, appended);
            await("works", () -> !log.failed());
        }
        assertTrue(heard.heard("write: "), heard.told::toString);
        assertTrue(heard.heard("over: write: "), heard.told::toString);
        assertEquals(2, AuditDirectory.segments(directory).size(), "what was not synced is in another segment");
        assertEquals(appended, texts(directory));
    }

    @Test
    void syncsASegmentThatEndsBeforeItsTime() throws Exception {
        List<String> appended = new ArrayList<>();
        try (AuditLog log = open(rarely(directory, 20_000), heard)) {
            AuditLane lane = log.lane(() -> {});
            for (int segments = 1; segments < 4; segments++) {
                int before = segments;
                fillBatchUntilRotation(log, lane, appended, before);
            }
        }
        assertEquals(appended, texts(directory));
    }

    private static void fillBatchUntilRotation(AuditLog log, AuditLane lane, List<String> appended, int segments) {
        Path directory = log.settings().dir();
        while (count(directory) == segments) {
            String text = appended.size() + "-".repeat(1_000);
            appendWaiting(lane, text);
            appended.add(text);
        }
        assertTrue(log.size() > 0);
    }

    private static int count(Path directory) {
        try {
            return AuditDirectory.segments(directory).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void syncsWhatAFormerProcessWroteBeforeItCountsOnIt() throws Exception {
        try (AuditLog log = open(rarely(directory, 1 << 26), heard)) {
            append(log.lane(() -> {}), "r1");
        }
        FaultyDisk disk = new FaultyDisk(directory);
        disk.failSyncs(1);
        try (AuditLog log = open(rarely(directory, 1 << 26), heard, disk)) {
            await("open", () -> !log.failed());
            assertTrue(heard.heard("open: "), heard.told::toString);
        }
    }
}
