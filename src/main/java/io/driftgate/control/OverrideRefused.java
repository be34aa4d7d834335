package io.driftgate.control;

/** An override that is not set, or not released; nothing has changed. */
public final class OverrideRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A field of the request is wrong. */
        INVALID,
        /** There is no such override. */
        UNKNOWN,
        /** It is against what is in force: another override, or gates. */
        CONFLICT,
        /** It can't be written, so a restart would forget it or the audit log would not tell of it. */
        UNSAVED
    }

    private final Reason reason;
    private final String field;
    private final String hint;

    private OverrideRefused(Reason reason, String field, String message, String hint) {
        super(message);
        this.reason = reason;
        this.field = field;
        this.hint = hint;
    }

    static OverrideRefused invalid(String field, String message, String hint) {
        return new OverrideRefused(Reason.INVALID, field, message, hint);
    }

    static OverrideRefused unknown(String message, String hint) {
        return new OverrideRefused(Reason.UNKNOWN, "", message, hint);
    }

    static OverrideRefused conflict(String message, String hint) {
        return new OverrideRefused(Reason.CONFLICT, "", message, hint);
    }

    static OverrideRefused unsaved(String message, String hint) {
        return new OverrideRefused(Reason.UNSAVED, "", message, hint);
    }

    public Reason reason() {
        return reason;
    }

    /** The field of the request that is wrong; empty when it is none of them. */
    public String field() {
        return field;
    }

    /** What to do about it. */
    public String hint() {
        return hint;
    }
}
