package io.driftgate.audit.verify;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.MalformedRecord;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordMessage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the log's records say of the removal of old segments. Such a record counts once a good checkpoint covers it: whoever takes segments away
 * can append one, but not have it signed. One thread.
 */
final class RetentionRecords {
    private static final String EVENT = "segments_removed";
    private static final String FIRST_RETAINED = "firstRetained";

    private long read;
    private long counted;

    /** Looks at the next record. */
    void record(byte[] bytes, int from, int to) {
        if (to - from < 2 || bytes[from + 1] != RecordKind.CONTROL.number()) {
            return;
        }
        try {
            AuditRecord record = AuditRecord.read(bytes, from, to);
            if (record.text(ControlFields.EVENT).equals(EVENT)) {
                for (RecordMessage fact : record.messages(ControlFields.FACTS)) {
                    if (fact.factName().equals(FIRST_RETAINED)) {
                        read = Math.max(read, Long.parseLong(fact.factValue()));
                    }
                }
            }
        } catch (MalformedRecord | NumberFormatException e) {
            // What it says is not understood, so it removes nothing.
        }
    }

    /** A good checkpoint covers all records up to here. */
    void covered() {
        counted = read;
    }

    /** Index of the first record that was kept, by the records that count. */
    OptionalLong removedUntil() {
        return counted > 0 ? OptionalLong.of(counted) : OptionalLong.empty();
    }

    /** What is wrong with a log that begins at this index, if anything is. */
    Optional<String> missing(long firstIndex) {
        if (firstIndex <= counted) {
            return Optional.empty();
        }
        return Optional.of("records 0 to " + (firstIndex - 1)
                + " are gone, and no record below a good checkpoint says that retention removed "
                + (counted > 0 ? "more than those before " + counted : "any"));
    }
}
