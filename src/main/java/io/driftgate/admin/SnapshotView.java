package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.control.Publisher;
import io.driftgate.drift.DriftSettings;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.Protocol;
import io.driftgate.sketch.Baseline;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.PolicyTrial;
import io.driftgate.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in force.
 *
 * @param digest SHA-256 over all files
 * @param files SHA-256 of each file
 * @param lastReload the last load, the one at start included; a rejected one left the snapshot as it was
 * @param warnings what an operator should know although requests are served
 */
public record SnapshotView(
        String digest,
        Instant loadedAt,
        Map<String, String> files,
        List<ModelView> models,
        ReloadView lastReload,
        Instant lastSuccess,
        List<String> warnings) {
    /** {@code denied} says why every request is refused. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ModelView(
            String name, String mode, Optional<String> denied, List<String> protocols, List<VersionView> versions) {}

    /** {@code policy}, {@code trial}, {@code baseline} and {@code card} are absent when the version names none; {@code learning} says that a
     * baseline is being learned. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record VersionView(
            String name,
            String upstream,
            Optional<PolicyView> policy,
            Optional<TrialView> trial,
            Optional<BaselineView> baseline,
            boolean learning,
            Optional<CardView> card,
            Optional<String> held) {}

    /** {@code digest} is SHA-256 of the file. */
    public record PolicyView(String name, String version, String digest, int rules) {}

    /**
     * The policy that is tried beside the one in force.
     *
     * @param kind {@code rollout}, or {@code shadow} when none of it is enforced
     * @param percent of the traffic that is under it
     */
    public record TrialView(String kind, double percent, PolicyView policy) {}

    /** {@code digest} is SHA-256 of the file. */
    public record CardView(String file, String digest) {}

    /**
     * A baseline.
     *
     * @param dataSha256 of the training data: the lineage
     * @param learned whether it is one of live traffic
     * @param age absent when nothing says how old it is
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record BaselineView(String digest, long rows, String dataSha256, boolean learned, Optional<AgeView> age) {}

    /**
     * Since when a baseline grows old.
     *
     * @param source what says so: {@code trained-at} or {@code built-at} of its file, or the model {@code card}
     * @param staleFrom when it is called stale
     */
    public record AgeView(Instant since, String source, Instant staleFrom) {}

    static SnapshotView of(Snapshot snapshot, Publisher publisher) {
        return new SnapshotView(
                snapshot.digest(),
                snapshot.loadedAt(),
                new TreeMap<>(snapshot.fileDigests()),
                snapshot.models().stream().map(SnapshotView::of).toList(),
                ReloadView.of(publisher.lastResult()),
                publisher.lastSuccess(),
                publisher.warnings());
    }

    private static ModelView of(Model model) {
        return new ModelView(
                model.name(),
                model.mode().name().toLowerCase(Locale.ROOT),
                model.denied(),
                model.protocols().stream().map(Protocol::id).toList(),
                model.versions().stream().map(version -> of(model, version)).toList());
    }

    private static VersionView of(Model model, ModelVersion version) {
        return new VersionView(
                version.name(),
                version.upstream().toString(),
                policy(version.policy()),
                version.trial().map(SnapshotView::trial),
                version.sketch().map(plan -> baseline(model, version, plan.baseline())),
                version.learning().isPresent(),
                version.card().map(card -> new CardView(card.file(), card.digest())),
                version.held());
    }

    private static Optional<PolicyView> policy(CompiledPolicy policy) {
        return policy.name().isEmpty() ? Optional.empty() : Optional.of(view(policy));
    }

    private static PolicyView view(CompiledPolicy policy) {
        return new PolicyView(policy.name(), policy.version(), policy.digest(), policy.rules());
    }

    private static TrialView trial(PolicyTrial trial) {
        return new TrialView(trial.isShadow() ? "shadow" : "rollout", 100 * trial.share(), view(trial.candidate()));
    }

    private static BaselineView baseline(Model model, ModelVersion version, Baseline baseline) {
        long staleNanos = model.drift().orElse(DriftSettings.DEFAULT).staleNanos();
        return new BaselineView(
                baseline.digest(),
                baseline.rows(),
                baseline.dataSha256(),
                baseline.learned().isPresent(),
                version.baselineAge()
                        .map(age -> new AgeView(
                                age.since(), age.source().label(), age.since().plusNanos(staleNanos))));
    }
}
