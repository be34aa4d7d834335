package io.driftgate.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BetTest {
    private static double binomial(int n, int x, double p) {
        double choose = 1;
        for (int i = 0; i < x; i++) {
            choose = choose * (n - i) / (i + 1);
        }
        return choose * Math.pow(p, x) * Math.pow(1 - p, n - x);
    }

    /** Summed over all outcomes. */
    private static double expectation(int ns, int nc, double s, double c, double a, double b, double tolerance) {
        double sum = 0;
        for (int xs = 0; xs <= ns; xs++) {
            for (int xc = 0; xc <= nc; xc++) {
                sum += binomial(ns, xs, s) * binomial(nc, xc, c) * Math.exp(Bet.logE(ns, xs, nc, xc, a, b, tolerance));
            }
        }
        return sum;
    }

    @Test
    void expectsAtMostOneUnderEveryPairInTheNull() {
        for (double tolerance : new double[] {0, 0.01, 0.1}) {
            for (int[] n : new int[][] {{12, 3}, {5, 5}, {2, 9}}) {
                for (double a : new double[] {0.01, 0.2, 0.6}) {
                    for (double b : new double[] {0.15, 0.5, 0.95}) {
                        for (double s = 0.01; s < 1; s += 0.07) {
                            for (double c = 0.01; c <= Math.min(0.99, s + tolerance); c += 0.07) {
                                double mean = expectation(n[0], n[1], s, c, a, b, tolerance);
                                assertTrue(mean <= 1 + 1e-9, s + ", " + c + " gives " + mean);
                            }
                            double edge = Math.min(0.999, s + tolerance);
                            assertTrue(expectation(n[0], n[1], s, edge, a, b, tolerance) <= 1 + 1e-9);
                        }
                    }
                }
            }
        }
    }

    @Test
    void reachesOneWhereTheNullIsNearest() {
        double a0 = Bet.nearest(12, 3, 0.1, 0.4, 0.05);
        assertEquals(1, expectation(12, 3, a0, a0 + 0.05, 0.1, 0.4, 0.05), 1e-9);
        assertEquals(0.16, Bet.nearest(12, 3, 0.1, 0.4, 0), 1e-12, "the mean, by requests");
    }

    @Test
    void growsUnderTheAlternative() {
        double mean = 0;
        for (int xs = 0; xs <= 40; xs++) {
            for (int xc = 0; xc <= 10; xc++) {
                mean += binomial(40, xs, 0.05) * binomial(10, xc, 0.3) * Bet.logE(40, xs, 10, xc, 0.05, 0.3, 0.01);
            }
        }
        assertTrue(mean > 0.8, () -> "nats per pane");
    }

    @Test
    void saysNothingWithoutAnArmOrADifference() {
        assertEquals(0, Bet.logE(0, 0, 10, 10, 0.1, 0.5, 0));
        assertEquals(0, Bet.logE(10, 0, 0, 0, 0.1, 0.5, 0));
        assertEquals(0, Bet.logE(10, 0, 10, 10, 0.1, 0.14, 0.05));
    }
}
