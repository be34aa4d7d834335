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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log makes of what it finds: a crash is mended and said, damage is said and left alone. */
class RecoveryTest {
    private static final int LAST_BYTES = SegmentReader.FRAME_BYTES + 4;
    private static final String SEGMENT = AuditDirectory.segmentName(1);

    @TempDir
    Path root;

    private final Hearing heard = new Hearing();
    private int directories;

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "r" + i).toList();
    }

    private static AuditSettings quiet(Path directory, Durability durability) {
        return settings(
                directory, durability, OnFull.REFUSE, 1 << 26, AuditSettings.Retention.FOREVER, 3_600_000_000_000L);
    }

    /** The segment of a process that crashed after so many records, and before a checkpoint. */
    private byte[] crashed(Durability durability, int records, int padding) throws IOException {
        Path directory = Files.createDirectory(root.resolve("origin" + directories++));
        try (AuditLog log = open(quiet(directory, durability), AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            for (int i = 1; i <= records; i++) {
                appendWaiting(lane, "r" + i + "-".repeat(padding));
            }
            await("durable", () -> lane.durable() == records);
            return Files.readAllBytes(directory.resolve(SEGMENT));
        }
    }

    private Path directoryWith(byte[] segment) throws IOException {
        Path directory = Files.createDirectory(root.resolve("d" + directories++));
        Files.write(directory.resolve(SEGMENT), segment);
        return directory;
    }

    /** Opens, appends one, closes; the texts after that. */
    private List<String> goOn(Path directory) throws IOException {
        try (AuditLog log = open(quiet(directory, Durability.ACK), heard)) {
            assertFalse(log.failed(), () -> heard.told.toString());
            AuditLane lane = log.lane(() -> {});
            append(lane, "new");
            await("durable", () -> lane.durable() == 1);
        }
        return texts(directory);
    }

    private static List<String> and(List<String> first, String last) {
        return Stream.concat(first.stream(), Stream.of(last)).toList();
    }

    @Test
    void cutsOffATornRecordAtEveryByteAndSaysSo() throws Exception {
        byte[] whole = crashed(Durability.ACK, 5, 0);
        for (int bytes = 1; bytes < LAST_BYTES; bytes++) {
            heard.told.clear();
            Path directory = directoryWith(Arrays.copyOf(whole, whole.length - LAST_BYTES + bytes));
            assertEquals(and(names(4), "new"), goOn(directory));
            int offset = whole.length - LAST_BYTES;
            String said = heard.told.get(0);
            assertTrue(
                    said.startsWith(
                            "torn-tail: " + directory.resolve(SEGMENT) + ": " + bytes + " bytes from byte " + offset),
                    said);
            assertArrayEquals(
                    Arrays.copyOfRange(whole, offset, offset + bytes),
                    Files.readAllBytes(directory.resolve("torn-000000000001-" + offset + ".bin")));
        }
    }

    @Test
    void cutsOffALastRecordThatWasWrittenInPartsOutOfOrder() throws Exception {
        byte[] whole = crashed(Durability.ACK, 5, 0);
        for (int back = 1; back <= LAST_BYTES; back++) {
            byte[] segment = whole.clone();
            segment[whole.length - back] ^= 0x40;
            assertEquals(and(names(4), "new"), goOn(directoryWith(segment)), "at byte " + back + " from the end");
        }
        byte[] zeros = Arrays.copyOf(whole, whole.length + 4_096);
        assertEquals(and(names(5), "new"), goOn(directoryWith(zeros)));
    }

    @Test
    void keepsFewOfTheCutOffEnds() throws Exception {
        Path directory = directoryWith(crashed(Durability.ACK, 5, 0));
        for (int i = 0; i < 40; i++) {
            Path segment = directory.resolve(SEGMENT);
            byte[] bytes = Files.readAllBytes(segment);
            Files.write(segment, Arrays.copyOf(bytes, bytes.length + 3));
            try (Stream<Path> checkpoints = Files.list(Files.createDirectories(directory.resolve("checkpoints")))) {
                for (Path file : checkpoints.toList()) {
                    Files.delete(file);
                }
            }
            goOn(directory);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    16,
                    files.filter(file -> file.getFileName().toString().startsWith(AuditDirectory.TORN))
                            .count());
        }
    }

    @Test
    void leavesDamageBelowItsOwnCheckpointAsItIs() throws Exception {
        Path origin = Files.createDirectory(root.resolve("origin"));
        try (AuditLog log = open(quiet(origin, Durability.ACK), AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            names(5).forEach(name -> append(lane, name));
        }
        byte[] whole = Files.readAllBytes(origin.resolve(SEGMENT));
        for (int back = 1; back < LAST_BYTES * 2; back++) {
            refuses(origin, Arrays.copyOf(whole, whole.length - back), "a checkpoint covers 5 records");
            byte[] changed = whole.clone();
            changed[whole.length - back] ^= 1;
            refuses(origin, changed, "a checkpoint covers 5 records");
        }
        Files.delete(origin.resolve(SEGMENT));
        heard.told.clear();
        try (AuditLog log = open(quiet(origin, Durability.ACK), heard)) {
            assertFalse(log.accepts());
            assertTrue(heard.told.get(0).contains("there is no segment, but a checkpoint over 5"), heard.told.get(0));
        }
        assertFalse(Files.exists(origin.resolve(SEGMENT)));
    }

    @Test
    void refusesRecordsThatItsCheckpointWasNotMadeOf() throws Exception {
        Path origin = Files.createDirectory(root.resolve("origin"));
        try (AuditLog log = open(quiet(origin, Durability.ACK), AuditObserver.NONE)) {
            append(log.lane(() -> {}), "r1");
        }
        Path other = Files.createDirectory(root.resolve("other"));
        try (AuditLog log = open(quiet(other, Durability.ACK), AuditObserver.NONE)) {
            append(log.lane(() -> {}), "r2");
        }
        refuses(
                origin,
                Files.readAllBytes(other.resolve(SEGMENT)),
                "not those that the checkpoint over 1 records was made of");
    }

    @Test
    void leavesADeepTearAsItIs() throws Exception {
        byte[] synced = crashed(Durability.ACK, 1_500, 1_000);
        synced[200] ^= 1;
        refuses(
                Files.createDirectory(root.resolve("synced")),
                synced,
                "more than the last batch before a crash can have had");

        byte[] unsynced = crashed(Durability.NONE, 1_500, 1_000);
        unsynced[200] ^= 1;
        assertEquals(List.of("new"), goOn(directoryWith(unsynced)));
    }

    @Test
    void leavesWhatIsNoSegmentAsItIs() throws Exception {
        byte[] whole = crashed(Durability.ACK, 3, 0);
        Path directory = Files.createDirectory(root.resolve("strange"));
        refuses(directory, new byte[0], "at byte 0: the file is empty");
        refuses(directory, "Dear diary".getBytes(StandardCharsets.US_ASCII), "at byte 0: this is no segment");
        refuses(directory, Arrays.copyOf(whole, 50), "at byte 50: the header is cut off");
        refuses(directory, Arrays.copyOf(whole, 10), "the header is cut off");
        refuses(directory, new byte[3 << 20], "at byte 0: this is no segment");
        refuses(
                directory,
                ByteBuffer.wrap(whole.clone()).putShort(8, (short) 2).array(),
                "at byte 8: format version 2; this build reads version 1");
        refuses(
                directory,
                ByteBuffer.wrap(whole.clone()).putInt(12, 1 << 30).array(),
                "a header has no 1073741824 bytes");
        refuses(directory, ByteBuffer.wrap(whole.clone()).putLong(40, 3).array(), "the header's checksum is wrong");
        for (int at = 0; at < SegmentHeader.FIXED_BYTES + SegmentHeader.CRC_BYTES; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            refuses(directory, changed, SEGMENT + " at byte ");
        }
    }

    @Test
    void wantsAllSegmentsInARowOfOneLog() throws Exception {
        Path directory = Files.createDirectory(root.resolve("row"));
        AuditSettings small = settings(
                directory, Durability.ACK, OnFull.REFUSE, 100, AuditSettings.Retention.FOREVER, 3_600_000_000_000L);
        for (int i = 0; i < 3; i++) {
            try (AuditLog log = open(small, AuditObserver.NONE)) {
                append(log.lane(() -> {}), "r" + i);
            }
        }
        assertTrue(AuditDirectory.segments(directory).size() >= 3);
        Path second = directory.resolve(AuditDirectory.segmentName(2));
        byte[] bytes = Files.readAllBytes(second);
        Files.delete(second);
        saysOnOpening(directory, "segment-000000000002.log at byte 0: the segment is missing");
        Files.write(second, Files.readAllBytes(directory.resolve(SEGMENT)));
        saysOnOpening(directory, "its header says that it is segment 1");
        Files.write(directory.resolve(SEGMENT), crashed(Durability.ACK, 1, 0));
        Files.write(second, bytes);
        saysOnOpening(directory, "it is of another log");
    }

    @Test
    void readsOverAHalfWrittenCheckpointAndASegmentThatWasBeingMade() throws Exception {
        Path directory = Files.createDirectory(root.resolve("halves"));
        try (AuditLog log = open(quiet(directory, Durability.ACK), AuditObserver.NONE)) {
            append(log.lane(() -> {}), "r1");
        }
        Path checkpoints = directory.resolve(AuditDirectory.CHECKPOINTS);
        Path newest = AuditDirectory.newestCheckpoint(directory).orElseThrow();
        String note = Files.readString(newest);
        for (int length = 0; length < note.length(); length += 7) {
            Files.writeString(
                    checkpoints.resolve(AuditDirectory.checkpointName(900 + length)), note.substring(0, length));
        }
        Files.writeString(checkpoints.resolve(AuditDirectory.checkpointName(5) + AuditDirectory.NEXT), "dri");
        Files.writeString(directory.resolve(AuditDirectory.segmentName(2) + AuditDirectory.NEXT), "half");
        assertEquals(List.of("r1", "new"), goOn(directory));
        assertFalse(Files.exists(directory.resolve(AuditDirectory.segmentName(2) + AuditDirectory.NEXT)));
        assertFalse(Files.exists(checkpoints.resolve(AuditDirectory.checkpointName(5) + AuditDirectory.NEXT)));
    }

    private void refuses(Path directory, byte[] segment, String why) throws IOException {
        Path file = directory.resolve(SEGMENT);
        Files.write(file, segment);
        saysOnOpening(directory, why);
        assertArrayEquals(segment, Files.readAllBytes(file), "nothing is changed");
    }

    private void saysOnOpening(Path directory, String why) {
        heard.told.clear();
        try (AuditLog log = open(quiet(directory, Durability.ACK), heard)) {
            assertFalse(log.accepts(), why);
            assertTrue(log.trouble().isPresent());
            assertTrue(heard.told.get(0).startsWith("open: "), heard.told.get(0));
            assertTrue(heard.told.get(0).contains(why), heard.told.get(0));
        }
    }
}
