package io.driftgate.audit.log;

import static io.driftgate.audit.log.AuditLogFixture.append;
import static io.driftgate.audit.log.AuditLogFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.CheckpointExport;
import io.driftgate.audit.Durability;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLogFixture.Hearing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on their way to those who hold them. */
class CheckpointExportTest {
    @TempDir
    Path directory;

    private final Hearing heard = new Hearing();

    private AuditSettings settings(KeySource key, CheckpointExport... exports) {
        AuditSettings base = AuditSettings.of(directory.resolve("audit"), Durability.ACK, OnFull.REFUSE);
        return new AuditSettings(
                base.dir(),
                base.durability(),
                base.everyNanos(),
                base.onFull(),
                base.laneBytes(),
                base.segmentBytes(),
                base.segmentAgeNanos(),
                base.retention(),
                new AuditSettings.Checkpoints("log/a", 10_000_000L, key, List.of(exports)),
                base.fingerprintKey(),
                true);
    }

    private KeySource key() {
        return new KeySource.File(directory.resolve("key.pem"));
    }

    @Test
    void reachADirectoryAsTheyAre() throws Exception {
        Path witness = directory.resolve("witness");
        try (AuditLog log =
                AuditLog.open(settings(key(), new CheckpointExport.Directory(witness)), Clock.systemUTC(), heard)) {
            append(log.lane(() -> {}), "r1");
        }
        Path own = AuditDirectory.newestCheckpoint(directory.resolve("audit")).orElseThrow();
        assertEquals(Files.readString(own), Files.readString(witness.resolve("log_a-" + own.getFileName())));
        assertTrue(heard.heard("exported directory true"));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("key.pem"))));
    }

    @Test
    void doNotReplaceAnotherPastInADirectory() throws Exception {
        DirectorySink sink = new DirectorySink(directory, "a", 9);
        sink.send(3, "a\n3\nAAA=\n\n— a first\n");
        sink.send(3, "a\n3\nAAA=\n\n— a second key\n");
        assertThrows(IOException.class, () -> sink.send(3, "a\n3\nBBB=\n\n— a first\n"));
        assertTrue(Files.readString(directory.resolve("a-00000000000000000003")).endsWith("first\n"));
    }

    @Test
    void areKeptInBoundsInADirectoryThatOthersUseToo() throws Exception {
        DirectorySink sink = new DirectorySink(directory, "a", 20);
        Files.writeString(directory.resolve("a-notes"), "mine");
        Files.writeString(directory.resolve("ab-00000000000000000001"), "another log's");
        for (int size = 1; size <= 30; size++) {
            sink.send(size, "a\n" + size + "\nAAA=\n\n— a x\n");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(22, files.count());
        }
        assertFalse(Files.exists(directory.resolve("a-00000000000000000010")));
        assertTrue(Files.exists(directory.resolve("a-00000000000000000011")));
        assertEquals("mine", Files.readString(directory.resolve("a-notes")));
    }

    @Test
    void areALineEachOnStandardOutput() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StdoutSink sink = new StdoutSink(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        sink.send(3, "a \"b\" \\\n3\n");
        assertEquals(
                "{\"driftgateCheckpoint\": \"a \\\"b\\\" \\\\\\n3\\n\"}" + System.lineSeparator(),
                bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void doNotHoldUpTheLogWhenASinkHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CheckpointSink hanging = sink((size, note) -> never.await());
        List<Long> reached = new CopyOnWriteArrayList<>();
        CheckpointSink fine = sink((size, note) -> reached.add(size));
        AuditLog log = AuditLog.open(
                settings(key()),
                Clock.systemUTC(),
                heard,
                List.of(hanging, fine),
                new DiskFiles(directory.resolve("audit")),
                1_000_000L);
        try {
            AuditLane lane = log.lane(() -> {});
            for (int i = 1; i <= 5; i++) {
                int count = i;
                append(lane, "r" + i);
                await("durable", () -> lane.durable() == count);
                await("exported", () -> reached.contains((long) count));
            }
        } finally {
            never.countDown();
            log.close();
        }
    }

    @Test
    void areToldApartBySinkWhenOneOfTwoFails() throws Exception {
        List<Long> reached = new CopyOnWriteArrayList<>();
        CheckpointSink works = sink((size, note) -> reached.add(size));
        CheckpointSink fails = sink((size, note) -> {
            throw new IOException("gone");
        });
        try (AuditLog log = AuditLog.open(settings(key()), Clock.systemUTC(), heard, List.of(works, fails))) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("said", () -> heard.heard("export-test-2: "));
            long then = log.size();
            append(lane, "r2");
            await("exported", () -> reached.stream().anyMatch(size -> size > then));
        }
        assertEquals(
                List.of("export-test-2: the checkpoint"),
                heard.told.stream()
                        .filter(line -> line.contains("export-test"))
                        .map(line -> line.substring(0, line.indexOf(" over")))
                        .toList());
    }

    private interface Sending {
        void send(long size, String note) throws IOException, InterruptedException;
    }

    private static CheckpointSink sink(Sending sending) {
        return new CheckpointSink() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void send(long size, String note) throws IOException, InterruptedException {
                sending.send(size, note);
            }
        };
    }

    private ExportQueue queue(CheckpointSink sink) {
        Inlets inlets = new Inlets();
        return new ExportQueue(
                sink, 1, heard, new Troubles(heard, inlets.control(), inlets.gate(), Clock.systemUTC()), 1);
    }

    @Test
    void areTriedAFewTimes() throws Exception {
        List<Long> tries = new CopyOnWriteArrayList<>();
        try (ExportQueue queue = queue(sink((size, note) -> {
            tries.add(size);
            if (tries.size() < 3) {
                throw new IOException("busy");
            }
        }))) {
            queue.offer(7, "note");
            await("exported", () -> heard.heard("exported test true"));
            assertEquals(List.of(7L, 7L, 7L), tries);
            assertEquals(1, heard.told.size());
        }
    }

    @Test
    void areGivenUpAndSaidOnceAndGoOnWithTheNext() throws Exception {
        List<Long> tries = new CopyOnWriteArrayList<>();
        try (ExportQueue queue = queue(sink((size, note) -> {
            tries.add(size);
            if (size < 9) {
                throw new IOException("gone");
            }
        }))) {
            for (long size = 7; size <= 8; size++) {
                queue.offer(size, "note");
                int given = (int) (size - 6);
                await(
                        "given up",
                        () -> heard.told.stream()
                                        .filter("exported test false"::equals)
                                        .count()
                                == given);
            }
            assertEquals(2 * ExportQueue.ATTEMPTS, tries.size());
            await("said", () -> heard.heard("export-test: "));
            assertEquals(
                    1,
                    heard.told.stream()
                            .filter(line -> line.startsWith("export-test: "))
                            .count());
            queue.offer(9, "note");
            await("over", () -> heard.heard("over: export-test: "));
        }
    }

    @Test
    void waitForAKeyThatCanBeRead() throws Exception {
        Path pem = Files.writeString(directory.resolve("key.pem"), "no key");
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
        try (AuditLog log = AuditLog.open(settings(key()), Clock.systemUTC(), heard)) {
            AuditLane lane = log.lane(() -> {});
            append(lane, "r1");
            await("said", () -> heard.heard("checkpoint: no checkpoint over"));
            assertTrue(heard.told.stream().noneMatch(line -> line.contains("no key")), "nothing of the file is shown");
            assertTrue(log.accepts());
            Files.delete(pem);
            await("a checkpoint", () -> heard.heard("over: checkpoint"));
            assertTrue(log.checkpointSize() >= 1);
        }
    }

    @Test
    void sayWhichVariableIsNotSet() throws Exception {
        KeySource absent = new KeySource.Environment("DRIFTGATE_NO_SUCH_KEY");
        try (AuditLog log = AuditLog.open(settings(absent), Clock.systemUTC(), heard)) {
            append(log.lane(() -> {}), "r1");
            await("said", () -> heard.heard("checkpoint: "));
            assertTrue(heard.told.get(0).contains("DRIFTGATE_NO_SUCH_KEY"), heard.told.get(0));
        }
    }
}
