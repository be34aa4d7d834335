package io.driftgate.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Where canaries are, in metrics. Thread-safe.
 *
 * <p>{@code driftgate_canary_stage} is a number, as {@code driftgate_drift_state} is: 0 waiting, 1 stepping, 2 kept, 3 promoted, 4 aborted.
 */
public final class CanaryMeters {
    private final GaugeFamily<String> shares;
    private final GaugeFamily<String> stages;
    private final GaugeFamily<String> evidence;

    CanaryMeters(MeterRegistry registry, Tags common) {
        shares = new GaugeFamily<>(
                registry, "driftgate.canary.share", "Of what the weights split, the canary's share, 0 to 1", common);
        stages = new GaugeFamily<>(
                registry, "driftgate.canary.stage", "0 waiting, 1 stepping, 2 kept, 3 promoted, 4 aborted", common);
        evidence = new GaugeFamily<>(
                registry,
                "driftgate.canary.evidence",
                "Evidence that the canary is worse over what aborts it, both as logarithms; 1 aborts",
                common);
    }

    /** A model's canary; {@code byMeasure} has the evidence of each measure, and of all together. */
    public void canary(String model, String version, double share, int stage, Map<String, Double> byMeasure) {
        Tags tags = Tags.of("model", model, "version", version);
        shares.replace(model, Map.of(tags, () -> share));
        stages.replace(model, Map.of(tags, () -> stage));
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        byMeasure.forEach((measure, value) -> values.put(tags.and("measure", measure), value::doubleValue));
        evidence.replace(model, values);
    }

    /** The model has none any more. */
    public void none(String model) {
        retain(each -> !each.equals(model));
    }

    void retain(Predicate<String> models) {
        shares.retain(models);
        stages.retain(models);
        evidence.retain(models);
    }
}
