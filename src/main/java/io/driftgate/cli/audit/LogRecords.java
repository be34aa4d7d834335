package io.driftgate.cli.audit;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.DamagedLog;
import io.driftgate.audit.log.SegmentReader;
import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.MalformedRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The records of a log in their order, as they stand there: nothing is verified but checksums. What can't be read is said on standard error and passed
 * over. One thread.
 */
final class LogRecords {
    private final Path directory;
    private final PrintWriter err;
    private boolean whole = true;

    /** What to do with a record. */
    interface Visitor {
        /** @return whether to go on */
        boolean visit(long index, AuditRecord record) throws IOException;
    }

    LogRecords(Path directory, PrintWriter err) {
        this.directory = directory;
        this.err = err;
    }

    /** Whether all that was to be read could be. */
    boolean isWhole() {
        return whole;
    }

    void forEach(Visitor visitor) throws IOException {
        List<Path> segments = AuditDirectory.segments(directory);
        if (segments.isEmpty()) {
            complain(directory + " holds no segment of an audit log");
        }
        for (int i = 0; i < segments.size(); i++) {
            try (SegmentReader reader = SegmentReader.open(segments.get(i))) {
                if (!read(reader, visitor)) {
                    return;
                }
                if (reader.rest() > 0 && i < segments.size() - 1) {
                    complain(segments.get(i) + " at byte " + reader.offset()
                            + ": no whole record begins here; the rest of the file is passed over");
                }
            } catch (DamagedLog e) {
                complain(e.getMessage());
            } catch (NoSuchFileException e) {
                // Retention has removed it since the directory was listed.
            }
        }
    }

    private boolean read(SegmentReader reader, Visitor visitor) throws IOException {
        while (reader.next()) {
            AuditRecord record;
            try {
                record = AuditRecord.read(reader.bytes(), reader.from(), reader.to());
            } catch (MalformedRecord e) {
                complain("record " + reader.index() + ": " + e.getMessage());
                continue;
            }
            if (!visitor.visit(reader.index(), record)) {
                return false;
            }
        }
        return true;
    }

    private void complain(String what) {
        whole = false;
        err.println(what);
        err.flush();
    }
}
