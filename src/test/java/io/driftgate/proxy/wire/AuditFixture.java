package io.driftgate.proxy.wire;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.log.HeldDisk;
import io.driftgate.audit.log.SegmentReader;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.FingerprintKey;
import io.driftgate.audit.record.MalformedRecord;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.proxy.exchange.AuditAccess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An audit log in a directory of its own, on a disk that the test holds. Closed after the gateway that writes to it. */
final class AuditFixture implements Closeable {
    /** A key that tests can make fingerprints with. */
    static final String KEY = "00112233".repeat(8);

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    final HeldDisk disk;
    private final Path directory;
    private final AuditLog log;

    private AuditFixture(Path directory, AuditSettings settings) {
        this.directory = directory;
        disk = HeldDisk.of(settings);
        log = disk.open(settings);
    }

    static AuditFixture open(Durability durability, OnFull onFull) throws IOException {
        return open(durability, onFull, true);
    }

    static AuditFixture open(Durability durability, OnFull onFull, boolean prediction) throws IOException {
        Path directory = Files.createTempDirectory("driftgate-audit");
        AuditSettings usual = AuditSettings.of(directory, durability, onFull);
        return new AuditFixture(
                directory,
                new AuditSettings(
                        directory,
                        durability,
                        1_000_000L,
                        onFull,
                        AuditSettings.MIN_LANE_BYTES,
                        usual.segmentBytes(),
                        usual.segmentAgeNanos(),
                        usual.retention(),
                        usual.checkpoints(),
                        usual.fingerprintKey(),
                        prediction));
    }

    AuditAccess access() throws IOException {
        FingerprintKey key = FingerprintKey.open(new KeySource.Environment("KEY"), name -> KEY, new SecureRandom());
        return new AuditAccess(log, key, Clock.systemUTC());
    }

    AuditLog log() {
        return log;
    }

    /** The records of a request, in the log's order, once its outcome is there. */
    List<AuditRecord> of(String requestId) throws IOException, InterruptedException {
        return await(
                record -> record.requestId().equals(requestId),
                records -> records.stream().anyMatch(record -> record.is(RecordKind.OUTCOME)));
    }

    /** The records that are asked for, once there are enough. */
    List<AuditRecord> await(Predicate<AuditRecord> asked, Predicate<List<AuditRecord>> enough)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            List<AuditRecord> found = all().stream().filter(asked).toList();
            if (enough.test(found)) {
                return found;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not among " + all());
            }
            Thread.sleep(5);
        }
    }

    /** All records that are in the files by now. */
    List<AuditRecord> all() throws IOException {
        List<AuditRecord> records = new ArrayList<>();
        for (Path segment : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(segment)) {
                while (reader.next()) {
                    records.add(AuditRecord.read(reader.bytes(), reader.from(), reader.to()));
                }
            } catch (MalformedRecord e) {
                throw new AssertionError(e);
            }
        }
        return records;
    }

    /** All bytes of all files of the log. */
    List<byte[]> bytes() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (Path segment : AuditDirectory.segments(directory)) {
            all.add(Files.readAllBytes(segment));
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        disk.release();
        log.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
