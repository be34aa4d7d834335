package io.driftgate.canary;

/**
 * The e-value of one pane for a share in two arms: n independent yes-or-no outcomes in each, x of them yes.
 *
 * <pre>
 * null         canary's share <= stable's share + tolerance
 * alternative  stable's share is a, the canary's is b, chosen before the pane is seen
 * e-value      a^xs (1-a)^(ns-xs) b^xc (1-b)^(nc-xc) over the same of a0, b0 = a0 + tolerance
 *              where (a0, b0) in the null is nearest to (a, b): ns kl(a, a0) + nc kl(b, b0) is least
 * </pre>
 *
 * Its expectation is at most 1 under every pair of shares in the null, for any ns and nc: as a logarithm it is ns ln A(s) + nc ln B(c)
 * with A and B linear, hence concave; it is 0 at (a0, b0), and its gradient there is that of the distance, which points out of the
 * convex null. Concavity also lets shares differ from request to request: their mean in each arm is what must be in the null.
 *
 * <p>Source: R. Turner, A. Ly, P. Grünwald, Generic e-variables for exact sequential k-sample tests that allow for optional stopping (2024),
 * with a convex null as in R. Turner, P. Grünwald, Exact anytime-valid confidence intervals for contingency tables and beyond (2023).
 */
final class Bet {
    private static final int MOST_STEPS = 60;
    private static final double PRECISION = 1e-13;

    private Bet() {}

    /**
     * Natural logarithm of the e-value; 0 where the alternative is in the null or an arm is empty.
     *
     * @param a in (0, 1)
     * @param b in (0, 1)
     * @param tolerance at least 0
     */
    static double logE(
            double stableCount,
            double stableYes,
            double canaryCount,
            double canaryYes,
            double a,
            double b,
            double tolerance) {
        if (b <= a + tolerance || stableCount <= 0 || canaryCount <= 0) {
            return 0;
        }
        double a0 = nearest(stableCount, canaryCount, a, b, tolerance);
        double b0 = a0 + tolerance;
        return stableYes * Math.log(a / a0)
                + (stableCount - stableYes) * Math.log((1 - a) / (1 - a0))
                + canaryYes * Math.log(b / b0)
                + (canaryCount - canaryYes) * Math.log((1 - b) / (1 - b0));
    }

    /** The root of the distance's slope, which rises between a and b - tolerance: by Newton's steps, halved where one leads out. */
    static double nearest(double stableCount, double canaryCount, double a, double b, double tolerance) {
        if (tolerance == 0) {
            return (stableCount * a + canaryCount * b) / (stableCount + canaryCount);
        }
        double low = a;
        double high = b - tolerance;
        double a0 = low + (high - low) * canaryCount / (stableCount + canaryCount);
        for (int i = 0; i < MOST_STEPS && high - low > PRECISION; i++) {
            double b0 = a0 + tolerance;
            double ofStable = a0 * (1 - a0);
            double ofCanary = b0 * (1 - b0);
            double slope = stableCount * (a0 - a) / ofStable + canaryCount * (b0 - b) / ofCanary;
            if (slope < 0) {
                low = a0;
            } else {
                high = a0;
            }
            double curvature = stableCount * (a0 * (a0 - 2 * a) + a) / (ofStable * ofStable)
                    + canaryCount * (b0 * (b0 - 2 * b) + b) / (ofCanary * ofCanary);
            double next = a0 - slope / curvature;
            if (Math.abs(next - a0) < PRECISION) {
                break;
            }
            a0 = next > low && next < high ? next : (low + high) / 2;
        }
        return a0;
    }
}
