package io.driftgate.drift.statistic;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.WindowCounts;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far one baseline's feature is from another's, from the bins of both. As the two have edges of their own, the second's rows are
 * placed in the bins of the first by {@link BinPlacement}, and each figure comes with the range that the true one is in:
 *
 * <pre>
 * PSI, JS       as if the data had been counted in the first's groups: each group's term is largest at an end of what its count may
 *               be and smallest where the shares agree, and the sum of the terms' ranges is the range. As both are samples,
 *               PSI counts half a row more in every group of both, unlike a window's
 * KS            of the data itself: the bound of {@link OrderedComparison}, widened by the largest doubt about an edge
 * Wasserstein   of the data itself: likewise, widened per bin by the larger doubt about its two edges times its width; at least the
 *               difference of the means, which files have exactly; outside the first's range, the second's own bins tell
 * </pre>
 *
 * @param statistics of the second's rows in the first's bins; its {@code window} is the second, its {@code baseline} the first
 * @param kolmogorov absent for other types than numbers, as is {@code wasserstein}, and when one has no values
 * @param wasserstein in the values' unit
 * @param wassersteinDeviations over the first's standard deviation; empty when that is 0
 */
public record FeatureDifference(
        FeatureProfile first,
        FeatureProfile second,
        FeatureStatistics statistics,
        Range psi,
        Range jensenShannon,
        Optional<Range> kolmogorov,
        Optional<Range> wasserstein,
        OptionalDouble wassersteinDeviations) {

    /** A figure and where the true one is. */
    public record Range(double value, double least, double greatest) {
        static Range of(double value, double least, double greatest) {
            return new Range(value, Math.min(value, Math.max(0, least)), Math.max(value, greatest));
        }

        /** Whether there is no doubt but that of rounding. */
        public boolean isExact() {
            return greatest - least <= 1e-9 * Math.max(1, Math.abs(value));
        }
    }

    /** Compares two profiles that are both of numbers, or both not. */
    public static FeatureDifference of(FeatureProfile first, FeatureProfile second) {
        BinPlacement placed = BinPlacement.of(second, first);
        WindowCounts window = placed.window();
        FeatureStatistics statistics = new FeatureComparison(first, 0).evaluate(window);
        ReferenceGroups groups = ReferenceGroups.of(first);
        double[][] ranges = grouped(groups, groups.merge(window, 0), placed.doubts(groups), window.rows());
        double distance = statistics.grouped().orElseThrow().jensenShannon();
        Optional<Range> kolmogorov = Optional.empty();
        Optional<Range> wasserstein = Optional.empty();
        OptionalDouble deviations = OptionalDouble.empty();
        if (statistics.ordered().isPresent()) {
            NumericProfile from = (NumericProfile) first;
            NumericProfile to = (NumericProfile) second;
            FeatureStatistics.Ordered ordered = statistics.ordered().get();
            double doubt = (double) placed.largestEdgeError() / statistics.present();
            kolmogorov = Optional.of(Range.of(
                    ordered.kolmogorov(),
                    ordered.kolmogorov() - doubt,
                    Math.min(1, ordered.kolmogorov() + ordered.kolmogorovError() + doubt)));
            wasserstein = Optional.of(wasserstein(from, to, placed, statistics.present(), ordered));
            double deviation = from.summary().standardDeviation();
            double inDeviations = wasserstein.get().value() / deviation;
            deviations = deviation > 0 && Double.isFinite(inDeviations)
                    ? OptionalDouble.of(inDeviations)
                    : OptionalDouble.empty();
        }
        return new FeatureDifference(
                first,
                second,
                statistics,
                Range.of(ranges[0][2], ranges[0][0], ranges[0][1]),
                Range.of(distance, Math.sqrt(Math.max(0, ranges[1][0])), Math.sqrt(Math.min(1, ranges[1][1]))),
                kolmogorov,
                wasserstein,
                deviations);
    }

    /** The least PSI, the greatest, and that of the counts as they are; the first two of the square of the Jensen-Shannon distance. */
    private static double[][] grouped(ReferenceGroups groups, long[] merged, long[][] doubts, long rows) {
        double[][] ranges = new double[2][3];
        double weight = groups.groups() * 0.5;
        double baselineRows = 0;
        for (int group = 0; group < groups.groups(); group++) {
            baselineRows += groups.count(group);
        }
        for (int group = 0; group < groups.groups(); group++) {
            double share = groups.share(group);
            double smoothed = (groups.count(group) + 0.5) / (baselineRows + weight);
            double least = Math.max(0, merged[group] - doubts[group][0]);
            double most = Math.min(rows, merged[group] + doubts[group][1]);
            double low = (least + 0.5) / (rows + weight);
            double high = (most + 0.5) / (rows + weight);
            ranges[0][0] += psiTerm(smoothed, Math.max(low, Math.min(high, smoothed)));
            ranges[0][1] += Math.max(psiTerm(smoothed, low), psiTerm(smoothed, high));
            ranges[0][2] += psiTerm(smoothed, (merged[group] + 0.5) / (rows + weight));
            ranges[1][0] += distanceTerm(share, Math.max(least / rows, Math.min(most / rows, share)));
            ranges[1][1] += Math.max(distanceTerm(share, least / rows), distanceTerm(share, most / rows));
        }
        return ranges;
    }

    private static double psiTerm(double f, double g) {
        return (g - f) * Math.log(g / f);
    }

    private static double distanceTerm(double p, double q) {
        double middle = (p + q) / 2;
        double sum = (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        return sum / (2 * Math.log(2));
    }

    private static Range wasserstein(
            NumericProfile first,
            NumericProfile second,
            BinPlacement placed,
            long present,
            FeatureStatistics.Ordered ordered) {
        double means = Math.abs(first.summary().mean() - second.summary().mean());
        double doubt = 0;
        for (int i = 0; i < first.inRange(); i++) {
            int bin = NumericProfile.FIRST + i;
            if (!first.isBelow(bin) && !first.isAbove(bin)) {
                long before = placed.edgeError(bin - 1);
                long after = first.isSingle(i) ? 0 : placed.edgeError(bin);
                double width = first.upper(i) - Math.max(first.lower(i), first.min());
                doubt += Math.max(before, after) * Math.min(width, Double.MAX_VALUE) / present;
            }
        }
        double[] outside = outside(first, second, present);
        double exactMeans = means - 1e-9 * Math.max(Math.abs(first.summary().mean()), means);
        double value = Math.max(ordered.wasserstein() + (outside[0] + outside[1]) / 2, means);
        return Range.of(
                Math.min(value, Double.MAX_VALUE),
                Math.max(ordered.wasserstein() - ordered.wassersteinError() - doubt + outside[0], exactMeans),
                Math.min(Double.MAX_VALUE, ordered.wasserstein() + ordered.wassersteinError() + doubt + outside[1]));
    }

    /** The least and the greatest area between the distribution functions outside the first's range. */
    private static double[] outside(NumericProfile first, NumericProfile second, long present) {
        double[] area = new double[2];
        long sum = 0;
        for (int i = 0; i < second.inRange(); i++) {
            long before = sum;
            sum += second.inRangeCount(i);
            long after = second.isSingle(i) ? before : sum;
            double lower = Math.max(second.lower(i), second.min());
            double upper = Math.min(second.upper(i), second.max());
            double below = Math.max(0, Math.min(upper, first.min()) - lower) / present;
            double above = Math.max(0, upper - Math.max(lower, first.max())) / present;
            area[0] += below * before + above * (present - after);
            area[1] += below * after + above * (present - before);
        }
        return area;
    }
}
