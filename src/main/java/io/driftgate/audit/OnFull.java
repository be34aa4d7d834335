package io.driftgate.audit;

/** What happens to governed requests while the log takes no record: its disk is full, broken or too slow. */
public enum OnFull {
    /** They are refused with 503, so that nothing is decided without a record. */
    REFUSE,
    /** They are served. Records that find no room are counted, and once there is room a record says how many are missing. */
    DROP
}
