package io.driftgate.audit.verify;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.DamagedLog;
import io.driftgate.audit.log.SegmentHeader;
import io.driftgate.audit.log.SegmentReader;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.verify.Claims.Claim;
import io.driftgate.audit.verify.Verification.Held;
import io.driftgate.audit.verify.Verification.Outcome;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a log. Every record below the newest good checkpoint is hashed into the tree whose root that checkpoint signs; so a record that
 * was changed, removed, inserted or moved makes another root, whatever was done to checksums and headers.
 *
 * <p>To find not only that but where: checksums and lengths name the byte if they were not adjusted; each header names the tree before
 * it; each checkpoint on the way bounds the records between it and the one before. After something is found, reading goes on with the next
 * segment from the tree in its header, so that one change does not hide another.
 *
 * <p>Behind the newest checkpoint nothing is promised, and an unfinished record at the very end is what a running writer or a crash leaves. One thread.
 */
public final class LogVerifier {
    private static final int ATTEMPTS = 20;

    private final Path directory;
    private final Claims claims;
    private final boolean checksKeys;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final RetentionRecords retention = new RetentionRecords();

    /** What the tree may be: as the records make it, and, where a header says otherwise, as the header says. Empty when it is unknown. */
    private List<Sha256Tree> trees = List.of();

    private byte[] logId = {};
    private long firstIndex;
    private long size;
    private String file = "";
    private long offset;
    private boolean begun;
    private long lastNumber;
    private int segments;

    /** It is known, and said, that the records since the last good checkpoint are not the log's. */
    private boolean suspect;

    private long good;
    private String goodFile = "";
    private long goodOffset;
    private long covered;
    private long checkpoints;
    private long unknownKey;
    private long tornBytes;

    private LogVerifier(Path directory, List<HeldCheckpoint> held, List<NoteVerifier> keys) throws IOException {
        this.directory = directory;
        this.claims = new Claims(directory, held, keys);
        this.checksKeys = !keys.isEmpty();
    }

    /**
     * Reads all of a log.
     *
     * @param held checkpoints that were kept elsewhere; may be empty
     * @param keys that the directory's own checkpoints count by; if empty, their signatures are not looked at
     * @throws IOException if files can't be read
     */
    public static Verification verify(Path directory, List<HeldCheckpoint> held, List<NoteVerifier> keys)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            // What these checkpoints cover is on disk now, and retention that has been at work is below one of them.
            List<Path> files = AuditDirectory.segments(directory);
            try {
                return new LogVerifier(directory, held, keys).read(files);
            } catch (Overtaken e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Retention has removed segments that were still to be read. */
    private static final class Overtaken extends IOException {
        private static final long serialVersionUID = 1;

        Overtaken(NoSuchFileException gone) {
            super("old segments are removed faster than they can be read", gone);
        }
    }

    private Verification read(List<Path> listed) throws IOException {
        List<Path> files = listed;
        while (!files.isEmpty()) {
            for (int i = 0; i < files.size(); i++) {
                segment(files.get(i), i == files.size() - 1);
            }
            // A running writer may have begun further segments before the checkpoints were listed.
            files = claims.nextSize() == Claims.NONE
                    ? List.of()
                    : AuditDirectory.segments(directory).stream()
                            .filter(file -> number(file) > lastNumber)
                            .toList();
        }
        end();
        retention
                .missing(firstIndex)
                .ifPresent(what -> findings.add(new Finding(listed.get(0).toString(), 0, 0, 0, firstIndex, what)));
        return new Verification(
                segments,
                firstIndex,
                size,
                covered,
                held,
                checkpoints,
                unknownKey,
                retention.removedUntil(),
                tornBytes,
                findings);
    }

    private void segment(Path path, boolean last) throws IOException {
        long number = number(path);
        long missing = segments == 0 ? 0 : number - lastNumber - 1;
        try (SegmentReader reader = SegmentReader.open(path)) {
            begin(path, number);
            enter(reader, number, missing);
            records(reader, last);
        } catch (NoSuchFileException e) {
            List<Path> now = AuditDirectory.segments(directory);
            if (!now.isEmpty() && number(now.get(0)) > number) {
                throw new Overtaken(e); // the oldest go first
            }
        } catch (DamagedLog e) {
            begin(path, number);
            found(0, e.offset(), size, size, e.what());
            trees = List.of();
        }
    }

    private void begin(Path path, long number) {
        lastNumber = number;
        segments++;
        file = path.toString();
        offset = 0;
    }

    private static long number(Path segment) {
        return AuditDirectory.number(segment.getFileName().toString()).orElseThrow();
    }

    private void enter(SegmentReader reader, long number, long missing) throws IOException {
        SegmentHeader header = reader.header();
        if (header.number() != number) {
            found(0, 0, size, size, "its header says that it is segment " + header.number());
        }
        if (logId.length > 0 && !Arrays.equals(logId, header.logId())) {
            found(
                    0,
                    0,
                    size,
                    size,
                    "it is a segment of another log, " + HexFormat.of().formatHex(header.logId()));
        }
        logId = header.logId();
        if (!begun) {
            begun = true;
            firstIndex = header.firstIndex();
            good(header.firstIndex());
            trees = List.of(header.tree());
        } else if (missing > 0) {
            found(
                    0,
                    0,
                    size,
                    header.firstIndex(),
                    missing == 1
                            ? "the segment before it is missing"
                            : "the " + missing + " segments before it are missing");
            trees = List.of(header.tree());
        } else if (trees.isEmpty()) {
            trees = List.of(header.tree());
        } else {
            join(header);
        }
        size = header.firstIndex();
        offset = reader.offset();
        check();
    }

    /** Compares the tree of the records with the one that the next segment was begun with. */
    private void join(SegmentHeader header) {
        if (header.firstIndex() != size) {
            String what = header.firstIndex() > size
                    ? "it begins with record " + header.firstIndex() + ": records before it are missing"
                    : "it begins with record " + header.firstIndex() + ", but there are " + size + " records before it";
            found(0, 0, Math.min(size, header.firstIndex()), Math.max(size, header.firstIndex()), what);
            trees = List.of(header.tree());
            return;
        }
        if (trees.stream().anyMatch(tree -> Arrays.equals(tree.root(), header.root()))) {
            return;
        }
        if (suspect) {
            suspect = false;
            trees = List.of(header.tree());
            return;
        }
        findings.add(new Finding(
                goodFile,
                goodOffset,
                0,
                good,
                size,
                "these records are not those that " + file + " was begun after, or its header was changed"));
        List<Sha256Tree> both = new ArrayList<>(trees);
        both.add(header.tree());
        trees = both;
    }

    private void records(SegmentReader reader, boolean last) throws IOException {
        long tooMuchAt = -1;
        while (true) {
            while (reader.next()) {
                for (Sha256Tree tree : trees) {
                    tree.append(reader.bytes(), reader.from(), reader.to());
                }
                retention.record(reader.bytes(), reader.from(), reader.to());
                passed(reader);
            }
            long rest = reader.rest();
            if (rest == 0) {
                return;
            }
            if (last && claims.nextSize() == Claims.NONE) {
                if (reader.restMayBeTorn(rest)) {
                    tornBytes = rest;
                    return;
                }
                if (tooMuchAt < offset) { // a running writer may have written all this since the end was found
                    tooMuchAt = offset;
                    continue;
                }
            }
            trees = List.of(); // of what follows, only the checksums can be looked at
            long from = offset;
            if (!reader.skip()) {
                found(
                        from,
                        from + rest,
                        size,
                        size + 1,
                        "no whole record with a right checksum begins here; the " + rest
                                + " bytes from here to the end of the file were not read");
                return;
            }
            found(from, reader.offset(), size, size + 1, "the record's checksum is wrong");
            passed(reader);
        }
    }

    private void passed(SegmentReader reader) throws IOException {
        size++;
        offset = reader.offset();
        check();
    }

    /** Compares the tree with what is claimed of its size. */
    private void check() throws IOException {
        while (claims.nextSize() <= size) {
            boolean now = claims.nextSize() == size;
            Optional<Claim> next = claims.take();
            if (next.isEmpty()) {
                continue;
            }
            Claim claim = next.get();
            if (now && counts(claim)) {
                compare(claim);
            } else if (claim.isHeld()) {
                boolean gone = claim.checkpoint().orElseThrow().checkpoint().size() < firstIndex;
                held.add(new Held(claim.checkpoint().get(), gone ? Outcome.BEFORE_START : Outcome.DIFFERS));
            }
        }
    }

    /** Whether a checkpoint is one and of a known key. */
    private boolean counts(Claim claim) {
        if (claim.checkpoint().isEmpty()) {
            findings.add(new Finding(claim.name(), 0, 0, size, size, claim.wrong()));
            return false;
        }
        if (!claim.isHeld() && checksKeys && claim.checkpoint().get().signers().isEmpty()) {
            unknownKey++;
            return false;
        }
        return true;
    }

    private void compare(Claim claim) {
        HeldCheckpoint checkpoint = claim.checkpoint().orElseThrow();
        byte[] root = checkpoint.checkpoint().root();
        Optional<Sha256Tree> match =
                trees.stream().filter(tree -> Arrays.equals(tree.root(), root)).findFirst();
        if (claim.isHeld()) {
            held.add(new Held(checkpoint, match.isPresent() ? Outcome.MATCHES : Outcome.DIFFERS));
        }
        if (match.isPresent()) {
            trees = List.of(match.get());
            suspect = false;
            covered = size;
            checkpoints += claim.isHeld() ? 0 : 1;
            good(size);
            retention.covered();
        } else if (!suspect && !trees.isEmpty()) {
            suspect = true;
            boolean oneFile = goodFile.equals(file);
            findings.add(new Finding(
                    goodFile,
                    goodOffset,
                    oneFile ? offset : 0,
                    good,
                    size,
                    "these records" + (oneFile ? "" : ", which end at byte " + offset + " of " + file + ",")
                            + " are not those of the checkpoint " + claim.describe()));
        }
    }

    private void end() throws IOException {
        boolean told = trees.isEmpty() && segments > 0;
        Optional<Claim> largest = Optional.empty();
        while (claims.nextSize() != Claims.NONE) {
            Optional<Claim> claim = claims.take();
            if (claim.isPresent() && counts(claim.get())) {
                largest = claim;
                if (claim.get().isHeld()) {
                    held.add(new Held(
                            claim.get().checkpoint().orElseThrow(), told ? Outcome.DIFFERS : Outcome.BEYOND_END));
                }
            }
        }
        if (largest.isPresent() && !told) {
            long claimed = largest.get().checkpoint().orElseThrow().checkpoint().size();
            String where = segments == 0 ? directory.toString() : file;
            findings.add(new Finding(
                    where,
                    offset,
                    0,
                    size,
                    claimed,
                    "the log ends here: records of the checkpoint "
                            + largest.get().describe() + ", are missing"));
        }
    }

    private void good(long index) {
        good = index;
        goodFile = file;
        goodOffset = offset;
    }

    private void found(long fromByte, long toByte, long fromRecord, long toRecord, String what) {
        findings.add(new Finding(file, fromByte, toByte, fromRecord, toRecord, what));
    }
}
