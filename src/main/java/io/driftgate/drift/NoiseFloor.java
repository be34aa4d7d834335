package io.driftgate.drift;

import io.driftgate.drift.statistic.PairStatistics;
import io.driftgate.drift.statistic.ReferenceGroups;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * How large a statistic gets by chance, when traffic does come from the baseline's population: the value that it passes with
 * probability {@code tail} in one evaluation. It covers the baseline's own sampling error as well as the window's, so it
 * depends on both sizes, through h = 1/n + 1/N for n rows in the window and N in the baseline:
 *
 * <pre>
 * PSI   h * q                     PSI / h is asymptotically chi-square with groups - 1 degrees; q is that quantile
 *                                 (Yurdakul, Naranjo: Statistical properties of the population stability index, 2020)
 * KS    sqrt(h * ln(2 / tail) / 2)    Smirnov's limit, 2 exp(-2 d² / h), its first term
 * TV    sqrt(h * q) / 2           from TV = ½ Σ|g - f| &lt;= ½ sqrt(Σ (g - f)² / f) = ½ sqrt(h * chi-square), by Cauchy-Schwarz
 * </pre>
 *
 * Of pairs, degrees of freedom take the place of groups - 1, as their cells are compared given both margins. Immutable, any thread.
 */
final class NoiseFloor {
    /** Below this, a statistic may not trip: one in ten million per feature and evaluation. */
    static final NoiseFloor TRIP = new NoiseFloor(1e-7);

    /** Above this, chance can't keep a verdict from clearing: one in ten thousand per feature and evaluation. */
    static final NoiseFloor CLEAR = new NoiseFloor(1e-4);

    private final double kolmogorovFactor;
    private final double[] chiSquareByDegrees =
            new double[Math.max(ReferenceGroups.MAX_GROUPS, 1 + PairStatistics.MAX_FREEDOM)];

    private NoiseFloor(double tail) {
        kolmogorovFactor = Math.log(2 / tail) / 2;
        for (int degrees = 1; degrees < chiSquareByDegrees.length; degrees++) {
            chiSquareByDegrees[degrees] = new ChiSquaredDistribution(degrees).inverseCumulativeProbability(1 - tail);
        }
    }

    /** h = 1/n + 1/N. */
    static double spread(long windowRows, long baselineRows) {
        return 1.0 / windowRows + 1.0 / baselineRows;
    }

    double psi(int groups, double spread) {
        return spread * chiSquareByDegrees[groups - 1];
    }

    double kolmogorov(double spread) {
        return Math.sqrt(spread * kolmogorovFactor);
    }

    double totalVariation(int groups, double spread) {
        return Math.sqrt(spread * chiSquareByDegrees[groups - 1]) / 2;
    }
}
