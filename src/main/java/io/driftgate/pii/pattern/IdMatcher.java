package io.driftgate.pii.pattern;

/** National ids. */
final class IdMatcher {
    private IdMatcher() {}

    /** Adds what hangs on the run of digits {@code text[run, end)}. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        out.examine(0);
    }
}
