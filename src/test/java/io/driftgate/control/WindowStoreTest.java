package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowPane;
import io.driftgate.sketch.PaneCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowStoreTest {
    private static final double TRAINED = 40;
    private static final int WINDOW = 6;

    @TempDir
    Path directory;

    private RunningLoop start() throws InvalidConfiguration, InterruptedException {
        return new RunningLoop(directory, Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
    }

    @Test
    void aRestartHasAVerdictAtItsFirstPane() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.restart();
            running.run(1, TRAINED, 200);
            assertEquals(1200, running.report("v2").samples());
            assertEquals(Verdict.STABLE, running.report("v2").verdict());
            running.run(WINDOW, TRAINED, 100);
            assertEquals(600, running.report("v2").samples(), "and they leave in their time");
        }
    }

    @Test
    void whatIsOlderThanTheWindowIsNotUsed() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.stop();
            running.installation.clock.advance(Duration.ofSeconds(3));
            running.boot();
            running.run(1, TRAINED, 10);
            assertEquals(
                    2 * 200 + 10, running.report("v2").samples(), "of six seconds three were idle, and one is new");

            running.run(WINDOW, TRAINED, 200);
            running.stop();
            running.installation.clock.advance(Duration.ofSeconds(7));
            running.boot();
            running.run(1, TRAINED, 10);
            assertEquals(10, running.report("v2").samples());
        }
    }

    @Test
    void aCrashLosesAMinuteAtMost() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(63, TRAINED, 200);
            byte[] saved = read();
            running.stop();
            write(saved);
            running.boot();
            running.run(1, TRAINED, 10);
            long samples = running.report("v2").samples();
            assertTrue(samples > 10 && samples <= 1010, "saved up to a minute ago: " + samples);
        }
    }

    @Test
    void anotherBaselineOrWindowStartsEmpty() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.stop();
            running.installation.baseline("v2.json", 41);
            running.boot();
            running.run(1, TRAINED, 10);
            assertEquals(10, running.report("v2").samples());
        }
    }

    @Test
    void aReloadLaterTakesNothingFromIt() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.restart();
            running.reload(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT.replace("6s", "12s"));
            running.loop.tick();
            running.reload(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
            running.loop.tick();
            running.run(1, TRAINED, 10);
            assertEquals(10, running.report("v2").samples());
        }
    }

    @Test
    void aFileThatIsDamagedOrFromTheFutureIsNotUsed() throws InvalidConfiguration, InterruptedException {
        try (RunningLoop running = start()) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.stop();
            byte[] saved = read();
            saved[saved.length / 2] ^= 1;
            write(saved);
            running.boot();
            assertTrue(Files.exists(directory.resolve("state/windows.bin.corrupt")));
            running.run(2 * WINDOW, TRAINED, 200);
            running.stop();
            running.installation.clock.step(Duration.ofHours(-1));
            running.boot();
            assertEquals(Map.of(), running.loop.reports(MODEL));
            running.run(1, TRAINED, 10);
            assertEquals(10, running.report("v2").samples());
        }
    }

    @Test
    void everyBitOfTheFormatCounts() throws IOException {
        PaneCounts pane = new PaneCounts(new long[] {0, 127, 128, 1L << 40}, 300, 7);
        WindowMemory memory = new WindowMemory(
                "credit-risk",
                "v2",
                "credit-risk/v2/abc",
                new DriftWindow(6_000_000_000L, 6, 0),
                4,
                List.of(new WindowPane(pane, 1_000_000_000L)));
        byte[] bytes =
                WindowFormat.write(new WindowFormat.Saved(Instant.parse("2026-11-01T10:00:00Z"), List.of(memory)));
        WindowFormat.Saved read = WindowFormat.read(bytes);
        assertEquals(Instant.parse("2026-11-01T10:00:00Z"), read.at());
        WindowMemory again = read.windows().get(0);
        assertEquals(memory.window(), again.window());
        assertEquals(memory.key(), again.key());
        PaneCounts counts = again.panes().get(0).counts();
        assertEquals(300, counts.rows());
        assertEquals(7, counts.requests());
        for (int bin = 0; bin < 4; bin++) {
            assertEquals(pane.count(bin), counts.count(bin));
        }
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(IOException.class, () -> WindowFormat.read(changed));
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> WindowFormat.read(torn));
        }
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(directory.resolve("state/windows.bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(byte[] bytes) {
        try {
            Files.write(directory.resolve("state/windows.bin"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
