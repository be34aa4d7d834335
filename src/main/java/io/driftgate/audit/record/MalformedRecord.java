package io.driftgate.audit.record;

/** Bytes that are no record. The message says what is wrong, and at which byte. */
public final class MalformedRecord extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecord(String message) {
        super(message);
    }
}
