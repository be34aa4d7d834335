package io.driftgate.proxy.exchange;

/**
 * Lets at most about a fifth of the requests be sent a second time, so that failing over can't double the load of a system that is
 * failing: each request earns 1/5 of a retry, up to {@value #MAX_SAVED} saved ones. Owned by one event loop.
 */
final class RetryBudget {
    private static final int FIFTHS_PER_RETRY = 5;
    private static final int MAX_SAVED = 20;

    private int fifths = MAX_SAVED * FIFTHS_PER_RETRY;

    void earn() {
        if (fifths < MAX_SAVED * FIFTHS_PER_RETRY) {
            fifths++;
        }
    }

    boolean trySpend() {
        if (fifths < FIFTHS_PER_RETRY) {
            return false;
        }
        fifths -= FIFTHS_PER_RETRY;
        return true;
    }
}
