package io.driftgate.drift.statistic;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;

/**
 * Pearson's test of homogeneity: do two rows of counts come from the same distribution over groups? With rows of N and n and
 * E the count that each cell would have if they did,
 *
 * <pre>
 * X² = Σ (observed - E)² / E,   p = P(chi-square with groups - 1 degrees &gt;= X²)
 * </pre>
 *
 * as {@code scipy.stats.chi2_contingency(correction=False)} of the merged table.
 *
 * @param degrees of freedom, 1 or more
 * @param p asymptotic
 */
public record ChiSquare(double statistic, int degrees, double p) {
    /** A cell expected to hold fewer rows is merged with its neighbour (W. G. Cochran, Biometrics 10, 1954). */
    public static final double MIN_EXPECTED = 5;

    /**
     * The test on neighbouring groups, merged until every cell is expected to hold {@value #MIN_EXPECTED} rows.
     *
     * @return empty when fewer than two groups are left
     */
    public static Optional<ChiSquare> ofNeighbours(long[] first, long[] second) {
        double smaller = Math.min(sum(first), sum(second));
        double all = (double) sum(first) + sum(second);
        if (smaller == 0) {
            return Optional.empty();
        }
        long[] a = new long[first.length];
        long[] b = new long[first.length];
        int groups = 0;
        for (int i = 0; i < first.length; i++) {
            a[groups] += first[i];
            b[groups] += second[i];
            if ((a[groups] + b[groups]) * smaller / all >= MIN_EXPECTED) {
                groups++;
            }
        }
        if (groups > 0 && groups < a.length) {
            a[groups - 1] += a[groups];
            b[groups - 1] += b[groups];
        }
        return groups < 2 ? Optional.empty() : Optional.of(of(Arrays.copyOf(a, groups), Arrays.copyOf(b, groups)));
    }

    /** The test on two or more groups as they are, each with rows. */
    public static ChiSquare of(long[] first, long[] second) {
        double n = sum(first);
        double m = sum(second);
        double statistic = 0;
        for (int i = 0; i < first.length; i++) {
            double expectedFirst = (first[i] + second[i]) * n / (n + m);
            double expectedSecond = (first[i] + second[i]) * m / (n + m);
            double difference = first[i] - expectedFirst; // the other row's is the same with the other sign
            statistic += difference * difference * (1 / expectedFirst + 1 / expectedSecond);
        }
        int degrees = first.length - 1;
        return new ChiSquare(statistic, degrees, Gamma.regularizedGammaQ(degrees / 2.0, statistic / 2));
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
