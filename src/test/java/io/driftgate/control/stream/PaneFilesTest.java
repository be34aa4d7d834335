package io.driftgate.control.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.sketch.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    /** {@code /dev/full} takes no byte: ENOSPC, from the kernel. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskDropsAndCountsAndTheNextPaneAfterItIsWhole() throws IOException {
        boolean[] full = {false};
        StreamSettings settings =
                new StreamSettings(Optional.empty(), Optional.of(parent), 8 * DAY_NANOS, StreamSettings.MIN_MAX_BYTES);
        PaneFiles files = new PaneFiles(parent, "gw-1", "9f86d081", settings, counts, new StepClock(), file -> {
            Files.write(file, new byte[0], StandardOpenOption.CREATE_NEW);
            return FileChannel.open(full[0] ? Path.of("/dev/full") : file, StandardOpenOption.WRITE);
        });
        files.append(new byte[] {1, 2});
        full[0] = true;
        now = now.plusSeconds(86_400); // another file, on the disk that is full by now
        for (int i = 0; i < 3; i++) {
            files.append(new byte[] {9, 9});
        }
        assertEquals(List.of(1L, 3L), List.of(counts.written, counts.dropped));
        assertEquals(1, list(parent).size(), "no empty files fill the disk further");

        full[0] = false;
        files.append(new byte[] {3});
        files.append(new byte[] {4});
        assertEquals(List.of(3L, 3L), List.of(counts.written, counts.dropped));
        List<Path> made = list(parent);
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(made.get(0)));
        assertArrayEquals(new byte[] {3, 4}, Files.readAllBytes(made.get(1)));
    }

    /** A disk that fills within a pane: what was written of it is taken back, so that the file is a stream of whole panes. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPaneThatFitsInPartIsTakenBack() throws Exception {
        Path file = parent.resolve("limited");
        String script = "ulimit -f 1; exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"";
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        script,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        Limited.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("written 1 dropped 2"), said);
        List<Path> made = list(file);
        assertEquals(1, made.size(), said);
        assertEquals(700, Files.size(made.get(0)));
    }

    /** Runs where no file may be longer than 1,024 bytes. */
    static final class Limited {
        private Limited() {}

        public static void main(String[] arguments) {
            Counts counts = new Counts();
            Path directory = Path.of(arguments[0]);
            StreamSettings settings = new StreamSettings(
                    Optional.empty(), Optional.of(directory), 8 * DAY_NANOS, StreamSettings.MIN_MAX_BYTES);
            PaneFiles files =
                    new PaneFiles(directory, "gw-1", "9f86d081", settings, counts, Clock.fixed(START, ZoneOffset.UTC));
            files.append(new byte[700]);
            files.append(new byte[700]); // 324 of them fit
            files.append(new byte[2000]);
            System.out.println("written " + counts.written + " dropped " + counts.dropped);
        }
    }

    /** A writer that died would drop all panes to come, and say nothing. */
    @Test
    void outlivesWhateverTheDiskThrows() {
        boolean[] broken = {true};
        StreamSettings settings =
                new StreamSettings(Optional.empty(), Optional.of(parent), 8 * DAY_NANOS, StreamSettings.MIN_MAX_BYTES);
        PaneFiles files = new PaneFiles(parent, "gw-1", "9f86d081", settings, counts, new StepClock(), file -> {
            if (broken[0]) {
                throw new UncheckedIOException(new IOException("stale file handle"));
            }
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        });
        files.append(new byte[] {1});
        assertEquals(List.of(0L, 1L), List.of(counts.written, counts.dropped));
        broken[0] = false;
        files.append(new byte[] {2});
        assertEquals(List.of(1L, 1L), List.of(counts.written, counts.dropped));
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
