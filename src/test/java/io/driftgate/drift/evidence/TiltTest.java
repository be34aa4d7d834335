package io.driftgate.drift.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;

class TiltTest {
    @Test
    void equalWeightsSayNothing() {
        double[] baseline = {10, 200, 30};
        assertEquals(0, Tilt.logE(baseline, new double[] {1, 50, 9}, new double[] {3, 3, 3}, 0), 1e-9);
        assertEquals(0, Tilt.logE(baseline, new double[] {60, 0, 0}, new double[] {1, 1, 1}, 0.1), 1e-9);
    }

    /** The integral by the trapezoidal rule, which converges exponentially for such an integrand. */
    @Test
    void agreesWithTheIntegral() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int cells = 2 + random.nextInt(8);
            double[] baseline = new double[cells];
            double[] window = new double[cells];
            double[] v = new double[cells];
            for (int k = 0; k < cells; k++) {
                baseline[k] = 1 + random.nextInt(200);
                window[k] = random.nextInt(60);
                v[k] = Math.exp(random.nextGaussian());
            }
            window[0]++;
            double tolerance = round % 2 == 0 ? 0 : 0.05;
            double exact = integrated(baseline, window, v, tolerance);
            assertEquals(exact, Tilt.logE(baseline, window, v, tolerance), 0.02 + 0.002 * Math.abs(exact), "" + round);
        }
    }

    private static double integrated(double[] baseline, double[] window, double[] v, double tolerance) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        double n = 0;
        double all = 0;
        double weights = 0;
        for (int k = 0; k < v.length; k++) {
            low = Math.min(low, v[k]);
            high = Math.max(high, v[k]);
            n += window[k];
            all += window[k] + baseline[k];
            weights += window[k] * Math.log(v[k]);
        }
        double size = all - n;
        double logBeta = Gamma.logGamma(size) + Gamma.logGamma(n) - Gamma.logGamma(all);
        double sum = 0;
        double step = 1e-3;
        for (double t = -25; t < 25; t += step) {
            double exponent = size * t - logBeta + weights;
            for (int k = 0; k < v.length; k++) {
                exponent -= (baseline[k] + window[k]) * Math.log(Math.exp(t) + v[k] + tolerance * (high - low));
            }
            sum += Math.exp(exponent) * step;
        }
        return Math.log(sum);
    }

    /** All windows of n rows in three cells, weighted with their Dirichlet-multinomial probability. */
    @Test
    void expectationUnderTheNullIsOne() {
        double[] baseline = {40, 7, 13};
        double[][] alternatives = {{2, 1, 1}, {0.2, 1, 3}, {1, 20, 1}, {1, 1, 0.05}};
        for (double[] v : alternatives) {
            for (int n : new int[] {1, 5, 40}) {
                double expectation = 0;
                double all = 0;
                for (int i = 0; i <= n; i++) {
                    for (int j = 0; i + j <= n; j++) {
                        double[] window = {i, j, n - i - j};
                        double probability = Math.exp(logProbability(baseline, window, n));
                        all += probability;
                        expectation += probability * Math.exp(Tilt.logE(baseline, window, v, 0));
                    }
                }
                assertEquals(1, all, 1e-9);
                assertEquals(1, expectation, n == 1 ? 0.12 : 0.03, n + " rows");
            }
        }
    }

    private static double logProbability(double[] a, double[] s, int n) {
        double size = 0;
        double log = Gamma.logGamma(n + 1);
        for (int k = 0; k < a.length; k++) {
            size += a[k];
            log += Gamma.logGamma(a[k] + s[k]) - Gamma.logGamma(a[k]) - Gamma.logGamma(s[k] + 1);
        }
        return log + Gamma.logGamma(size) - Gamma.logGamma(size + n);
    }

    /** The worst population within the tolerance puts its share where the weight is largest, at the smallest one's expense. */
    @Test
    void whatIsImmaterialIsWithinTheNull() {
        double[] shares = {0.6, 0.3, 0.1};
        double[] baseline = {6e6, 3e6, 1e6}; // large: the shares are as good as known
        double[] v = {0.7, 1, 2};
        double tolerance = 0.05;
        double[] worst = {shares[0] - tolerance, shares[1], shares[2] + tolerance};
        int n = 60;
        assertTrue(expectation(worst, baseline, v, n, 0) > 5);
        double within = expectation(worst, baseline, v, n, tolerance);
        assertTrue(within <= 1.01 && within > 0.9, "" + within);
        assertTrue(expectation(shares, baseline, v, n, tolerance) < 0.2);
    }

    private static double expectation(double[] p, double[] baseline, double[] v, int n, double tolerance) {
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            for (int j = 0; i + j <= n; j++) {
                int k = n - i - j;
                double log =
                        Gamma.logGamma(n + 1) - Gamma.logGamma(i + 1) - Gamma.logGamma(j + 1) - Gamma.logGamma(k + 1);
                log += i * Math.log(p[0]) + j * Math.log(p[1]) + k * Math.log(p[2]);
                sum += Math.exp(log + Tilt.logE(baseline, new double[] {i, j, k}, v, tolerance));
            }
        }
        return sum;
    }

    @Test
    void extremesStayFinite() {
        double[] baseline = {1, 1e9};
        assertTrue(Tilt.logE(baseline, new double[] {1000, 0}, new double[] {1e6, 1}, 0) > 10_000);
        assertTrue(Double.isFinite(Tilt.logE(baseline, new double[] {0, 1e9}, new double[] {1e6, 1}, 0)));
        assertTrue(Double.isFinite(Tilt.logE(new double[] {1, 1}, new double[] {0, 0.5}, new double[] {1e-6, 1}, 0)));
    }
}
