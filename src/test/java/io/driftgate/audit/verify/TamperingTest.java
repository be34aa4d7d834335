package io.driftgate.audit.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.AuditLane;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.log.AuditObserver;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.NoteVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a log below a checkpoint that was held elsewhere is found, and what nobody did is not. */
class TamperingTest {
    private static final long SEGMENT_BYTES = 330;
    private static final int RECORDS = 20;

    @TempDir
    private static Path original;

    /** Written in five runs, so that there are checkpoints on the way; its records lie in several segments. */
    private static WrittenLog log;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void writeALog() throws IOException {
        log = new WrittenLog(original.resolve("log"));
        for (int from = 0; from < RECORDS; from += 4) {
            byte[][] records = new byte[4][];
            for (int i = 0; i < 4; i++) {
                records[i] = WrittenLog.record(from + i);
            }
            log.write(SEGMENT_BYTES, records);
        }
        assertTrue(log.segments().size() >= 3, "segments: " + log.segments());
        assertTrue(log.checkpoints().size() >= 5, "checkpoints: " + log.checkpoints());
        assertEquals(RECORDS, log.newest().checkpoint().size());
    }

    private WrittenLog copy() throws IOException {
        return log.copyTo(temporary.resolve("copy"));
    }

    private static Verification verify(WrittenLog of, HeldCheckpoint... held) throws IOException {
        return LogVerifier.verify(of.directory(), List.of(held), List.of()); // signatures have tests of their own
    }

    private static void assertFound(Verification verification, String what) {
        assertFalse(verification.isSound(), what);
    }

    /** That some finding is about this record. */
    private static void assertLocated(Verification verification, long record, String what) {
        assertTrue(
                verification.findings().stream()
                        .anyMatch(finding -> finding.fromRecord() <= record && record < finding.toRecord()),
                () -> what + ": " + verification.findings());
    }

    @Test
    void findsNothingInALogThatNobodyTouched() throws IOException {
        Verification alone = LogVerifier.verify(log.directory(), List.of(), log.keys());
        assertEquals(List.of(), alone.findings());
        assertEquals(RECORDS, alone.size());
        assertEquals(0, alone.unsignedTail());
        for (HeldCheckpoint held : log.checkpoints()) {
            assertEquals(List.of(), verify(log, held).findings());
        }
        WrittenLog bare = copy();
        bare.removeCheckpoints();
        for (HeldCheckpoint held : log.checkpoints()) {
            Verification verification = verify(bare, held);
            assertEquals(List.of(), verification.findings());
            assertEquals(RECORDS - held.checkpoint().size(), verification.unsignedTail());
            assertEquals(
                    Verification.Outcome.MATCHES, verification.held().get(0).outcome());
        }
    }

    @Test
    void findsAndLocatesEveryChangedByte() throws IOException {
        HeldCheckpoint held = log.newest();
        WrittenLog copy = copy();
        for (boolean withCheckpoints : new boolean[] {true, false}) {
            if (!withCheckpoints) {
                copy.removeCheckpoints();
            }
            for (Path segment : copy.segments()) {
                byte[] bytes = Files.readAllBytes(segment);
                // All bytes without help from the directory; with it, a third of them.
                for (int at = 0; at < bytes.length; at += withCheckpoints ? 3 : 1) {
                    byte[] changed = bytes.clone();
                    changed[at] ^= (byte) (1 << at % 8);
                    Files.write(segment, changed);
                    Verification verification = verify(copy, held);
                    int offset = at;
                    assertTrue(
                            verification.findings().stream()
                                    .anyMatch(finding ->
                                            finding.file().equals(segment.toString()) && finding.fromByte() <= offset),
                            () -> segment + " byte " + offset + ": " + verification.findings());
                }
                Files.write(segment, bytes);
            }
        }
    }

    @Test
    void findsAndLocatesAChangedByteWhoseChecksumWasMadeToFit() throws IOException {
        HeldCheckpoint held = log.newest();
        WrittenLog copy = copy();
        for (boolean withCheckpoints : new boolean[] {true, false}) {
            if (!withCheckpoints) {
                copy.removeCheckpoints();
            }
            long index = 0;
            for (Path file : copy.segments()) {
                byte[] bytes = Files.readAllBytes(file);
                SegmentBytes segment = new SegmentBytes(file);
                for (byte[] record : segment.records) {
                    for (int at = 0; at < record.length; at++) {
                        record[at] ^= 1;
                        segment.write();
                        assertLocated(verify(copy, held), index, "record " + index + " byte " + at);
                        record[at] ^= 1;
                    }
                    index++;
                }
                Files.write(file, bytes);
            }
            assertEquals(RECORDS, index);
        }
    }

    @Test
    void namesEachOfSeveralChanges() throws IOException {
        WrittenLog copy = copy();
        List<String> changed = new ArrayList<>();
        for (Path file : copy.segments()) {
            SegmentBytes segment = new SegmentBytes(file);
            byte[] bytes = Files.readAllBytes(file);
            int at = segment.headerBytes();
            for (int i = 0; i < segment.records.size(); i++) {
                int frame = 8 + segment.records.get(i).length;
                if (i % 2 == 0) {
                    bytes[at + 9] ^= 1;
                    changed.add(file + " at bytes " + at + " to " + (at + frame - 1));
                }
                at += frame;
            }
            Files.write(file, bytes);
        }
        List<String> found = verify(copy, log.newest()).findings().stream()
                .map(finding -> finding.toString().replaceFirst(",.*", ""))
                .toList();
        assertTrue(changed.size() > 5);
        assertEquals(changed, found);
    }

    @Test
    void namesNoMoreRecordsThanBetweenTwoCheckpoints() throws IOException {
        WrittenLog copy = copy();
        SegmentBytes segment = new SegmentBytes(copy.segments().get(0));
        segment.records.get(1)[5] ^= 1;
        segment.write();
        Finding finding = verify(copy, log.newest()).findings().get(0);
        // besides those that end a run there may be others, which are made as time goes by
        List<Long> sizes =
                log.checkpoints().stream().map(held -> held.checkpoint().size()).toList();
        assertEquals(
                sizes.stream().filter(size -> size <= 1).findFirst().orElse(0L).longValue(), finding.fromRecord());
        assertTrue(
                finding.toRecord()
                        <= sizes.stream().filter(size -> size > 1).findFirst().orElseThrow(),
                finding::toString);
    }

    /** Removals, insertions and swaps with right checksums; every later header made to fit, and no checkpoint left in the directory. */
    @Test
    void findsEveryRemovalInsertionAndSwapInARewrittenLog() throws IOException {
        HeldCheckpoint held = log.newest();
        List<byte[]> records = new ArrayList<>();
        for (Path file : log.segments()) {
            records.addAll(new SegmentBytes(file).records);
        }
        byte[] more = WrittenLog.record(77);
        for (int at = 0; at < RECORDS; at++) {
            List<byte[]> removed = new ArrayList<>(records);
            removed.remove(at);
            assertFound(verify(rewritten(removed), held), "without " + at);
            List<byte[]> replaced = new ArrayList<>(records);
            replaced.set(at, more);
            assertFound(verify(rewritten(replaced), held), "another " + at);
            List<byte[]> inserted = new ArrayList<>(records);
            inserted.add(at, more);
            assertFound(verify(rewritten(inserted), held), "one more before " + at);
            List<byte[]> doubled = new ArrayList<>(records);
            doubled.add(at, records.get(at));
            if (at < RECORDS - 1) { // else it is appended behind the checkpoint
                assertFound(verify(rewritten(doubled), held), "twice " + at);
            }
            for (int other = at + 1; other < RECORDS; other++) {
                List<byte[]> swapped = new ArrayList<>(records);
                Collections.swap(swapped, at, other);
                assertFound(verify(rewritten(swapped), held), at + " and " + other);
            }
        }
        assertTrue(verify(rewritten(records), held).isSound(), "the rewriting itself is not what is found");
    }

    private WrittenLog rewritten(List<byte[]> records) throws IOException {
        WrittenLog copy = copy();
        copy.removeCheckpoints();
        Sha256Tree tree = new Sha256Tree();
        int next = 0;
        List<Path> files = copy.segments();
        for (int i = 0; i < files.size(); i++) {
            SegmentBytes segment = new SegmentBytes(files.get(i));
            int count = Math.min(records.size() - next, segment.records.size());
            int end = i == files.size() - 1 ? records.size() : next + count;
            segment.records.clear();
            segment.records.addAll(records.subList(next, end));
            segment.writeAfter(tree);
            next = end;
        }
        return copy;
    }

    /** The same in one segment with its header and the later ones left as they are: found without any checkpoint. */
    @Test
    void findsRemovalsInsertionsAndSwapsByTheNextHeader() throws IOException {
        WrittenLog copy = copy();
        copy.removeCheckpoints();
        List<Path> files = copy.segments();
        long first = 0;
        for (Path file : files.subList(0, files.size() - 1)) {
            byte[] bytes = Files.readAllBytes(file);
            int count = new SegmentBytes(file).records.size();
            for (int at = 0; at < count; at++) {
                SegmentBytes removed = new SegmentBytes(file);
                removed.records.remove(at);
                removed.write();
                assertFound(verify(copy), file + " without " + at);
                Files.write(file, bytes);
                SegmentBytes inserted = new SegmentBytes(file);
                inserted.records.add(at, WrittenLog.record(5));
                inserted.write();
                assertFound(verify(copy), file + " one more before " + at);
                Files.write(file, bytes);
                SegmentBytes swapped = new SegmentBytes(file);
                Collections.swap(swapped.records, at, (at + 1) % count);
                swapped.write();
                if (count > 1) {
                    assertLocated(verify(copy), first + at, file + " swapped " + at);
                }
                Files.write(file, bytes);
            }
            first += count;
        }
    }

    @Test
    void findsEveryTruncation() throws IOException {
        HeldCheckpoint held = log.newest();
        WrittenLog copy = copy();
        copy.removeCheckpoints();
        for (Path file : copy.segments()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int length = 0; length < bytes.length; length++) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertFound(verify(copy, held), file + " cut to " + length);
            }
            Files.write(file, bytes);
        }
    }

    @Test
    void findsEveryMissingSegmentAndSwappedSegments() throws IOException {
        HeldCheckpoint held = log.newest();
        int count = log.segments().size();
        for (int i = 0; i < count; i++) {
            WrittenLog without = copy();
            Files.delete(without.segments().get(i));
            assertFound(verify(without, held), "without segment " + i);
            for (int j = i + 1; j < count; j++) {
                WrittenLog swapped = copy();
                Path a = swapped.segments().get(i);
                Path b = swapped.segments().get(j);
                byte[] bytes = Files.readAllBytes(a);
                Files.write(a, Files.readAllBytes(b));
                Files.write(b, bytes);
                assertFound(verify(swapped, held), "segments " + i + " and " + j);
            }
        }
        WrittenLog empty = copy();
        for (Path file : empty.segments()) {
            Files.delete(file);
        }
        assertFound(verify(empty, held), "without any segment");
    }

    @Test
    void takesATornTailBehindTheCheckpointForWhatItIs() throws IOException {
        HeldCheckpoint held = log.checkpoints().get(3);
        WrittenLog copy = copy();
        copy.removeCheckpoints();
        List<Path> files = copy.segments();
        Path last = files.get(files.size() - 1);
        SegmentBytes segment = new SegmentBytes(last);
        byte[] bytes = Files.readAllBytes(last);
        long inLast = RECORDS - held.checkpoint().size();
        assertTrue(inLast > 0);
        int covered = bytes.length;
        for (int i = 0; i < inLast && !segment.records.isEmpty(); i++) {
            covered -= 8 + segment.records.remove(segment.records.size() - 1).length;
        }
        for (int length = covered; length < bytes.length; length++) {
            Files.write(last, Arrays.copyOf(bytes, length));
            Verification verification = verify(copy, held);
            assertEquals(List.of(), verification.findings(), "cut to " + length);
        }
        Random random = new Random(5);
        for (int i = 1; i < 200; i++) {
            byte[] garbage = new byte[i];
            random.nextBytes(garbage);
            garbage[0] |= (byte) 0x80; // a length that no record has
            Files.write(last, bytes);
            Files.write(last, garbage, StandardOpenOption.APPEND);
            Verification verification = verify(copy, held);
            assertEquals(List.of(), verification.findings(), i + " bytes of garbage");
            assertEquals(i, verification.tornBytes());
        }
    }

    @Test
    void takesMoreThanOneWriteBehindTheEndForDamage() throws IOException {
        HeldCheckpoint held = log.newest();
        WrittenLog copy = copy();
        List<Path> files = copy.segments();
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        int oneWrite = AuditLog.MAX_RECORD_BYTES + 8;
        Files.write(last, Arrays.copyOf(bytes, bytes.length + oneWrite));
        assertEquals(oneWrite, verify(copy, held).tornBytes());
        Files.write(last, Arrays.copyOf(bytes, bytes.length + oneWrite + 1));
        Verification verification = verify(copy, held);
        assertEquals(1, verification.findings().size(), verification.findings().toString());
        assertEquals(bytes.length, verification.findings().get(0).fromByte());
        assertLocated(verification, RECORDS, "more than one write");
    }

    @Test
    void findsAChangedCheckpointOfTheDirectory() throws IOException {
        WrittenLog copy = copy();
        Path file = AuditDirectory.checkpoints(copy.directory()).get(2);
        String note = Files.readString(file);
        for (int at = 0; at < note.length(); at++) {
            char c = note.charAt(at);
            Files.writeString(file, note.substring(0, at) + (c == 'A' ? 'B' : 'A') + note.substring(at + 1));
            Verification verification = LogVerifier.verify(copy.directory(), List.of(log.newest()), log.keys());
            assertTrue(!verification.isSound() || verification.unknownKey() == 1, "character " + note.substring(at));
        }
    }

    @Test
    void countsNoCheckpointOfAnUnknownKey() throws IOException {
        WrittenLog other = new WrittenLog(temporary.resolve("other"));
        other.write(SEGMENT_BYTES, WrittenLog.record(1));
        Verification verification = LogVerifier.verify(log.directory(), List.of(), other.keys());
        assertTrue(verification.isSound());
        assertEquals(log.checkpoints().size(), verification.unknownKey());
        assertEquals(0, verification.covered());
        assertEquals(RECORDS, verification.unsignedTail());
    }

    @Test
    void goesOnWithANewKeyForThoseWhoHoldTheOldOne() throws IOException {
        WrittenLog copy = copy();
        AuditSettings old = copy.settings(SEGMENT_BYTES, AuditSettings.Retention.FOREVER);
        AuditSettings.Checkpoints checkpoints = old.checkpoints();
        AuditSettings replacing = new AuditSettings(
                old.dir(),
                old.durability(),
                old.everyNanos(),
                old.onFull(),
                old.laneBytes(),
                old.segmentBytes(),
                old.segmentAgeNanos(),
                old.retention(),
                new AuditSettings.Checkpoints(
                        checkpoints.origin(),
                        checkpoints.everyNanos(),
                        new KeySource.File(copy.directory().resolve("new.pem")),
                        Optional.of(checkpoints.key()),
                        List.of()),
                old.fingerprintKey(),
                old.prediction());
        WrittenLog.write(replacing, WrittenLog.record(50));
        assertEquals(2, copy.newest().signers().size());
        assertEquals(2, copy.keys().size());
        for (NoteVerifier key : copy.keys()) {
            Verification verification = LogVerifier.verify(copy.directory(), List.of(copy.newest()), List.of(key));
            assertEquals(List.of(), verification.findings());
            assertEquals(RECORDS + 1, verification.covered());
        }
    }

    @Test
    void tellsRetentionFromTheft() throws IOException {
        WrittenLog kept = new WrittenLog(temporary.resolve("kept"));
        AuditSettings settings = kept.settings(400, new AuditSettings.Retention(0, 900));
        HeldCheckpoint early;
        try (AuditLog writer = AuditLog.open(settings, Clock.systemUTC(), AuditObserver.NONE)) {
            AuditLane lane = writer.lane(() -> {});
            long ticket = 0;
            for (int i = 0; i < 20; i++) {
                byte[] record = WrittenLog.record(i);
                ticket = lane.append(record, 0, record.length);
                WrittenLog.await(lane, ticket);
            }
            awaitCheckpoint(writer, 20);
            early = kept.newest();
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (Files.exists(kept.directory().resolve("segment-000000000002.log")) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        Verification verification = LogVerifier.verify(kept.directory(), List.of(kept.newest()), kept.keys());
        assertEquals(List.of(), verification.findings());
        assertTrue(verification.firstIndex() > 0);
        assertTrue(verification.removedUntil().orElseThrow() >= verification.firstIndex());
        assertEquals(0, verification.unsignedTail());
        assertTrue(LogVerifier.verify(kept.directory(), List.of(early), kept.keys())
                .isSound());

        Files.delete(kept.segments().get(0));
        Verification stolen = LogVerifier.verify(kept.directory(), List.of(kept.newest()), kept.keys());
        assertTrue(!stolen.isSound() || stolen.removedUntil().orElseThrow() >= stolen.firstIndex());
        while (stolen.isSound() && kept.segments().size() > 1) {
            Files.delete(kept.segments().get(0));
            stolen = LogVerifier.verify(kept.directory(), List.of(kept.newest()), kept.keys());
        }
        assertFalse(stolen.isSound());
    }

    private static void awaitCheckpoint(AuditLog log, long size) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (log.checkpointSize() < size && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void findsNothingWhileTheLogIsWrittenAndShortened() throws Exception {
        WrittenLog live = new WrittenLog(temporary.resolve("live"));
        AuditSettings settings = live.settings(4_000, new AuditSettings.Retention(0, 60_000));
        Semaphore allowed = new Semaphore(100);
        AtomicBoolean stop = new AtomicBoolean();
        try (AuditLog writer = AuditLog.open(settings, Clock.systemUTC(), AuditObserver.NONE)) {
            AuditLane lane = writer.lane(() -> {});
            Thread load = new Thread(() -> {
                for (int i = 0; !stop.get(); i++) {
                    allowed.acquireUninterruptibly();
                    byte[] record = WrittenLog.record(i);
                    lane.append(record, 0, record.length);
                }
            });
            load.start();
            try {
                awaitCheckpoint(writer, 1);
                for (int i = 0; i < 40; i++) {
                    allowed.release(150); // retention keeps some hundred more, so that no reader is overtaken for ever
                    Verification verification = LogVerifier.verify(live.directory(), List.of(), live.keys());
                    assertEquals(List.of(), verification.findings());
                    assertTrue(verification.covered() > 0);
                }
            } finally {
                stop.set(true);
                allowed.release();
                load.join();
            }
        }
        assertTrue(LogVerifier.verify(live.directory(), List.of(live.newest()), live.keys())
                .isSound());
    }
}
