package io.driftgate.pii.pattern;

/** Addresses of crypto-currencies. */
final class CryptoMatcher {
    private CryptoMatcher() {}

    /** Adds what hangs on the run of digits {@code text[run, end)}. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        out.examine(0);
    }
}
