package io.driftgate.pii.pattern;

/** Where a matcher found something, and how many bytes all matchers have looked at. Mutable, reused, one event loop. */
final class Match {
    int from;
    int to;

    /** Bytes examined beyond the single pass; the tests hold its growth to be linear. */
    long examined;

    boolean found(int from, int to) {
        this.from = from;
        this.to = to;
        return true;
    }
}
