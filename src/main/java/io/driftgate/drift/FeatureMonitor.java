package io.driftgate.drift;

import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.WindowCounts;

/**
 * One feature's statistics and thresholds. Immutable, any thread.
 *
 * <p>Rows without a value are part of both statistics: a group of its own for PSI, and for the Kolmogorov distance a value
 * below all others. So every share is one of all rows, its chance error shrinks with the window however many values are
 * missing, and a column that goes missing is drift. The price: where most training rows lack the value, a shift of the rest
 * shows in proportion to its share.
 */
public final class FeatureMonitor {
    private final FeatureProfile profile;
    private final int offset;
    private final long baselineRows;
    private final ReferenceGroups groups;
    private final double[] cumulative;

    /**
     * Makes a monitor.
     *
     * @param offset where the feature's bins start in a window
     */
    public FeatureMonitor(FeatureProfile profile, int offset) {
        this.profile = profile;
        this.offset = offset;
        this.baselineRows = profile.rows();
        this.groups = ReferenceGroups.of(profile);
        cumulative = new double[profile.bins()];
        long sum = 0;
        for (int bin = 0; bin < cumulative.length; bin++) {
            sum += profile.count(bin);
            cumulative[bin] = (double) sum / baselineRows;
        }
    }

    FeatureDrift insufficient(WindowCounts window) {
        return new FeatureDrift(profile.name(), 0, 0, window.rows(), Verdict.INSUFFICIENT);
    }

    /** The statistics of a window with rows, and the state by the thresholds. */
    public FeatureDrift evaluate(WindowCounts window, DriftSettings settings) {
        long rows = window.rows();
        boolean numeric = profile instanceof NumericProfile;
        long[] merged = groups.merge(window, offset);
        double psi = groups.psi(merged, rows);
        double ks = numeric ? kolmogorov(window) : groups.totalVariation(merged, rows);
        double spread = NoiseFloor.spread(rows, baselineRows);
        double tripPsi = Math.max(settings.psi(), NoiseFloor.TRIP.psi(groups.groups(), spread));
        double clearPsi = Math.max(settings.clearPsi(), NoiseFloor.CLEAR.psi(groups.groups(), spread));
        double tripKs = Math.max(settings.ks(), distanceFloor(NoiseFloor.TRIP, numeric, spread));
        double clearKs = Math.max(settings.clearKs(), distanceFloor(NoiseFloor.CLEAR, numeric, spread));
        Verdict state = Verdict.STABLE;
        if (psi >= tripPsi || ks >= tripKs) {
            state = Verdict.DRIFT;
        } else if (psi >= clearPsi || ks >= clearKs) {
            state = Verdict.WARNING;
        }
        return new FeatureDrift(profile.name(), psi, ks, rows, state, tripPsi, tripKs);
    }

    private double distanceFloor(NoiseFloor floor, boolean numeric, double spread) {
        return numeric ? floor.kolmogorov(spread) : floor.totalVariation(groups.groups(), spread);
    }

    /** The largest difference of the two distribution functions at the bins' edges; see {@link NumericProfile#kolmogorovError}. */
    private double kolmogorov(WindowCounts window) {
        double perRow = 1.0 / window.rows();
        double largest = 0;
        long sum = 0;
        for (int bin = 0; bin < cumulative.length; bin++) {
            sum += window.count(offset + bin);
            largest = Math.max(largest, Math.abs(sum * perRow - cumulative[bin]));
        }
        return largest;
    }
}
