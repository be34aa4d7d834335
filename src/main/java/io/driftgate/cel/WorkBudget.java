package io.driftgate.cel;

/**
 * What the rules of one policy may spend on one request, or on one answer. A limit for each evaluation would not do: a client sends as
 * many rows as it likes, and each would be granted the limit anew. What doesn't fit is not begun, and is an error of the rule that asked;
 * whatever is cheap enough is still decided. Mutable, reused; owned by one event loop.
 *
 * <p>A step is about one element of a list, 16 bytes of text, or 16 bytes times instructions of a regular expression, so that the
 * verdict does not depend on how fast the machine is.
 */
public final class WorkBudget {
    /** Granted for a request, and again for its answer. */
    public static final long STEPS = 1 << 22;

    private long left = Long.MAX_VALUE;

    /** Without a bound until then, for evaluations that no client asked for. */
    public void grant(long steps) {
        left = steps;
    }

    /** Pays for work that is about to be done; false, and nothing is taken, when there is not enough left. */
    boolean spend(long cost) {
        if (cost > left) {
            return false;
        }
        left -= cost;
        return true;
    }
}
