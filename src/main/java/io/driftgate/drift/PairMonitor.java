package io.driftgate.drift;

import io.driftgate.drift.statistic.PairStatistics;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.util.ArrayList;
import java.util.List;

/** The statistics and thresholds of two features together. Immutable, any thread. */
public final class PairMonitor {
    private final PairProfile pair;
    private final PairStatistics statistics;
    private final double trained;

    /**
     * Makes a monitor.
     *
     * @param offset where the pair's cells start in a window
     */
    PairMonitor(PairProfile pair, int offset) {
        this.pair = pair;
        statistics = new PairStatistics(pair, offset);
        trained = statistics.trained();
    }

    /** The monitors of all pairs of a plan's baseline. */
    public static List<PairMonitor> all(SketchPlan plan) {
        List<PairMonitor> all = new ArrayList<>();
        for (int i = 0; i < plan.baseline().pairs().size(); i++) {
            all.add(new PairMonitor(plan.baseline().pairs().get(i), plan.pairOffset(i)));
        }
        return all;
    }

    PairDrift insufficient(WindowCounts window) {
        return drift(new FeatureDrift(pair.name(), 0, 0, window.rows(), Verdict.INSUFFICIENT), Double.NaN);
    }

    /** The statistics of a window with rows, and the state by the thresholds, which are those of features. */
    public PairDrift evaluate(WindowCounts window, DriftSettings settings) {
        PairStatistics.Distance distance = statistics.distance(window);
        double spread = NoiseFloor.spread(window.rows(), pair.rows());
        int groups = statistics.freedom() + 1;
        double tripPsi = Math.max(settings.psi(), NoiseFloor.TRIP.psi(groups, spread));
        double clearPsi = Math.max(settings.clearPsi(), NoiseFloor.CLEAR.psi(groups, spread));
        double tripKs = Math.max(settings.ks(), NoiseFloor.TRIP.totalVariation(groups, spread));
        double clearKs = Math.max(settings.clearKs(), NoiseFloor.CLEAR.totalVariation(groups, spread));
        double psi = distance.psi();
        double ks = distance.totalVariation();
        Verdict state = Verdict.STABLE;
        if (psi >= tripPsi || ks >= tripKs) {
            state = Verdict.DRIFT;
        } else if (psi >= clearPsi || ks >= clearKs) {
            state = Verdict.WARNING;
        }
        return drift(
                new FeatureDrift(pair.name(), psi, ks, window.rows(), state, tripPsi, tripKs),
                statistics.association(window));
    }

    private PairDrift drift(FeatureDrift found, double now) {
        return new PairDrift(pair.first().name(), pair.second().name(), found, trained, now);
    }
}
