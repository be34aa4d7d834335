package io.driftgate.drift.statistic;

import io.driftgate.drift.statistic.FeatureStatistics.Grouped;
import io.driftgate.drift.statistic.FeatureStatistics.Share;
import io.driftgate.drift.statistic.FeatureStatistics.Shares;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.WindowCounts;
import java.util.Optional;

/**
 * Compares windows with one feature's baseline. What depends on the baseline alone is worked out once. Immutable, any thread.
 */
public final class FeatureComparison {
    private final FeatureProfile profile;
    private final int offset;
    private final long baselineRows;
    private final ReferenceGroups groups;
    private final long[] referenceInOrder;
    private final Optional<OrderedComparison> ordered;

    /**
     * Prepares.
     *
     * @param offset where the feature's bins start in a window
     */
    public FeatureComparison(FeatureProfile profile, int offset) {
        this.profile = profile;
        this.offset = offset;
        baselineRows = profile.rows();
        groups = ReferenceGroups.of(profile);
        long[] counts = new long[groups.groups()];
        for (int group = 0; group < counts.length; group++) {
            counts[group] = groups.count(group);
        }
        referenceInOrder = inOrder(counts);
        ordered = profile instanceof NumericProfile numeric && numeric.summary().hasValues()
                ? Optional.of(new OrderedComparison(numeric, offset))
                : Optional.empty();
    }

    /** The statistics of a window. */
    public FeatureStatistics evaluate(WindowCounts window) {
        long rows = window.rows();
        long present = rows - window.count(offset + FeatureProfile.MISSING);
        if (rows == 0) {
            return new FeatureStatistics(
                    profile.name(),
                    profile.type(),
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        long[] merged = groups.merge(window, offset);
        Grouped grouped = new Grouped(
                groups.psi(merged, rows), groups.jensenShannon(merged, rows), groups.totalVariation(merged, rows));
        return new FeatureStatistics(
                profile.name(),
                profile.type(),
                rows,
                present,
                Optional.of(grouped),
                ChiSquare.ofNeighbours(referenceInOrder, inOrder(merged)),
                present == 0 || ordered.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ordered.get().evaluate(window, present)),
                Optional.of(shares(window, rows)));
    }

    /**
     * Groups in an order in which neighbours belong together: of numbers missing, below, the values, above; of others missing,
     * the frequent values, the rarer ones, those without a bin.
     */
    private long[] inOrder(long[] counts) {
        long[] result = new long[counts.length];
        result[0] = counts[0];
        int first = profile instanceof NumericProfile ? 1 : counts.length - 1;
        System.arraycopy(counts, 3, result, profile instanceof NumericProfile ? 2 : 1, counts.length - 3);
        result[first] = counts[1];
        result[profile instanceof NumericProfile ? counts.length - 1 : counts.length - 2] = counts[2];
        return result;
    }

    private Shares shares(WindowCounts window, long rows) {
        long fullest = 0;
        long baselineFullest = 0;
        for (int bin = 1; bin < profile.bins(); bin++) {
            fullest = Math.max(fullest, window.count(offset + bin));
            baselineFullest = Math.max(baselineFullest, profile.count(bin));
        }
        Share mode = new Share((double) fullest / rows, (double) baselineFullest / baselineRows);
        Share missing = share(window, rows, FeatureProfile.MISSING);
        if (!(profile instanceof NumericProfile numeric)) {
            return new Shares(
                    missing,
                    Optional.empty(),
                    mode,
                    share(window, rows, CategoricalProfile.OTHER),
                    Optional.empty(),
                    Optional.empty());
        }
        long below = 0;
        long above = 0;
        for (int bin = NumericProfile.BELOW; bin < profile.bins(); bin++) {
            below += numeric.isBelow(bin) ? window.count(offset + bin) : 0;
            above += numeric.isAbove(bin) ? window.count(offset + bin) : 0;
        }
        return new Shares(
                missing,
                Optional.of(share(window, rows, numeric.zeroBin())),
                mode,
                new Share((double) (below + above) / rows, 0),
                Optional.of(new Share((double) below / rows, 0)),
                Optional.of(new Share((double) above / rows, 0)));
    }

    private Share share(WindowCounts window, long rows, int bin) {
        return new Share((double) window.count(offset + bin) / rows, (double) profile.count(bin) / baselineRows);
    }
}
