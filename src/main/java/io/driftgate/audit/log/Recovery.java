package io.driftgate.audit.log;

import io.driftgate.audit.log.SegmentList.Segment;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a former process left, and makes the end of the log whole.
 *
 * <p>What may be cut off is what a crash can leave: bytes after the last whole record of the last segment, which no checkpoint covers, and, when batches
 * were synced, no more of them than one batch. A copy is kept. Everything else that is wrong is {@linkplain DamagedLog damage}, and then no
 * file is changed.
 */
final class Recovery {
    private static final int KEPT_TORN_FILES = 16;
    private static final int KEPT_TORN_BYTES = 16 << 20;

    /** Bytes that were cut off. */
    record Torn(String file, long offset, long bytes, long size) {
        String describe() {
            return file + ": " + bytes + " bytes from byte " + offset
                    + " on were no whole record, as after a crash in the middle of a write, and were cut off. The"
                    + " log goes on after " + size + " records";
        }
    }

    /**
     * A log that is whole.
     *
     * @param segments all of them, the open one last
     * @param tree over all records
     */
    record Recovered(List<Segment> segments, OpenSegment open, Sha256Tree tree, Optional<Torn> torn) {}

    private final LogFiles files;

    Recovery(LogFiles files) {
        this.files = files;
    }

    /**
     * Recovers the log, or begins one where there is none.
     *
     * @param newest checkpoint of the directory
     * @param synced whether the log will sync each batch, for a new log
     */
    Recovered recover(Optional<Checkpoint> newest, boolean synced, long nowMillis) throws IOException {
        List<String> names = files.names();
        for (String name : names) {
            if (name.endsWith(AuditDirectory.NEXT)
                    && AuditDirectory.number(name.substring(0, name.length() - AuditDirectory.NEXT.length()))
                            .isPresent()) {
                files.delete(name); // the log was never told of it
            }
        }
        List<Long> numbers = AuditDirectory.numbers(names);
        if (numbers.isEmpty()) {
            return begin(newest, synced, nowMillis);
        }
        List<Segment> segments = headers(numbers);
        return scan(segments, newest);
    }

    private Recovered begin(Optional<Checkpoint> newest, boolean synced, long nowMillis) throws IOException {
        if (newest.isPresent() && newest.get().size() > 0) {
            throw new DamagedLog(
                    files.describe(AuditDirectory.segmentName(1)),
                    0,
                    "there is no segment, but a checkpoint over " + newest.get().size()
                            + " records. Put the segments back, or move the checkpoints away too to begin a new log");
        }
        byte[] logId = new byte[SegmentHeader.LOG_ID_BYTES];
        new SecureRandom().nextBytes(logId);
        Sha256Tree tree = new Sha256Tree();
        OpenSegment open = create(SegmentHeader.after(tree, logId, 1, nowMillis, synced));
        return new Recovered(List.of(new Segment(open.header(), open.end())), open, tree, Optional.empty());
    }

    private List<Segment> headers(List<Long> numbers) throws IOException {
        List<Segment> segments = new ArrayList<>();
        byte[] logId = {};
        long expected = numbers.get(0);
        for (long number : numbers) {
            String name = AuditDirectory.segmentName(number);
            if (number != expected) {
                throw new DamagedLog(
                        files.describe(AuditDirectory.segmentName(expected)), 0, "the segment is missing. Put it back");
            }
            expected++;
            try (SegmentReader reader = read(name)) {
                SegmentHeader header = reader.header();
                check(header, name, number, segments, logId);
                logId = header.logId();
                segments.add(new Segment(header, reader.offset() + reader.rest()));
            }
        }
        return segments;
    }

    private void check(SegmentHeader header, String name, long number, List<Segment> before, byte[] logId)
            throws DamagedLog {
        String wrong = "";
        if (header.number() != number) {
            wrong = "its header says that it is segment " + header.number();
        } else if (!before.isEmpty() && !Arrays.equals(logId, header.logId())) {
            wrong = "it is of another log, " + header.logIdText();
        } else if (!before.isEmpty()
                && header.firstIndex() < before.get(before.size() - 1).firstIndex()) {
            wrong = "it begins at record " + header.firstIndex() + ", before the segment before it";
        }
        if (!wrong.isEmpty()) {
            throw new DamagedLog(files.describe(name), 0, wrong + ". It is left as it is: put the right file back");
        }
    }

    private Recovered scan(List<Segment> segments, Optional<Checkpoint> newest) throws IOException {
        Segment last = segments.get(segments.size() - 1);
        String name = AuditDirectory.segmentName(last.number());
        SegmentFile file = files.open(name);
        try {
            SegmentReader reader = new SegmentReader(file, files.describe(name));
            Sha256Tree tree = reader.header().tree();
            compare(tree, newest, reader);
            while (reader.next()) {
                tree.append(reader.bytes(), reader.from(), reader.to());
                compare(tree, newest, reader);
            }
            if (newest.isPresent() && newest.get().size() > tree.size()) {
                throw new DamagedLog(
                        files.describe(name),
                        reader.offset(),
                        "a checkpoint covers " + newest.get().size() + " records, but the log ends here after "
                                + tree.size() + ". Records that were on disk are gone; run driftgate audit verify");
            }
            Optional<Torn> torn = Optional.empty();
            if (reader.rest() > 0) {
                torn = Optional.of(cut(name, reader, file));
            } else {
                file.force(); // the process before may have ended between a write and its sync
            }
            return new Recovered(segments, new OpenSegment(file, reader.header(), reader.offset()), tree, torn);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static void compare(Sha256Tree tree, Optional<Checkpoint> newest, SegmentReader reader) throws DamagedLog {
        if (newest.isPresent()
                && newest.get().size() == tree.size()
                && !Arrays.equals(newest.get().root(), tree.root())) {
            throw new DamagedLog(
                    reader.toString(),
                    reader.offset(),
                    "the records up to here are not those that the checkpoint over " + tree.size()
                            + " records was made of. Run driftgate audit verify");
        }
    }

    private Torn cut(String name, SegmentReader reader, SegmentFile file) throws IOException {
        long bytes = reader.rest();
        if (!reader.restMayBeTorn(bytes)) {
            throw new DamagedLog(
                    files.describe(name),
                    reader.offset(),
                    "no whole record begins here, and " + bytes
                            + " bytes follow, more than the last batch before a crash can have had ("
                            + Batch.MAX_BYTES
                            + "). It is left as it is: run driftgate audit verify, and put the right file back or move"
                            + " the directory away");
        }
        keepAside(reader, file, bytes);
        file.truncate(reader.offset());
        file.force();
        return new Torn(files.describe(name), reader.offset(), bytes, reader.size());
    }

    private void keepAside(SegmentReader reader, SegmentFile file, long bytes) throws IOException {
        List<String> kept = files.names().stream()
                .filter(name -> name.startsWith(AuditDirectory.TORN))
                .sorted()
                .toList();
        for (int i = 0; i <= kept.size() - KEPT_TORN_FILES; i++) {
            files.delete(kept.get(i));
        }
        String name = String.format(
                "%s%012d-%d.bin", AuditDirectory.TORN, reader.header().number(), reader.offset());
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (SegmentFile copy = files.create(name)) {
            long copied = 0;
            while (copied < Math.min(bytes, KEPT_TORN_BYTES)) {
                if (file.read(buffer.clear(), reader.offset() + copied) < 0) {
                    break;
                }
                int count = buffer.flip().remaining();
                copy.write(buffer, copied);
                copied += count;
            }
        }
    }

    /**
     * Makes a segment that holds nothing yet. It comes under its name only when it is on disk as a whole, so that an empty or
     * half-written one under such a name is never a crash's.
     */
    OpenSegment create(SegmentHeader header) throws IOException {
        String name = AuditDirectory.segmentName(header.number());
        SegmentFile file = files.create(name + AuditDirectory.NEXT);
        try {
            file.write(ByteBuffer.wrap(header.encode()), 0);
            file.force();
            files.rename(name + AuditDirectory.NEXT, name);
            files.forceDirectory();
            return new OpenSegment(file, header, header.bytes());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The tree over what of a segment is on disk for certain, read from there; what comes after is cut off. For when a sync failed: what the file
     * system then shows of the rest may never have reached the disk.
     */
    Sha256Tree reread(SegmentHeader header, long durableEnd) throws IOException {
        String name = AuditDirectory.segmentName(header.number());
        SegmentFile file = files.open(name);
        try (SegmentReader reader = new SegmentReader(file, files.describe(name))) {
            Sha256Tree tree = reader.header().tree();
            while (reader.offset() < durableEnd && reader.next()) {
                tree.append(reader.bytes(), reader.from(), reader.to());
            }
            if (reader.offset() != durableEnd) {
                throw new DamagedLog(
                        files.describe(name),
                        reader.offset(),
                        "no whole record begins here, though all up to byte " + durableEnd + " was synced");
            }
            file.truncate(durableEnd);
            file.force();
            return tree;
        }
    }

    private SegmentReader read(String name) throws IOException {
        SegmentFile file = files.open(name);
        try {
            return new SegmentReader(file, files.describe(name));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }
}
