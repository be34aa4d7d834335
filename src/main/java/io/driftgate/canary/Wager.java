package io.driftgate.canary;

/**
 * Bets on one share being larger in the canary, pane after pane: over a few sizes of the difference and over the panes at which it may begin.
 * One thread.
 *
 * <pre>
 * S(size) <- (S(size) + w(t)) e(size, pane t)     E = mean over sizes of S + what the w of later panes add up to
 * </pre>
 *
 * As each begun bet is a product of e-values and the w add up to 1, E is a nonnegative martingale from 1 under the null, or below one: it ever
 * reaches A with probability at most 1 / A (J. Ville 1939). Half of w is on the first pane, the rest evenly on those of the planned
 * length, then half of it on as many again, and so on.
 */
final class Wager {
    /** Of what is between the stable version's share and 1, so much is the difference. */
    private static final double[] SIZES = {0.003, 0.01, 0.03, 0.1, 0.3, 0.9};

    private static final double MOST = 1e300;
    private static final double LEAST_SHARE = 1e-5;

    private final double[] begun = new double[SIZES.length];

    /**
     * Takes a pane.
     *
     * @param a what the stable version's share is taken to be, from earlier panes
     * @param most of what the logarithm of a pane's e-value may be
     * @param starts of panes, at this one
     */
    void add(
            double stableCount,
            double stableYes,
            double canaryCount,
            double canaryYes,
            double a,
            double tolerance,
            double most,
            Starts starts) {
        double share = Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, a));
        double from = share + tolerance;
        for (int i = 0; i < SIZES.length; i++) {
            double b = Math.min(1 - LEAST_SHARE / 2, from + (1 - from) * SIZES[i]);
            double logE = from >= 1 - LEAST_SHARE
                    ? 0
                    : Bet.logE(stableCount, stableYes, canaryCount, canaryYes, share, b, tolerance);
            double bounded = Math.min(most, logE);
            begun[i] = Math.min(MOST, (begun[i] + starts.weight()) * Math.exp(bounded));
        }
    }

    /** A pane in which nothing is bet. */
    void pass(Starts starts) {
        for (int i = 0; i < begun.length; i++) {
            begun[i] = Math.min(MOST, begun[i] + starts.weight());
        }
    }

    /** The e-value of all panes so far. */
    double value(Starts starts) {
        double sum = 0;
        for (double each : begun) {
            sum += each / begun.length;
        }
        return sum + starts.rest();
    }

    /** Weights of the panes at which a difference may begin; one for all wagers, moved on once a pane. */
    static final class Starts {
        private final double planned;
        private long pane;
        private double weight;
        private double rest = 1;

        /** @param planned panes, at least 1 */
        Starts(double planned) {
            this.planned = Math.max(1, planned);
        }

        /** Goes on to the next pane. */
        void next() {
            pane++;
            double block = Math.ceil((pane - 1) / planned);
            weight = pane == 1 ? 0.5 : Math.min(rest, 0.5 / planned * Math.pow(0.5, block));
            rest = Math.max(0, rest - weight);
        }

        double weight() {
            return weight;
        }

        /** Of the panes after this one. */
        double rest() {
            return rest;
        }
    }
}
