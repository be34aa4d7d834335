package io.driftgate.proxy.exchange;

import io.driftgate.feature.FeatureRow;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.VersionMeters;
import java.util.Locale;
import java.util.Map;

/** One version of a model as one event loop sees it under one snapshot: its meters and its sketch shard at hand. */
final class VersionState {
    final ModelVersion version;
    final VersionMeters meters;

    /** One per rule of the version's policy. */
    final DataPlaneMeters.Count[] violations;

    /** Value of {@code x-driftgate-policy}; empty without a policy. */
    final String policyReference;

    private final SketchPlan plan;
    private final SketchShard shard;

    VersionState(String model, ModelVersion version, DataPlaneMeters meters, Map<String, SketchShard> shards) {
        this.version = version;
        this.meters = meters.version(model, version.name());
        CompiledPolicy policy = version.policy();
        violations = new DataPlaneMeters.Count[policy.rules()];
        for (int rule = 0; rule < violations.length; rule++) {
            CompiledPolicy.Rule known = policy.rule(rule);
            violations[rule] = meters.violations(
                    model,
                    policy.name(),
                    policy.version(),
                    known.id(),
                    known.enforcement().name().toLowerCase(Locale.ROOT));
        }
        policyReference = policy.name().isEmpty() ? "" : policy.name() + "@" + policy.version();
        plan = version.sketch().orElse(null);
        shard = plan == null ? null : shards.computeIfAbsent(plan.key(), key -> new SketchShard(plan));
    }

    boolean isSketched() {
        return plan != null;
    }

    void sketch(FeatureRow row) {
        plan.record(row, shard);
    }

    void endSketchedRequest() {
        shard.endRequest();
    }
}
