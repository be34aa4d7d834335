package io.driftgate.control.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.sketch.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes on the test's thread, but for one. */
class PaneFilesTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private static final class Counts implements PaneCount {
        private long written;
        private long dropped;

        @Override
        public synchronized void written(int bytes) {
            written++;
        }

        @Override
        public synchronized void dropped() {
            dropped++;
        }
    }

    private final class StepClock extends Clock {
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

    @TempDir
    Path parent;

    private final Counts counts = new Counts();
    private Instant now = START;

    private PaneFiles files(Path directory, String start) {
        StreamSettings settings = new StreamSettings(
                Optional.empty(), Optional.of(directory), 8 * DAY_NANOS, StreamSettings.MIN_MAX_BYTES);
        return new PaneFiles(directory, "gw-1", start, settings, counts, new StepClock());
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    @Test
    void appendsToOneFileUntilItIsADayOld() throws IOException {
        PaneFiles files = files(parent.resolve("made"), "9f86d081");
        files.append(new byte[] {1, 2});
        files.append(new byte[] {3});
        now = now.plusSeconds(86_400);
        files.append(new byte[] {4});

        List<Path> made = list(parent.resolve("made"));
        assertEquals(
                List.of("gw-1-20260102T030405Z-9f86d081-000001.panes", "gw-1-20260103T030405Z-9f86d081-000002.panes"),
                made.stream().map(file -> file.getFileName().toString()).toList());
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(made.get(0)));
        assertEquals(3, counts.written);
    }

    @Test
    void keepsWithinItsBytesWhateverIsWritten() throws IOException {
        Files.writeString(parent.resolve("notes.txt"), "not ours");
        PaneFiles files = files(parent, "9f86d081");
        byte[] pane = new byte[10_000];
        for (int i = 0; i < 500; i++) {
            now = now.plusSeconds(1);
            files.append(pane);
            long bytes = 0;
            for (Path file : list(parent)) {
                bytes += Files.size(file);
            }
            assertTrue(bytes <= StreamSettings.MIN_MAX_BYTES + 8, bytes + " bytes");
        }
        assertEquals(500, counts.written);
        assertTrue(Files.exists(parent.resolve("notes.txt")));
        assertTrue(list(parent).size() >= 7, "nor does it remove more than it must");
    }

    @Test
    void removesWhatIsTooOldAlsoOfFormerStarts() throws IOException {
        Path former = parent.resolve("gw-1-20250101T000000Z-00000000-000009.panes");
        Files.write(former, new byte[] {1});
        Files.setLastModifiedTime(former, FileTime.from(now.minusSeconds(9 * 86_400)));

        files(parent, "9f86d081").append(new byte[] {2});

        assertEquals(1, list(parent).size());
        assertTrue(Files.notExists(former));
    }

    @Test
    void countsWhatItCantWriteAndGoesOnWhenItCan() throws IOException {
        Path directory = parent.resolve("sketches");
        Files.writeString(directory, "a file in the way");
        PaneFiles files = files(directory, "9f86d081");
        files.append(new byte[] {1});
        files.append(new byte[] {2});
        assertEquals(2, counts.dropped);

        Files.delete(directory);
        files.append(new byte[] {3});
        files.append(new byte[(int) StreamSettings.MIN_MAX_BYTES]);
        files.append(new byte[] {4});

        assertEquals(3, counts.dropped);
        assertEquals(2, counts.written);
    }

    /** The drift loop's thread gets on whether or not anybody writes. */
    @Test
    void offersNeverWait() {
        PaneFiles files = files(parent, "9f86d081");
        for (int i = 0; i < 1000; i++) {
            files.offer(new byte[] {1});
        }
        assertEquals(1000 - 256, counts.dropped);

        files.start();
        files.close(); // its end finds no room, so what waits may be lost, and the thread ends
        assertTrue(counts.written <= 256);
    }

    @Test
    void writesWhatWaitsWhenItEnds() throws IOException {
        PaneFiles files = files(parent, "9f86d081");
        files.offer(new byte[] {1, 2});
        files.start();
        files.close();
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(list(parent).get(0)));
    }

    @Test
    void recentPanesKeepTheNewestInBoundedMemory() {
        RecentPanes recent = new RecentPanes(5);
        for (int i = 1; i <= 4; i++) {
            recent.add(
                    new io.driftgate.sketch.stream.PaneHeader(
                            "0".repeat(64), i == 3 ? "other" : "m", "v", "r", i, 0, 1000L * i, 0, 0),
                    new byte[] {(byte) i, (byte) i});
        }
        assertArrayEquals(new byte[] {4, 4}, recent.since("m", -1));
        assertArrayEquals(new byte[] {3, 3}, recent.since("other", 2999));
        assertArrayEquals(new byte[] {}, recent.since("other", 3000));
    }
}
