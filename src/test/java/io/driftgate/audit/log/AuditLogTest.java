package io.driftgate.audit.log;

import static io.driftgate.audit.log.AuditLogFixture.append;
import static io.driftgate.audit.log.AuditLogFixture.appendWaiting;
import static io.driftgate.audit.log.AuditLogFixture.await;
import static io.driftgate.audit.log.AuditLogFixture.open;
import static io.driftgate.audit.log.AuditLogFixture.settings;
import static io.driftgate.audit.log.AuditLogFixture.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.note.SignedNote;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditLogTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void keepsWhatIsAppendedInTheOrderOfEachLane(Durability durability) throws Exception {
        AuditSettings settings = settings(directory, durability, OnFull.REFUSE);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        try (AuditLog log = open(settings, AuditObserver.NONE)) {
            AuditLane one = log.lane(() -> {});
            AuditLane two = log.lane(() -> {});
            for (int i = 0; i < 5_000; i++) {
                first.add("a" + i);
                second.add("b" + i + "x".repeat(i % 300));
                assertEquals(i + 1, appendWaiting(one, first.get(i)));
                assertEquals(i + 1, appendWaiting(two, second.get(i)));
            }
            await("durable", () -> one.durable() == 5_000 && two.durable() == 5_000);
            assertTrue(log.accepts());
            assertEquals(10_000, log.size());
        }
        List<String> texts = texts(directory);
        assertEquals(first, texts.stream().filter(text -> text.startsWith("a")).toList());
        assertEquals(second, texts.stream().filter(text -> text.startsWith("b")).toList());
        assertEquals(10_000, texts.size());
    }

    @Test
    void goesOnWhereAFormerProcessEnded() throws Exception {
        AuditSettings settings = settings(directory, Durability.ACK, OnFull.REFUSE);
        for (int i = 0; i < 5; i++) {
            try (AuditLog log = open(settings, AuditObserver.NONE)) {
                append(log.lane(() -> {}), "r" + i);
                assertTrue(log.control(AuditLogFixture.record("c" + i)));
            }
        }
        assertEquals(10, texts(directory).size());
        assertEquals(1, AuditDirectory.segments(directory).size());
    }

    @Test
    void tellsALaneOnceForAGroup() throws Exception {
        AuditSettings settings = settings(directory, Durability.BATCH, OnFull.REFUSE);
        AtomicInteger told = new AtomicInteger();
        try (AuditLog log = open(settings, AuditObserver.NONE)) {
            AuditLane lane = log.lane(told::incrementAndGet);
            AuditLane idle = log.lane(() -> told.addAndGet(1_000_000));
            for (int i = 0; i < 1_000; i++) {
                appendWaiting(lane, "r" + i);
            }
            await("durable", () -> lane.durable() == 1_000);
            assertEquals(0, idle.durable());
        }
        assertTrue(told.get() >= 1 && told.get() <= 1_000, () -> told + " times");
    }

    @Test
    void signsCheckpointsOverWhatIsThere() throws Exception {
        AuditSettings settings = settings(directory, Durability.BATCH, OnFull.REFUSE);
        try (AuditLog log = open(settings, AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "first");
            await("a checkpoint", () -> log.checkpointSize() == 1);
            append(lane, "second");
            append(lane, "third");
        }
        NoteVerifier key = NoteVerifier.parse(Files.readString(directory.resolve(AuditDirectory.PUBLIC_KEYS)));
        List<Path> checkpoints = AuditDirectory.checkpoints(directory);
        assertTrue(checkpoints.size() >= 2);
        for (Path file : checkpoints) {
            SignedNote note = SignedNote.parse(Files.readString(file));
            assertEquals(1, note.signedBy(List.of(key)).size());
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            assertEquals(Long.parseLong(file.getFileName().toString()), checkpoint.size());
            assertEquals(checkpoint, new Checkpoint("test", checkpoint.size(), rootOver(checkpoint.size())));
        }
    }

    private byte[] rootOver(long size) throws IOException {
        Sha256Tree tree = new Sha256Tree();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                while (tree.size() < size && reader.next()) {
                    tree.append(reader.bytes(), reader.from(), reader.to());
                }
            }
        }
        return tree.root();
    }

    @Test
    void beginsASegmentWhenTheLastIsFull() throws Exception {
        AuditSettings settings = settings(
                directory, Durability.ACK, OnFull.REFUSE, 10_000, AuditSettings.Retention.FOREVER, 1_000_000_000L);
        try (AuditLog log = open(settings, AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            for (int i = 1; i <= 300; i++) {
                int ticket = i;
                append(lane, "r" + i + "-".repeat(200));
                await("durable", () -> lane.durable() == ticket);
            }
        }
        List<Path> segments = AuditDirectory.segments(directory);
        assertTrue(segments.size() >= 6, () -> segments + "");
        assertEquals(300, texts(directory).size());
        Sha256Tree tree = new Sha256Tree();
        for (Path file : segments) {
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

    @Test
    void removesOldSegmentsOnlyAfterACheckpointOverTheRecordThatSaysSo() throws Exception {
        AuditSettings settings = settings(
                directory, Durability.ACK, OnFull.REFUSE, 10_000, new AuditSettings.Retention(0, 30_000), 5_000_000L);
        try (AuditLog log = open(settings, AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            for (int i = 1; i <= 600; i++) {
                int ticket = i;
                append(lane, "r" + i + "-".repeat(200));
                await("durable", () -> lane.durable() == ticket);
            }
            await("little is left", () -> log.diskBytes() < 41_000);
        }
        List<Path> segments = AuditDirectory.segments(directory);
        assertTrue(
                AuditDirectory.number(segments.get(0).getFileName().toString()).getAsLong() > 1);
        long firstThere;
        try (SegmentReader reader = SegmentReader.open(segments.get(0))) {
            firstThere = reader.header().firstIndex();
        }
        // a log that is closed right after a record has announced a removal keeps what that record names, so the last
        // or the one before it
        List<Long> announced = firstRetained();
        List<Long> lastTwo = announced.subList(Math.max(0, announced.size() - 2), announced.size());
        assertTrue(lastTwo.contains(firstThere), () -> firstThere + " is there first, announced were " + announced);
    }

    /** What the records about removed segments say, in their order. */
    private List<Long> firstRetained() throws Exception {
        List<Long> found = new ArrayList<>();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                while (reader.next()) {
                    if (reader.bytes()[reader.from() + 1] == RecordKind.CONTROL.number()) {
                        AuditRecord record = AuditRecord.read(reader.bytes(), reader.from(), reader.to());
                        assertEquals("segments_removed", record.text(ControlFields.EVENT));
                        found.add(record.messages(ControlFields.FACTS).stream()
                                .filter(fact -> fact.factName().equals("firstRetained"))
                                .map(fact -> Long.valueOf(fact.factValue()))
                                .findFirst()
                                .orElseThrow());
                    }
                }
            }
        }
        return found;
    }
}
