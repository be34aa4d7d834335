package io.driftgate.snapshot;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.sketch.SketchPlan;
import java.util.Optional;

/**
 * One version of a model, with all that is needed to serve under it.
 *
 * @param readyPath path of the readiness probe on the upstream, see the control plane's prober; empty probes by connecting
 * @param prediction where its answers hold predictions
 * @param policy the policy in force
 * @param trial another policy that is tried beside it; empty when there is none
 * @param sketch empty when the version has no baseline
 * @param held why it gets no traffic whatever its weight: its gates, or a person's quarantine; empty when it may have some
 */
public record ModelVersion(
        String name,
        Upstream upstream,
        String readyPath,
        SchemaBinding binding,
        PredictionBinding prediction,
        CompiledPolicy policy,
        Optional<PolicyTrial> trial,
        Optional<SketchPlan> sketch,
        Optional<String> held) {
    /** The same version, held back; one that is already stays so for its first reason. */
    public ModelVersion withHeld(String why) {
        return held.isPresent()
                ? this
                : new ModelVersion(
                        name, upstream, readyPath, binding, prediction, policy, trial, sketch, Optional.of(why));
    }
}
