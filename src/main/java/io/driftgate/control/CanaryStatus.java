package io.driftgate.control;

import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Rollout;
import java.util.Optional;

/**
 * Where a model's canary is, and what is known against it.
 *
 * @param report empty before the first pane since the process started
 * @param paused why neither its time runs nor a step is taken; empty when it goes on
 */
public record CanaryStatus(
        CanarySettings settings, Rollout rollout, Optional<CanaryReport> report, Optional<String> paused) {
    /** Its share of what the weights split, 0 to 1. */
    public double share() {
        return rollout.share(settings);
    }
}
