package io.driftgate.canary;

import io.driftgate.sketch.TallyPlan;
import java.util.stream.Stream;

/** A model's canary: what is asked of it, and what is counted of it and of the version that it is compared with. Immutable. */
public record Canary(CanarySettings settings, CanaryPlan canary, CanaryPlan stable) {
    public static Canary of(String model, CanarySettings settings) {
        return new Canary(
                settings, new CanaryPlan(model, settings.version()), new CanaryPlan(model, settings.against()));
    }

    /** What is counted of a version; null when nothing. */
    public CanaryPlan plan(String version) {
        if (version.equals(settings.version())) {
            return canary;
        }
        return version.equals(settings.against()) ? stable : null;
    }

    public Stream<TallyPlan> tallies() {
        return Stream.of(canary, stable);
    }
}
