package io.driftgate.pii;

/** Ends a stream: something in it blocks, or it can't be inspected. Stackless; says no value. */
final class StreamRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final String entity;

    private StreamRefused(String message, String entity) {
        super(message, null, false, false);
        this.entity = entity;
    }

    static StreamRefused personal(String entity) {
        return new StreamRefused("personal data (" + entity + ") is not let out", entity);
    }

    /** @param why such as {@code "an event is too large"} */
    static StreamRefused uninspectable(String why) {
        return new StreamRefused("the stream can't be inspected for personal data: " + why, "");
    }

    /** Empty when the stream can't be inspected. */
    String entity() {
        return entity;
    }
}
