package io.driftgate.audit.record;

/** Constants of the records' layout. */
public final class RecordFormat {
    /** The layout that this release writes and reads. */
    public static final int VERSION = 1;

    static final int HEADER_BYTES = 2;
    static final int MAX_FIELD_NUMBER = (1 << 29) - 1;

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private RecordFormat() {}
}
