package io.driftgate.audit.verify;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.AuditLane;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.log.AuditObserver;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.record.ControlRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A log that the real writer has written, for tests to tamper with. */
public final class WrittenLog {
    private final Path directory;

    public WrittenLog(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    public AuditSettings settings(long segmentBytes, AuditSettings.Retention retention) {
        AuditSettings defaults = AuditSettings.of(directory, Durability.ACK, OnFull.REFUSE);
        return new AuditSettings(
                directory,
                Durability.ACK,
                1_000_000L,
                OnFull.REFUSE,
                AuditSettings.MIN_LANE_BYTES,
                segmentBytes,
                AuditSettings.DEFAULT_SEGMENT_AGE_NANOS,
                retention,
                new AuditSettings.Checkpoints(
                        "test.example/audit", 20_000_000L, new KeySource.File(directory.resolve("key.pem")), List.of()),
                defaults.fingerprintKey(),
                true);
    }

    /** Appends records in a process of their own, which ends with a checkpoint. */
    public void write(long segmentBytes, byte[]... records) {
        write(settings(segmentBytes, AuditSettings.Retention.FOREVER), records);
    }

    public static void write(AuditSettings settings, byte[]... records) {
        try (AuditLog log = AuditLog.open(settings, Clock.systemUTC(), AuditObserver.NONE)) {
            AuditLane lane = log.lane(() -> {});
            long ticket = 0;
            for (byte[] record : records) {
                ticket = lane.append(record, 0, record.length);
                await(lane, ticket);
            }
        }
    }

    public static void await(AuditLane lane, long ticket) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (lane.durable() < ticket) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("record " + ticket + " does not become durable");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** A small record. */
    public static byte[] record(int number) {
        return new ControlRecord(Instant.ofEpochSecond(1_790_000_000L + number), "switched")
                .with("model", "m" + number)
                .toByteArray();
    }

    public List<Path> segments() throws IOException {
        return AuditDirectory.segments(directory);
    }

    public List<HeldCheckpoint> checkpoints() throws IOException {
        List<HeldCheckpoint> checkpoints = new ArrayList<>();
        for (Path file : AuditDirectory.checkpoints(directory)) {
            try {
                checkpoints.add(HeldCheckpoint.read(file, keys()));
            } catch (MalformedNote e) {
                throw new IOException(e);
            }
        }
        return checkpoints;
    }

    public HeldCheckpoint newest() throws IOException {
        List<HeldCheckpoint> all = checkpoints();
        return all.get(all.size() - 1);
    }

    public List<NoteVerifier> keys() throws IOException {
        List<NoteVerifier> keys = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(AuditDirectory.PUBLIC_KEYS))) {
            try {
                keys.add(NoteVerifier.parse(line));
            } catch (MalformedNote e) {
                throw new IOException(e);
            }
        }
        return keys;
    }

    public void removeCheckpoints() throws IOException {
        for (Path file : AuditDirectory.checkpoints(directory)) {
            Files.delete(file);
        }
    }

    public WrittenLog copyTo(Path other) throws IOException {
        if (Files.exists(other)) {
            try (Stream<Path> files = Files.walk(other)) {
                files.sorted(Comparator.reverseOrder()).forEach(WrittenLog::delete);
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.forEach(file -> copy(file, other.resolve(directory.relativize(file))));
        }
        return new WrittenLog(other);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
