package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.FeatureWeights;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.VerdictMachine;
import java.util.List;

/** The verdict by thresholds, one evaluation per window. One thread. */
final class VerdictTrial {
    private final VerdictMachine machine;
    private final FeatureWeights weights;
    private boolean drifting;
    private long drifted;
    private long trips;

    VerdictTrial(DriftSettings settings) {
        weights = settings.weights();
        machine = new VerdictMachine(settings.consecutive(), settings.cooldownPanes(), Verdict.INSUFFICIENT);
    }

    /**
     * Takes the features and pairs of the next window.
     *
     * @return whether the verdict has just become drift
     */
    boolean add(List<FeatureDrift> features, List<PairDrift> pairs) {
        boolean sufficient = features.get(0).state() != Verdict.INSUFFICIENT; // of all or of none
        Verdict level = sufficient ? weights.level(features, pairs) : Verdict.INSUFFICIENT;
        boolean before = drifting;
        drifting = machine.next(level) == Verdict.DRIFT;
        drifted += drifting ? 1 : 0;
        trips += drifting && !before ? 1 : 0;
        return drifting && !before;
    }

    /** Windows after which the verdict was drift. */
    long drifted() {
        return drifted;
    }

    /** How often it became drift. */
    long trips() {
        return trips;
    }
}
