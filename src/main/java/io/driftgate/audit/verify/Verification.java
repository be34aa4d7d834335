package io.driftgate.audit.verify;

import java.util.List;
import java.util.OptionalLong;

/**
 * What came of verifying a log.
 *
 * @param segments number of segments
 * @param firstIndex of the oldest record that is there; above 0 when older ones are gone
 * @param size number of records, those that are gone included
 * @param covered number of records that the newest good checkpoint covers; 0 when there is none
 * @param held checkpoints that the reader brought, and what came of each
 * @param checkpoints number of the directory's checkpoints that hold
 * @param unknownKey number of the directory's checkpoints that none of the keys has signed, and that therefore count for nothing
 * @param removedUntil index of the first record that retention kept, as a record below a good checkpoint says
 * @param tornBytes bytes behind the last whole record: a write that goes on, or was cut off by a crash
 * @param findings what is not as the writer left it; empty for a log that is sound
 */
public record Verification(
        int segments,
        long firstIndex,
        long size,
        long covered,
        List<Held> held,
        long checkpoints,
        long unknownKey,
        OptionalLong removedUntil,
        long tornBytes,
        List<Finding> findings) {
    /** What came of a checkpoint that the reader brought. */
    public enum Outcome {
        /** The log had this root. */
        MATCHES,
        /** The log has another root at this size, or could not be read up to there. */
        DIFFERS,
        /** The log has fewer records. */
        BEYOND_END,
        /** Records that it covers were removed by retention, so that it can't be compared. */
        BEFORE_START
    }

    /** A checkpoint that the reader brought. */
    public record Held(HeldCheckpoint checkpoint, Outcome outcome) {}

    public Verification {
        held = List.copyOf(held);
        findings = List.copyOf(findings);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }

    /** Number of records that no good checkpoint covers. */
    public long unsignedTail() {
        return size - Math.max(covered, firstIndex);
    }
}
