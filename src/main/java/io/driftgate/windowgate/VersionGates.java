package io.driftgate.windowgate;

import io.driftgate.fairness.FairnessPlan;
import io.driftgate.sketch.SketchPlan;
import java.util.List;
import java.util.Optional;

/**
 * The window gates of one version, and what counts for them.
 *
 * @param sketch empty when the version has no baseline
 * @param predictions empty when no gate looks at predictions
 * @param fairness empty when none looks at groups
 */
public record VersionGates(
        String version,
        List<BoundGate> gates,
        Optional<SketchPlan> sketch,
        Optional<PredictionPlan> predictions,
        Optional<FairnessPlan> fairness) {
    public VersionGates {
        gates = List.copyOf(gates);
    }

    /** Whether answers must be read for them. */
    public boolean readAnswers() {
        return predictions.isPresent() || fairness.isPresent();
    }
}
