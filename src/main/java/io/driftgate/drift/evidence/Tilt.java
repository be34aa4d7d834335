package io.driftgate.drift.evidence;

/**
 * The e-value of one alternative against the null that window and baseline have one population.
 *
 * <p>Null: the population's shares p over K cells are unknown; given a baseline of counts c they are Dirichlet(c + prior), and
 * the window's counts s are multinomial(p). For cells between order statistics of a continuous feature that is p's exact
 * distribution over redrawn baselines (spacings), so the baseline's own sampling error is within the null. Alternative: the
 * window's shares are p tilted by weights v, that is p_k v_k / Σ p v. The ratio of both probabilities of s,
 *
 * <pre>
 * E = Π v_k^s_k · E[ (Σ p_k v_k)^-n ],   p ~ Dirichlet(a),  a = c + prior + s,  n = Σ s,  N = Σ (c + prior)
 *   = Π v_k^s_k / B(N, n) · ∫ exp(N t - Σ a_k ln(e^t + v_k)) dt     (Carlson's R function as one integral, over the real line)
 * </pre>
 *
 * has expectation 1 under the null, and so is an e-value. The integrand is log-concave in t; it is integrated by Laplace's
 * method, and B(N, n), which is the same integral for v = 1, likewise, so that v = 1 gives exactly 1. What tolerance adds: with
 * v + e (max v - min v) in the integral in place of v, E stays an e-value for every window population within total variation e
 * of p, for its expectation of v is larger by no more than that.
 *
 * <p>Sources: B. C. Carlson, Special Functions of Applied Mathematics (1977), chapter 5; R. Turner, A. Ly, P. Grünwald, Generic
 * e-variables for exact sequential k-sample tests that allow for optional stopping (2024): the maximum of the integrand is
 * theirs for one tilt.
 */
final class Tilt {
    private static final int MAX_STEPS = 40;

    private Tilt() {}

    /**
     * The natural logarithm of E.
     *
     * @param baseline counts with prior, all positive, by cell
     * @param window counts by cell; not all zero, need not be whole
     * @param v weights by cell, positive
     * @param tolerance the immaterial total variation distance
     */
    static double logE(double[] baseline, double[] window, double[] v, double tolerance) {
        double baselineRows = 0;
        double rows = 0;
        double logWeights = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int k = 0; k < v.length; k++) {
            baselineRows += baseline[k];
            rows += window[k];
            if (window[k] > 0) {
                logWeights += window[k] * Math.log(v[k]);
            }
            smallest = Math.min(smallest, v[k]);
            largest = Math.max(largest, v[k]);
        }
        double slack = tolerance * (largest - smallest);
        double mean = 0;
        for (int k = 0; k < v.length; k++) {
            mean += (baseline[k] + window[k]) * (v[k] + slack);
        }
        mean /= baselineRows + rows;

        // Newton's method on the concave exponent; at equal weights the start is the maximum.
        double t = Math.log(baselineRows / rows * mean);
        double curvature = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            double e = Math.exp(t);
            double slope = baselineRows;
            curvature = 0;
            for (int k = 0; k < v.length; k++) {
                double share = e / (e + v[k] + slack);
                double a = baseline[k] + window[k];
                slope -= a * share;
                curvature += a * share * (1 - share);
            }
            double move = Math.max(-2, Math.min(2, slope / curvature));
            t += move;
            if (Math.abs(move) < 1e-9) {
                break;
            }
        }
        double e = Math.exp(t);
        double exponent = baselineRows * t;
        for (int k = 0; k < v.length; k++) {
            exponent -= (baseline[k] + window[k]) * Math.log(e + v[k] + slack);
        }
        double all = baselineRows + rows;
        double equal = xlogx(baselineRows) + xlogx(rows) - xlogx(all);
        double equalCurvature = baselineRows * rows / all;
        return logWeights + exponent - equal - Math.log(curvature / equalCurvature) / 2;
    }

    private static double xlogx(double x) {
        return x * Math.log(x);
    }
}
