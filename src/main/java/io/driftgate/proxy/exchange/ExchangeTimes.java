package io.driftgate.proxy.exchange;

/** When what happened in one exchange, by {@link System#nanoTime}. Durations are negative for what did not happen. */
final class ExchangeTimes {
    private static final long NOT_YET = -1;

    private final long startNanos = System.nanoTime();
    private long guardNanos = NOT_YET;
    private long sentNanos = NOT_YET;
    private long headNanos = NOT_YET;

    void addGuard(long nanos) {
        guardNanos = Math.max(0, guardNanos) + nanos;
    }

    /** The request is about to be sent. */
    void sent() {
        sentNanos = System.nanoTime();
    }

    /** The head of the answer is about to go to the client. */
    void answered() {
        headNanos = System.nanoTime();
    }

    /** Time in parsing, PII, policy and sketches. */
    long guardNanos() {
        return guardNanos;
    }

    long totalNanos(long now) {
        return now - startNanos;
    }

    /** From sending on. */
    long upstreamNanos(long now) {
        return sentNanos < 0 ? NOT_YET : now - sentNanos;
    }

    void addTo(OwnFields fields) {
        fields.addTiming(guardNanos, headNanos - sentNanos);
    }
}
