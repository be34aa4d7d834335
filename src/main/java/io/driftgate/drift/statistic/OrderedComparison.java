package io.driftgate.drift.statistic;

import io.driftgate.drift.statistic.FeatureStatistics.Ordered;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.WindowCounts;
import java.util.OptionalDouble;

/**
 * Distances between two distribution functions that are known at the bins' edges, over rows with a value. Immutable, any thread.
 *
 * <p>Let F be the baseline's function, G the window's, D = F - G, and let a bin (a, b] hold the share f of one and g of the
 * other. Both functions rise, so everywhere in the bin
 *
 * <pre>
 * D(a) - g  &lt;=  D(x)  &lt;=  D(a) + f
 * </pre>
 *
 * and every bound here follows from that. A bin of one possible value (an atom, a whole number) is exact. In the others the mass
 * of both is taken to lie evenly, so D goes in a straight line from D(a) to D(b), which is within that interval:
 *
 * <pre>
 * KS    max |D(b)|; where D peaks inside a bin it is too small, by max over bins of (D(a) + f, g - D(a)) - KS at most: no more than
 *       the largest f, whatever the window
 * CvM   nm/(n+m)² Σ rows in the bin * mean of D² over the line; the bound takes the interval's least and greatest D² instead
 * W     Σ (b - a) * mean of |D| over the line; the bound takes the interval's least and greatest |D| instead
 * </pre>
 *
 * Below and above the training range f is 0, so KS needs no bound there, and CvM has the same one. W has no width to go by there
 * and takes such values to lie at the range's end.
 */
final class OrderedComparison {
    private final int offset;
    private final int bins;
    private final long baselinePresent;
    private final double[] shares;
    private final double[] widths;
    private final double[] heights;
    private final boolean[] single;
    private final double deviation;

    /** Prepares; the baseline has values. */
    OrderedComparison(NumericProfile profile, int offset) {
        this.offset = offset;
        bins = profile.bins();
        baselinePresent = profile.rows() - profile.count(FeatureProfile.MISSING);
        shares = new double[bins];
        heights = new double[bins];
        widths = new double[bins];
        single = new boolean[bins];
        long sum = 0;
        for (int bin = 1; bin < bins; bin++) {
            sum += profile.count(bin);
            shares[bin] = (double) profile.count(bin) / baselinePresent;
            heights[bin] = (double) sum / baselinePresent;
            int i = bin - NumericProfile.FIRST;
            if (i >= 0 && i < profile.inRange()) {
                boolean outside = profile.isBelow(bin) || profile.isAbove(bin);
                widths[bin] = outside ? 0 : finite(profile.upper(i) - profile.lower(i));
                single[bin] = profile.isSingle(i);
            }
        }
        deviation = profile.summary().standardDeviation();
    }

    /**
     * Compares.
     *
     * @param present rows of the window that have a value, more than 0
     */
    Ordered evaluate(WindowCounts window, long present) {
        double largest = 0;
        double reachable = 0;
        double squares = 0;
        double leastSquares = 0;
        double greatestSquares = 0;
        double area = 0;
        double leastArea = 0;
        double greatestArea = 0;
        double before = 0;
        long sum = 0;
        for (int bin = 1; bin < bins; bin++) {
            long count = window.count(offset + bin);
            sum += count;
            double f = shares[bin];
            double g = (double) count / present;
            double after = heights[bin] - (double) sum / present;
            double rows = f * baselinePresent + count;
            largest = Math.max(largest, Math.abs(after));
            if (single[bin]) {
                squares += rows * after * after;
                leastSquares += rows * after * after;
                greatestSquares += rows * after * after;
                // Between its value and the last one lies nothing.
                double whole = widths[bin] * Math.abs(before);
                area += whole;
                leastArea += whole;
                greatestArea += whole;
            } else {
                double low = before - g;
                double high = before + f;
                double most = Math.max(Math.abs(low), Math.abs(high));
                double least = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
                // Beyond the training range D runs to one end of its interval, which is an edge.
                reachable = f == 0 ? reachable : Math.max(reachable, most);
                squares += rows * (before * before + before * after + after * after) / 3;
                leastSquares += rows * least * least;
                greatestSquares += rows * most * most;
                area += widths[bin] * meanOfLine(before, after);
                leastArea += widths[bin] * least;
                greatestArea += widths[bin] * most;
            }
            before = after;
        }
        area = finite(area);
        double n = baselinePresent;
        double scale = n * present / ((n + present) * (n + present));
        double draws = n * present / (n + present);
        return new Ordered(
                Math.min(1, largest),
                Math.max(0, reachable - largest),
                KolmogorovDistribution.approximateSurvival(largest, draws),
                scale * squares,
                scale * Math.max(greatestSquares - squares, squares - leastSquares),
                area,
                Math.max(finite(greatestArea) - area, area - finite(leastArea)),
                deviation > 0 && Double.isFinite(deviation)
                        ? OptionalDouble.of(area / deviation)
                        : OptionalDouble.empty());
    }

    /** Values near the largest double are further apart than a double can say. */
    private static double finite(double width) {
        return Math.min(width, Double.MAX_VALUE);
    }

    /** The mean of |D| where D goes in a straight line. */
    private static double meanOfLine(double from, double to) {
        if (from >= 0 == to >= 0) {
            return Math.abs(from + to) / 2;
        }
        return (from * from + to * to) / (2 * (Math.abs(from) + Math.abs(to)));
    }
}
