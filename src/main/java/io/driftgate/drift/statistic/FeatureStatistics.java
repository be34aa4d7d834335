package io.driftgate.drift.statistic;

import io.driftgate.feature.FeatureType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All statistics between a feature's baseline and a window. What does not apply is absent, never NaN:
 *
 * <pre>
 *                     grouped   chiSquare   ordered   shares   zero   unseen   below, above
 * INT, FLOAT          yes       (1)         yes       yes      yes    yes      yes
 * BOOL, STRING, ENUM  yes       (1)         -         yes      -      yes      -
 * window of 0 rows    -         -           -         -        -      -        -
 * all rows missing    yes       (1)         -         yes      as above
 * </pre>
 *
 * (1) where two groups expect five rows or more.
 *
 * @param rows in the window
 * @param present rows with a value
 * @param grouped on the reference groups, missing rows included
 * @param ordered on the rows with a value; absent when window or baseline has none
 */
public record FeatureStatistics(
        String feature,
        FeatureType type,
        long rows,
        long present,
        Optional<Grouped> grouped,
        Optional<ChiSquare> chiSquare,
        Optional<Ordered> ordered,
        Optional<Shares> shares) {

    /**
     * Distances over the groups of {@link ReferenceGroups}.
     *
     * @param psi population stability index, smoothed as said there
     * @param jensenShannon distance to base 2, from 0 to 1
     * @param totalVariation the share of rows that went elsewhere, from 0 to 1
     */
    public record Grouped(double psi, double jensenShannon, double totalVariation) {}

    /**
     * Distances between distribution functions, from the counts at the bins' edges.
     *
     * @param kolmogorov largest difference; the exact one is in {@code [kolmogorov, kolmogorov + kolmogorovError]}
     * @param kolmogorovP of that distance, by {@link KolmogorovDistribution#approximateSurvival}; too large for ties and bins,
     *     never too small by more than it says
     * @param cramerVonMises {@link ExactStatistics#cramerVonMises} within {@code cramerVonMisesError}
     * @param wasserstein in the values' unit, within {@code wassersteinError} of the exact distance after values outside the
     *     training range were moved to its end; how far they lay out is not in the counts, so the full one can only be larger
     * @param wassersteinDeviations the same over the baseline's standard deviation; empty when that is 0
     */
    public record Ordered(
            double kolmogorov,
            double kolmogorovError,
            double kolmogorovP,
            double cramerVonMises,
            double cramerVonMisesError,
            double wasserstein,
            double wassersteinError,
            OptionalDouble wassersteinDeviations) {}

    /**
     * Shares of all rows in the window, the baseline's beside.
     *
     * @param mode share of the fullest bin of each, missing aside: a column that collapses into one value shows here whichever
     *     value it is
     * @param unseen values that the baseline has no bin for: outside the training range, or not among its values
     */
    public record Shares(
            Share missing,
            Optional<Share> zero,
            Share mode,
            Share unseen,
            Optional<Share> below,
            Optional<Share> above) {}

    /** Two shares, each from 0 to 1. */
    public record Share(double window, double baseline) {}
}
