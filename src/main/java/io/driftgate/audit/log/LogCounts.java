package io.driftgate.audit.log;

import io.driftgate.audit.record.RecordKind;
import java.util.concurrent.atomic.AtomicLongArray;

/** How much is in the log: under {@code durability: none} what is written, else what is on disk. The writer counts, any thread reads. */
final class LogCounts {
    private final AtomicLongArray kinds = new AtomicLongArray(RecordKind.values().length + 1);
    private volatile long size;
    private volatile long bytes;

    /** The log has so many records. */
    void found(long records) {
        size = records;
    }

    /** A batch is in the log, which now has so many records. */
    void committed(long records, Batch batch) {
        size = records;
        long sum = bytes + batch.bytes(); // one writer
        bytes = sum;
        for (RecordKind kind : RecordKind.values()) {
            kinds.addAndGet(kind.number(), batch.ofKind(kind.number()));
        }
    }

    /** Number of records in the log, those of former processes included. */
    long size() {
        return size;
    }

    /** Bytes that this process has put into the log. */
    long bytes() {
        return bytes;
    }

    /** Records of a kind that this process has put into the log. */
    long ofKind(RecordKind kind) {
        return kinds.get(kind.number());
    }
}
