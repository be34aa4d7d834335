package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.OnFull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What tests of the log share. */
final class AuditLogFixture {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long POLL_NANOS = 50_000L;
    private static final long RETRY_NANOS = 2_000_000L;

    private AuditLogFixture() {}

    static AuditSettings settings(Path directory, Durability durability, OnFull onFull) {
        return settings(directory, durability, onFull, 1L << 26, AuditSettings.Retention.FOREVER, 20_000_000L);
    }

    static AuditSettings settings(
            Path directory,
            Durability durability,
            OnFull onFull,
            long segmentBytes,
            AuditSettings.Retention retention,
            long checkpointNanos) {
        return new AuditSettings(
                directory,
                durability,
                1_000_000L,
                onFull,
                AuditSettings.MIN_LANE_BYTES,
                segmentBytes,
                AuditSettings.DEFAULT_SEGMENT_AGE_NANOS,
                retention,
                new AuditSettings.Checkpoints(
                        "test", checkpointNanos, new KeySource.File(directory.resolve("key.pem")), List.of()),
                new KeySource.File(directory.resolve("fingerprint.key")),
                true);
    }

    /** The same with another time between two syncs. */
    static AuditSettings every(long nanos, AuditSettings base) {
        return new AuditSettings(
                base.dir(),
                base.durability(),
                nanos,
                base.onFull(),
                base.laneBytes(),
                base.segmentBytes(),
                base.segmentAgeNanos(),
                base.retention(),
                base.checkpoints(),
                base.fingerprintKey(),
                base.prediction());
    }

    static AuditLog open(AuditSettings settings, AuditObserver observer, LogFiles files) {
        return AuditLog.open(settings, Clock.systemUTC(), observer, List.of(), files, RETRY_NANOS);
    }

    static AuditLog open(AuditSettings settings, AuditObserver observer) {
        return open(settings, observer, new DiskFiles(settings.dir()));
    }

    static byte[] record(String text) {
        return ("\1\1" + text).getBytes(StandardCharsets.UTF_8);
    }

    static long append(AuditLane lane, String text) {
        byte[] bytes = record(text);
        return lane.append(bytes, 0, bytes.length);
    }

    /** Appends, waiting for room. */
    static long appendWaiting(AuditLane lane, String text) {
        byte[] bytes = record(text);
        await("room", () -> lane.capacityBytes() - lane.queuedBytes() > bytes.length + AuditLane.LENGTH_BYTES);
        return lane.append(bytes, 0, bytes.length);
    }

    /** All records that lie in the directory, those that {@link #record} made without its mark, the others left out. */
    static List<String> texts(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                while (reader.next()) {
                    String text = new String(
                            reader.bytes(), reader.from(), reader.to() - reader.from(), StandardCharsets.UTF_8);
                    if (text.startsWith("\1\1")) {
                        found.add(text.substring(2));
                    }
                }
            }
        }
        return found;
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Remembers what it is told. */
    static final class Hearing implements AuditObserver {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void trouble(String trouble, String detail, boolean resolved) {
            told.add((resolved ? "over: " : "") + trouble + ": " + detail);
        }

        @Override
        public void note(String sentence) {}

        @Override
        public void synced(long nanos) {}

        @Override
        public void exported(String sink, boolean success) {
            told.add("exported " + sink + " " + success);
        }

        boolean heard(String start) {
            return told.stream().anyMatch(line -> line.startsWith(start));
        }
    }
}
