package io.driftgate.drift.statistic;

import java.util.OptionalDouble;

/**
 * Two-sample statistics of the values themselves, the measure for those on bins. Samples are sorted, finite and not empty;
 * {@code -0.0} is no value of its own. Stateless, any thread.
 */
public final class ExactStatistics {
    private ExactStatistics() {}

    /** The largest difference between the two empirical distribution functions, as {@code scipy.stats.ks_2samp} has it. */
    public static double kolmogorov(double[] first, double[] second) {
        check(first, second);
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double at = Math.min(first[i], second[j]);
            i = past(first, i, at);
            j = past(second, j, at);
            largest = Math.max(largest, Math.abs((double) i / first.length - (double) j / second.length));
        }
        return largest;
    }

    /**
     * The p value of a distance: {@code ks_2samp(method='asymp')}, that is the distribution for mn/(m+n) draws from one
     * continuous distribution, rounded half to even. Ties make it too large.
     *
     * @return empty for two samples of one value, whose rounded size is 0
     */
    public static OptionalDouble kolmogorovP(double distance, long firstSize, long secondSize) {
        double larger = Math.max(firstSize, secondSize);
        double smaller = Math.min(firstSize, secondSize);
        long draws = (long) Math.rint(larger * smaller / (larger + smaller));
        return draws < 1 ? OptionalDouble.empty() : OptionalDouble.of(KolmogorovDistribution.survival(distance, draws));
    }

    /** The area between the two distribution functions, in the values' unit; {@code scipy.stats.wasserstein_distance}. */
    public static double wasserstein(double[] first, double[] second) {
        check(first, second);
        double sum = 0;
        int i = 0;
        int j = 0;
        double before = Math.min(first[0], second[0]);
        while (i < first.length || j < second.length) {
            double at = i == first.length ? second[j] : j == second.length ? first[i] : Math.min(first[i], second[j]);
            sum += Math.abs((double) i / first.length - (double) j / second.length) * (at - before);
            i = past(first, i, at);
            j = past(second, j, at);
            before = at;
        }
        return sum;
    }

    /**
     * The two-sample Cramér-von Mises statistic, the sum over both samples together of the squared difference between the two
     * distribution functions, tied values included:
     *
     * <pre>
     * T = nm / (n + m)² Σ (F(x) - G(x))²
     * </pre>
     *
     * (T. W. Anderson: On the distribution of the two-sample Cramér-von Mises criterion, 1962. Without ties it is the
     * statistic of {@code scipy.stats.cramervonmises_2samp}.)
     */
    public static double cramerVonMises(double[] first, double[] second) {
        check(first, second);
        double n = first.length;
        double m = second.length;
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < first.length || j < second.length) {
            double at = i == first.length ? second[j] : j == second.length ? first[i] : Math.min(first[i], second[j]);
            int nextFirst = past(first, i, at);
            int nextSecond = past(second, j, at);
            double difference = nextFirst / n - nextSecond / m;
            sum += (nextFirst - i + nextSecond - j) * difference * difference;
            i = nextFirst;
            j = nextSecond;
        }
        return n * m / ((n + m) * (n + m)) * sum;
    }

    private static int past(double[] sorted, int from, double value) {
        int at = from;
        while (at < sorted.length && sorted[at] <= value) {
            at++;
        }
        return at;
    }

    private static void check(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("a sample without values");
        }
    }
}
