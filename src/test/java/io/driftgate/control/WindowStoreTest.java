package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    void nobodyButItsOwnerMayReadIt() throws InvalidConfiguration, InterruptedException, IOException {
        try (RunningLoop running = start()) {
            running.run(2, TRAINED, 200);
            Path next = directory.resolve("state/windows.bin.next");
            Files.write(next, new byte[] {1}); // left by a crash, with the mode of an earlier release
            running.stop();
            Path file = directory.resolve("state/windows.bin");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            running.boot();
            running.run(1, TRAINED, 200);
            assertEquals(600, running.report("v2").samples());
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
            String warning = running.publisher.warnings().get(0);
            assertTrue(
                    warning.matches(
                            ".*windows.bin is from the future, 2026-11-01T00:00:24Z: the clock was set back since,"
                                    + " or is wrong. Drift windows and evidence start empty. See to the clock"),
                    warning);
            running.run(1, TRAINED, 10);
            assertEquals(10, running.report("v2").samples());
            assertEquals(1, running.installation.meters.stateProblems);
        }
    }

    private static final String OTHER = """
              other:
                schema: {age: int, income: float}
                protocols: [kserve-v1]
                versions:
                  v1: {upstream: "http://127.0.0.1:9103", policy: none, baseline: other.json}
            """ + Installation.DRIFT;

    @Test
    void aModelThatIsDeniedForAWhileFindsItsWindowAgain() throws InvalidConfiguration, InterruptedException {
        new Installation(directory).baseline("other.json", TRAINED);
        try (RunningLoop running =
                new RunningLoop(directory, Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT + OTHER)) {
            running.run(2 * WINDOW, TRAINED, 200);
            running.stop();
            running.installation.write("v2.json", "{}");
            running.boot();
            assertTrue(running.model().denied().isPresent());
            running.run(1, TRAINED, 200);
            running.restart(); // which saves the other model's window, twice
            assertTrue(running.model().denied().isPresent());
            running.run(1, TRAINED, 200);
            running.stop();
            running.installation.baseline("v2.json", TRAINED);
            running.boot();
            running.run(1, TRAINED, 10);
            assertEquals(3 * 200 + 10, running.report("v2").samples(), "of six seconds two were idle, and one is new");
            assertEquals(5 * 200 + 10, running.loop.reports("other").get("v1").samples());
        }
    }

    @Test
    void aTickThatDoesNotEndKeepsWindowsFromBeingSaved() throws InvalidConfiguration, InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        RunningLoop running = start();
        running.run(61, TRAINED, 200);
        byte[] saved = read();
        running.run(1, TRAINED, 200);
        running.panes.instead = () -> {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.failedFuture(new IllegalStateException("too late"));
        };
        running.installation.clock.advance(Duration.ofSeconds(1));
        running.loop.start();
        entered.await();
        running.loop.close(1);
        assertArrayEquals(saved, read(), "the tick may be at work on them");

        released.countDown();
        running.close();
        assertFalse(Arrays.equals(saved, read()));
    }

    @Test
    void peopleAreToldOfWindowsThatAreLostAndOfThoseThatCantBeWritten()
            throws InvalidConfiguration, InterruptedException, IOException {
        try (RunningLoop running = start()) {
            running.run(WINDOW, TRAINED, 200);
            running.stop();
            Path file = directory.resolve("state/windows.bin");
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            running.boot();
            String lost = running.publisher.warnings().get(0);
            assertTrue(lost.contains("windows.bin can't be read (its checksum is wrong); it was moved to"), lost);

            Path inTheWay = Files.createDirectory(directory.resolve("state/windows.bin.next"));
            running.run(61, TRAINED, 200);
            assertEquals(2, running.publisher.warnings().size(), running.publisher.warnings()::toString);
            String unwritten = running.publisher.warnings().get(1);
            assertTrue(unwritten.contains("windows.bin can't be written"), unwritten);

            Files.delete(inTheWay);
            running.run(61, TRAINED, 200);
            assertEquals(List.of(lost), running.publisher.warnings());
            assertTrue(Files.exists(file));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // whose /dev/full is a disk without space
    void aFullDiskIsToldFromADirectoryThatIsNotWritable()
            throws InvalidConfiguration, InterruptedException, IOException, OverrideRefused {
        try (RunningLoop running = start()) {
            running.run(1, TRAINED, 200);
            Path full = Path.of("/dev/full");
            Path windows = Files.createSymbolicLink(directory.resolve("state/windows.bin.next"), full);
            Path overrides = Files.createSymbolicLink(directory.resolve("state/overrides.json.next"), full);
            running.run(61, TRAINED, 200);
            String problem = running.publisher.warnings().get(0);
            assertTrue(
                    problem.contains("windows.bin can't be written (java.io.IOException: No space left on device)"),
                    problem);
            assertTrue(problem.endsWith(". Free space on the disk of the directory of state:"), problem);

            OverrideRequest freeze = new OverrideRequest(
                    OverrideKind.FREEZE, MODEL, "", "", "ann", "why", Optional.empty(), false, false);
            OverrideRefused refused = assertThrows(OverrideRefused.class, () -> running.overrides.set(freeze));
            assertTrue(refused.hint().startsWith("free space on the disk"), refused.hint());

            Files.delete(windows);
            Files.delete(overrides);
            running.overrides.set(freeze);
            Files.createDirectory(windows);
            running.run(61, TRAINED, 200);
            String other = running.publisher.warnings().get(0);
            assertTrue(other.endsWith(". Make the directory of state: writable for this process"), other);
            Files.delete(windows);
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
