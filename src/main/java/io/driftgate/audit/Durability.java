package io.driftgate.audit;

/** When a decision is on disk. */
public enum Durability {
    /** Before the first byte of the answer is sent. Requests in flight share a sync. */
    ACK,
    /**
     * Within {@link AuditSettings#everyNanos()} and the time of one sync; a crash of the machine loses no more than that, and no more than a MiB. In the file, where
     * it survives the process, within 5 ms and the time of one sync.
     */
    BATCH,
    /** When the operating system likes, and at every checkpoint. A crash of the process alone loses what was not yet written. */
    NONE
}
