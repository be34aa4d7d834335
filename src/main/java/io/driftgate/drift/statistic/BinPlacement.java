package io.driftgate.drift.statistic;

import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.WindowCounts;
import java.util.List;

/**
 * The rows of one profile in the bins of another, as if its data had been counted there.
 *
 * <p>Of a number, the rows up to an edge x are known where x is an edge of the other profile too, lies outside its data, or falls
 * between the values of its bin. Else they are guessed: the rows of the bin that x falls into are spread evenly over it, or over its
 * whole numbers, within the data's range, and rounded to a whole row. With c rows in that bin and g of them placed up to x, the guess
 * errs by at most max(g, c - g) rows.
 *
 * <p>Of other types, a value goes to the bin of the same value, or to {@link CategoricalProfile#OTHER}. Rows that the profile itself counts as
 * other go there as well, though they may have a value that only the other profile lists: as many rows may be in the wrong bin.
 *
 * <p>Immutable, any thread.
 */
final class BinPlacement {
    private final long[] counts;
    private final long[] errors;
    private final boolean ordered;
    private final boolean[] mayHoldOther;

    private BinPlacement(long[] counts, long[] errors, boolean ordered, boolean[] mayHoldOther) {
        this.counts = counts;
        this.errors = errors;
        this.ordered = ordered;
        this.mayHoldOther = mayHoldOther;
    }

    /** Places the rows of {@code profile}; both are numbers, or neither is. */
    static BinPlacement of(FeatureProfile profile, FeatureProfile bins) {
        if (profile instanceof NumericProfile numeric && bins instanceof NumericProfile target) {
            return ofNumeric(numeric, target);
        }
        return ofCategorical((CategoricalProfile) profile, (CategoricalProfile) bins);
    }

    private static BinPlacement ofNumeric(NumericProfile profile, NumericProfile bins) {
        int size = bins.bins();
        long present = profile.rows() - profile.count(FeatureProfile.MISSING);
        long[] counts = new long[size];
        long[] errors = new long[size];
        counts[FeatureProfile.MISSING] = profile.count(FeatureProfile.MISSING);
        Rows rows = new Rows(profile);
        long before = 0;
        for (int bin = NumericProfile.BELOW; bin < size - 1; bin++) {
            rows.upTo(
                    bin == NumericProfile.BELOW
                            ? Math.nextDown(bins.lowest())
                            : bins.upper(bin - NumericProfile.FIRST));
            counts[bin] = rows.placed - before;
            errors[bin] = rows.error;
            before = rows.placed;
        }
        counts[size - 1] = present - before;
        return new BinPlacement(counts, errors, true, new boolean[size]);
    }

    private static BinPlacement ofCategorical(CategoricalProfile profile, CategoricalProfile bins) {
        long[] counts = new long[bins.bins()];
        boolean[] mayHoldOther = new boolean[counts.length];
        List<String> values = bins.values();
        long other = profile.count(CategoricalProfile.OTHER);
        counts[FeatureProfile.MISSING] = profile.count(FeatureProfile.MISSING);
        counts[CategoricalProfile.OTHER] =
                profile.rows() - counts[FeatureProfile.MISSING]; // less what finds its value below
        boolean any = false;
        for (int i = 0; i < values.size(); i++) {
            int place = profile.values().indexOf(values.get(i));
            long count = place < 0 ? 0 : profile.count(CategoricalProfile.FIRST + place);
            counts[CategoricalProfile.FIRST + i] = count;
            counts[CategoricalProfile.OTHER] -= count;
            mayHoldOther[CategoricalProfile.FIRST + i] = place < 0 && other > 0;
            any |= place < 0;
        }
        long[] errors = new long[counts.length];
        errors[CategoricalProfile.OTHER] = any ? other : 0;
        return new BinPlacement(counts, errors, false, mayHoldOther);
    }

    /** The rows by bin. */
    WindowCounts window() {
        long rows = 0;
        for (long count : counts) {
            rows += count;
        }
        WindowCounts window = new WindowCounts(counts.length);
        window.add(new PaneCounts(counts.clone(), rows, rows));
        return window;
    }

    /** Rows by which the number of values up to the end of a numeric bin may be wrong; 0 of the last bin. */
    long edgeError(int bin) {
        return errors[bin];
    }

    /** The largest of {@link #edgeError}; 0 when no row is in doubt. */
    long largestEdgeError() {
        long largest = 0;
        for (int bin = 1; bin < errors.length && ordered; bin++) {
            largest = Math.max(largest, errors[bin]);
        }
        return largest;
    }

    /** How many rows of a group of bins may belong elsewhere ({@code [group][0]}), and how many elsewhere belong to it ({@code [group][1]}). */
    long[][] doubts(ReferenceGroups groups) {
        long[][] doubts = new long[groups.groups()][2];
        if (ordered) {
            for (int bin = 1; bin < errors.length - 1; bin++) {
                int left = groups.group(bin);
                int right = groups.group(bin + 1);
                if (left != right) {
                    for (int side = 0; side < 2; side++) {
                        doubts[left][side] += errors[bin];
                        doubts[right][side] += errors[bin];
                    }
                }
            }
            return doubts;
        }
        long other = errors[CategoricalProfile.OTHER];
        doubts[groups.group(CategoricalProfile.OTHER)][0] = other;
        for (int bin = CategoricalProfile.FIRST; bin < mayHoldOther.length; bin++) {
            if (mayHoldOther[bin]) {
                doubts[groups.group(bin)][1] = other;
            }
        }
        return doubts;
    }

    /** Walks over a profile's bins with rising edges. */
    private static final class Rows {
        private final NumericProfile profile;
        private int bin;
        private long before;
        private long placed;
        private long error;

        Rows(NumericProfile profile) {
            this.profile = profile;
        }

        void upTo(double edge) {
            while (bin < profile.inRange() && profile.upper(bin) <= edge) {
                before += profile.inRangeCount(bin);
                bin++;
            }
            placed = before;
            error = 0;
            if (bin == profile.inRange() || profile.inRangeCount(bin) == 0) {
                return;
            }
            long count = profile.inRangeCount(bin);
            double share = shareUpTo(edge);
            if (share > 0 && share < 1) {
                long guess = Math.round(share * count);
                placed += guess;
                error = Math.max(guess, count - guess);
            } else if (share >= 1) {
                placed += count;
            }
        }

        /** Of the values that the bin can hold, the share up to an edge; 0 and 1 for certain. */
        private double shareUpTo(double edge) {
            double upper = Math.min(profile.upper(bin), profile.max());
            double lower = Math.max(profile.lower(bin), profile.min());
            if (profile.isSingle(bin)) {
                return edge >= (isWhole() ? Math.floor(upper) : upper) ? 1 : 0;
            }
            boolean holdsLower = bin == 0 || profile.lower(bin) < profile.min();
            if (isWhole()) {
                double first = Math.floor(lower) + (holdsLower ? 0 : 1);
                double last = Math.floor(upper);
                double at = Math.floor(edge);
                return at < first ? 0 : at >= last ? 1 : (at - first + 1) / (last - first + 1);
            }
            if (edge >= upper) {
                return 1;
            }
            if (edge < lower || (edge == lower && !holdsLower)) {
                return 0;
            }
            double share = (edge / 2 - lower / 2) / (upper / 2 - lower / 2); // the width itself may overflow
            return Math.max(Double.MIN_VALUE, Math.min(share, Math.nextDown(1.0)));
        }

        private boolean isWhole() {
            return profile.type() == FeatureType.INT;
        }
    }
}
