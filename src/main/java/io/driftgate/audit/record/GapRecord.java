package io.driftgate.audit.record;

import java.time.Instant;

/** Writes that records are missing. */
public final class GapRecord {
    private GapRecord() {}

    /**
     * A record.
     *
     * @param at when there was room again
     * @param since when the first was dropped
     * @param dropped how many
     * @param reason why, in a word
     */
    public static byte[] of(Instant at, Instant since, long dropped, String reason) {
        return new RecordWriter()
                .begin(RecordKind.GAP)
                .time(GapFields.AT, ControlRecord.epochNanos(at))
                .time(GapFields.SINCE, ControlRecord.epochNanos(since))
                .count(GapFields.DROPPED, dropped)
                .text(GapFields.REASON, reason)
                .toByteArray();
    }
}
