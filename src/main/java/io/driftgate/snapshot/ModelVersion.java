package io.driftgate.snapshot;

import io.driftgate.governance.GateResult;
import io.driftgate.governance.ModelCard;
import io.driftgate.governance.Release;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.SketchPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One version of a model, with all that is needed to serve under it.
 *
 * @param readyPath path of the readiness probe on the upstream, see the control plane's prober; empty probes by connecting
 * @param prediction where its answers hold predictions
 * @param policy the policy in force
 * @param trial another policy that is tried beside it; empty when there is none
 * @param sketch empty when the version has no baseline
 * @param learnPlan how it learns one, or did; empty when it has one of training data, or is to have none
 * @param versionPath path on the upstream that tells which version it serves; empty when there is none
 * @param release what its gates judge; empty when no gates are in force
 * @param gates what they said last
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
        Optional<LearnPlan> learnPlan,
        String versionPath,
        Optional<Release> release,
        List<GateResult> gates,
        Optional<String> held) {
    public ModelVersion {
        gates = List.copyOf(gates);
    }

    /** A version as its own part of the file has it: under no gates, and not held back. */
    public ModelVersion(
            String name,
            Upstream upstream,
            String readyPath,
            SchemaBinding binding,
            PredictionBinding prediction,
            CompiledPolicy policy,
            Optional<PolicyTrial> trial,
            Optional<SketchPlan> sketch,
            Optional<LearnPlan> learnPlan,
            String versionPath) {
        this(
                name,
                upstream,
                readyPath,
                binding,
                prediction,
                policy,
                trial,
                sketch,
                learnPlan,
                versionPath,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same version under gates, not yet judged. */
    public ModelVersion withRelease(Release newRelease) {
        return with(Optional.of(newRelease), gates, held);
    }

    /** The same version, judged; held back when its gates say why. */
    public ModelVersion withGates(List<GateResult> results, Optional<String> why) {
        return with(release, results, held.or(() -> why));
    }

    /** The same version, held back; one that is already stays so for its first reason. */
    public ModelVersion withHeld(String why) {
        return held.isPresent() ? this : with(release, gates, Optional.of(why));
    }

    /** The same version under policies in which the rules with these ids only count, for whatever version of a policy. */
    public ModelVersion withShadowed(Set<String> rules) {
        return new ModelVersion(
                name,
                upstream,
                readyPath,
                binding,
                prediction,
                policy.withShadowed(rules),
                trial.map(tried -> tried.withShadowed(rules)),
                sketch,
                learnPlan,
                versionPath,
                release,
                gates,
                held);
    }

    private ModelVersion with(Optional<Release> newRelease, List<GateResult> newGates, Optional<String> newHeld) {
        return new ModelVersion(
                name,
                upstream,
                readyPath,
                binding,
                prediction,
                policy,
                trial,
                sketch,
                learnPlan,
                versionPath,
                newRelease,
                newGates,
                newHeld);
    }

    /** How it learns a baseline now; empty when it has one already. */
    public Optional<LearnPlan> learning() {
        return sketch.isPresent() ? Optional.empty() : learnPlan;
    }

    /** Whether its baseline is of live traffic, so that it tells of drift and moves no traffic. */
    public boolean isLearned() {
        return sketch.flatMap(plan -> plan.baseline().learned()).isPresent();
    }

    /** Its baseline, if that is of training data. */
    public Optional<SketchPlan> trained() {
        return sketch.filter(plan -> !isLearned());
    }

    /** Empty when it has no baseline, or nothing says how old that is. */
    public Optional<BaselineAge> baselineAge() {
        Optional<Baseline> baseline = sketch.map(SketchPlan::baseline);
        return baseline.flatMap(built -> age(built.trainedAt(), BaselineAge.Source.TRAINED_AT)
                .or(() -> age(card().flatMap(card -> card.training().timestamp()), BaselineAge.Source.CARD))
                .or(() -> age(built.builtAt(), BaselineAge.Source.BUILT_AT)));
    }

    private static Optional<BaselineAge> age(Optional<Instant> since, BaselineAge.Source source) {
        return since.map(time -> new BaselineAge(time, source));
    }

    /** Empty when it has none, or an invalid one. */
    public Optional<ModelCard> card() {
        return release.flatMap(Release::card);
    }
}
