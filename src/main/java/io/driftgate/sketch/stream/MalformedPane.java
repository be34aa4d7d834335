package io.driftgate.sketch.stream;

import java.util.Locale;

/** Bytes that are no pane, or not the one that was asked for. The message names stream and byte. */
public final class MalformedPane extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** The first bytes are not those of a pane. */
        FOREIGN,
        /** It is a pane of a form that this release does not know. */
        VERSION,
        /** It says that it is larger than any pane. */
        OVERSIZED,
        /** The stream ends in the middle of it. */
        TORN,
        /** The checksum does not fit the bytes. */
        CHECKSUM,
        /** It counts in the bins of another baseline. */
        BASELINE,
        /** Something in it can't be: a number, a name, more bins than there are, counts that don't add up. */
        CONTENT
    }

    private final Reason reason;
    private final long offset;

    MalformedPane(Reason reason, String stream, long offset, String what) {
        super(String.format(Locale.ROOT, "%s: byte %d: %s", stream, offset, what));
        this.reason = reason;
        this.offset = offset;
    }

    public Reason reason() {
        return reason;
    }

    /** In the stream, from 0. */
    public long offset() {
        return offset;
    }
}
