package io.driftgate.audit.log;

import static io.driftgate.audit.log.AuditLogFixture.append;
import static io.driftgate.audit.log.AuditLogFixture.appendWaiting;
import static io.driftgate.audit.log.AuditLogFixture.await;
import static io.driftgate.audit.log.AuditLogFixture.open;
import static io.driftgate.audit.log.AuditLogFixture.settings;
import static io.driftgate.audit.log.AuditLogFixture.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLogFixture.Hearing;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.GapFields;
import io.driftgate.audit.record.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log does when the disk does not do what it should. */
class DiskTroubleTest {
    @TempDir
    Path directory;

    private final Hearing heard = new Hearing();

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "r" + i).toList();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void refusesWhileTheDiskIsFullAndLosesNothing(Durability durability) throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        AtomicInteger told = new AtomicInteger();
        try (AuditLog log = open(settings(directory, durability, OnFull.REFUSE), heard, disk)) {
            AuditLane lane = log.lane(told::incrementAndGet);
            append(lane, "r1");
            await("durable", () -> lane.durable() == 1);
            disk.room(5);
            append(lane, "r2");
            await("failed", () -> !log.accepts());
            append(lane, "r3");
            assertTrue(log.failed());
            assertEquals(1, lane.durable());
            await("who waits is told of the failure", () -> told.get() >= 2);
            await("said", () -> heard.heard("write: "));
            assertTrue(heard.told.get(0).contains("No space left on device"), heard.told.get(0));
            assertTrue(log.trouble().orElseThrow().endsWith("it is tried again all the time"), log::toString);
            disk.room(Long.MAX_VALUE);
            await("works", log::accepts);
            await("durable", () -> lane.durable() == 3);
            await("said", () -> heard.heard("over: write: "));
        }
        assertEquals(names(3), texts(directory));
        wholeTree();
    }

    @Test
    void servesWhileTheDiskIsFullAndSaysLaterWhatIsMissing() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        int all = 4_000;
        int appended = 0;
        try (AuditLog log = open(settings(directory, Durability.BATCH, OnFull.DROP), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            disk.room(0);
            String text = "x".repeat(1_000);
            for (int i = 0; i < all; i++) {
                appended += append(lane, text) > 0 ? 1 : 0;
                assertTrue(log.accepts());
            }
            assertEquals(all - appended, log.dropped());
            assertTrue(log.dropped() > all / 2, "a lane holds 64 KiB, and the writer a batch of a MiB");
            disk.room(Long.MAX_VALUE);
            int accepted = appended;
            await("durable", () -> lane.durable() == accepted && log.queuedBytes() == 0);
        }
        assertEquals(appended, texts(directory).size());
        assertEquals(all - appended, missing("disk") + missing("full"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"ACK", "BATCH"})
    void neverSyncsAgainWhatCouldNotBeSynced(Durability durability) throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        try (AuditLog log = open(settings(directory, durability, OnFull.REFUSE), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("durable", () -> lane.durable() == 1);
            disk.failSyncs(1);
            append(lane, "r2");
            await("durable", () -> lane.durable() == 2);
            append(lane, "r3");
            await("durable", () -> lane.durable() == 3);
            assertTrue(heard.heard("write: "));
        }
        assertEquals(names(3), texts(directory));
        assertEquals(2, AuditDirectory.segments(directory).size(), "what comes after is in another segment");
        wholeTree();
    }

    @Test
    void failsForGoodAfterAFaultOfItsOwn() throws Exception {
        AtomicInteger told = new AtomicInteger();
        AuditObserver faulty = new AuditObserver() {
            @Override
            public void trouble(String trouble, String detail, boolean resolved) {
                heard.trouble(trouble, detail, resolved);
            }

            @Override
            public void note(String sentence) {}

            @Override
            public void synced(long nanos) {
                throw new IllegalStateException("a fault, as a test wants it");
            }

            @Override
            public void exported(String sink, boolean success) {}
        };
        try (AuditLog log = open(settings(directory, Durability.ACK, OnFull.REFUSE), faulty)) {
            AuditLane lane = log.lane(told::incrementAndGet);
            append(lane, "r1");
            await("failed", () -> !log.accepts());
            await("who waits is told", () -> told.get() > 0);
            await("said", () -> heard.heard("write: "));
            assertEquals(0, lane.durable());
        }
    }

    @Test
    void goesOnFailingWhileSyncsFail() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        try (AuditLog log = open(settings(directory, Durability.ACK, OnFull.REFUSE), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("durable", () -> lane.durable() == 1);
            disk.failSyncs(Integer.MAX_VALUE);
            append(lane, "r2");
            await("failed again and again", () -> disk.failedSyncs() >= 7);
            assertTrue(log.failed());
            assertEquals(1, lane.durable());
            disk.failSyncs(0);
            await("durable", () -> lane.durable() == 2);
            await("works", () -> !log.failed());
        }
        assertEquals(names(2), texts(directory));
        wholeTree();
    }

    @Test
    void countsWhatAFailedSyncLostWhenNothingWasSyncedInBetween() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        AuditSettings settings = settings(
                directory, Durability.NONE, OnFull.DROP, 1 << 26, AuditSettings.Retention.FOREVER, 20_000_000L);
        try (AuditLog log = open(settings, heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("a checkpoint", () -> log.checkpointSize() == 1);
            disk.failSyncs(1);
            append(lane, "r2");
            await("said", () -> heard.heard("over: write: "));
            append(lane, "r3");
            await("a checkpoint", () -> log.checkpointSize() >= 4);
        }
        List<String> texts = texts(directory);
        assertTrue(texts.contains("r1") && texts.contains("r3"), texts::toString);
        assertEquals(3 - texts.size(), missing("sync-failed"));
        wholeTree();
    }

    @Test
    void boundsWhatWaitsForADiskThatStandsStill() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        int accepted = 0;
        try (AuditLog log = open(settings(directory, Durability.ACK, OnFull.REFUSE), heard, disk)) {
            AuditLane lane = log.lane(() -> {});
            disk.hold();
            for (int i = 0; i < 5_000; i++) {
                accepted += append(lane, "x".repeat(500)) > 0 ? 1 : 0;
                log.control(AuditLogFixture.record("c".repeat(100_000)));
            }
            assertTrue(accepted < 1_000, accepted + " records of 500 bytes are more than ring and batch hold");
            assertTrue(log.queuedBytes() <= AuditSettings.MIN_LANE_BYTES + ControlQueue.MAX_BYTES);
            assertEquals(0, lane.durable());
            disk.release();
            int all = accepted;
            await("durable", () -> lane.durable() == all);
        }
        assertEquals(
                accepted,
                texts(directory).stream().filter(text -> text.startsWith("x")).count());
    }

    @Test
    void opensOnceTheDirectoryCanBeWritten() throws Exception {
        FaultyDisk disk = new FaultyDisk(directory);
        disk.readOnly(true);
        try (AuditLog log = open(settings(directory, Durability.ACK, OnFull.REFUSE), heard, disk)) {
            assertFalse(log.accepts());
            assertTrue(heard.told.get(0).contains("Read-only file system"), heard.told.get(0));
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            disk.readOnly(false);
            await("durable", () -> lane.durable() == 1);
            assertTrue(log.accepts());
        }
        assertEquals(names(1), texts(directory));
    }

    @Test
    void saysWhyADirectoryCannotBeOne() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        try (AuditLog log = open(settings(file, Durability.ACK, OnFull.REFUSE), heard)) {
            assertFalse(log.accepts());
            assertTrue(heard.told.get(0).contains(file.toString()), heard.told.get(0));
        }
    }

    @Test
    void isWrittenByOneOnly() throws Exception {
        AuditSettings settings = settings(directory, Durability.ACK, OnFull.REFUSE);
        AuditLog first = open(settings, AuditObserver.NONE);
        try (AuditLog second = open(settings, heard)) {
            assertFalse(second.accepts());
            assertTrue(heard.told.get(0).contains("is in use by another log of this process"), heard.told.get(0));
            first.close();
            await("its turn", second::accepts);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5_000, 86_400_000})
    void saysThatTheClockWasSetBack(long millis) throws Exception {
        SetClock clock = new SetClock();
        AuditSettings settings = settings(directory, Durability.ACK, OnFull.REFUSE);
        try (AuditLog log = AuditLog.open(settings, clock, heard, List.of(), new DiskFiles(directory), 1_000_000L)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("durable", () -> lane.durable() == 1);
            clock.now = clock.now.minusMillis(millis);
            append(lane, "r2");
            append(lane, "r3");
            await("durable", () -> lane.durable() == 3);
        }
        assertEquals(names(3), texts(directory));
        List<AuditRecord> events = events();
        assertEquals(1, events.size());
        assertEquals("clock_set_back", events.get(0).text(ControlFields.EVENT));
        assertTrue(
                events.get(0).toJson().contains(String.valueOf(millis)),
                events.get(0).toJson());
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-01T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void takesNoRecordThatIsTooLargeAndCountsIt() throws Exception {
        try (AuditLog log = open(settings(directory, Durability.ACK, OnFull.REFUSE), heard)) {
            AuditLane lane = log.lane(() -> {});
            assertEquals(-1, lane.append(new byte[AuditSettings.MIN_LANE_BYTES], 0, AuditSettings.MIN_LANE_BYTES));
            assertFalse(log.control(new byte[AuditLog.MAX_RECORD_BYTES + 1]));
            assertTrue(log.control(new byte[AuditLog.MAX_RECORD_BYTES]));
            assertEquals(1, append(lane, "r1"));
            await("durable", () -> lane.durable() == 1);
            assertEquals(2, log.dropped());
        }
        assertEquals(1, missing("full"));
        assertEquals(1, missing("control"));
    }

    @Test
    void rotatesByAge() throws Exception {
        AuditSettings base = settings(directory, Durability.ACK, OnFull.REFUSE);
        AuditSettings settings = new AuditSettings(
                base.dir(),
                base.durability(),
                base.everyNanos(),
                base.onFull(),
                base.laneBytes(),
                base.segmentBytes(),
                Duration.ofMillis(5).toNanos(),
                base.retention(),
                base.checkpoints(),
                base.fingerprintKey(),
                base.prediction());
        try (AuditLog log = open(settings, heard)) {
            AuditLane lane = log.lane(() -> {});
            for (int i = 1; i <= 5; i++) {
                int count = i;
                appendWaiting(lane, "r" + i);
                await("a segment", () -> segments() > count);
            }
        }
        assertEquals(names(5), texts(directory));
        wholeTree();
    }

    private int segments() {
        try {
            return AuditDirectory.segments(directory).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each segment begins where the one before ends, in number and hash; nothing follows its last record. */
    private void wholeTree() throws Exception {
        Sha256Tree tree = new Sha256Tree();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                assertEquals(tree.size(), reader.header().firstIndex());
                assertArrayEquals(tree.root(), reader.header().root());
                while (reader.next()) {
                    tree.append(reader.bytes(), reader.from(), reader.to());
                }
                assertEquals(0, reader.rest());
            }
        }
    }

    private List<AuditRecord> events() throws Exception {
        return ofKind(RecordKind.CONTROL);
    }

    private long missing(String reason) throws Exception {
        return ofKind(RecordKind.GAP).stream()
                .filter(gap -> gap.text(GapFields.REASON).equals(reason))
                .mapToLong(gap -> gap.number(GapFields.DROPPED).orElseThrow())
                .sum();
    }

    private List<AuditRecord> ofKind(RecordKind kind) throws Exception {
        List<AuditRecord> found = new ArrayList<>();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                while (reader.next()) {
                    if (reader.bytes()[reader.from() + 1] == kind.number()) {
                        found.add(AuditRecord.read(reader.bytes(), reader.from(), reader.to()));
                    }
                }
            }
        }
        return found;
    }
}
