package io.driftgate.pii.pattern;

/** Keys, tokens and private-key blocks. */
final class SecretMatcher {
    private SecretMatcher() {}

    /** Adds what hangs on the run of digits {@code text[run, end)}. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        out.examine(0);
    }
}
