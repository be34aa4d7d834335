package io.driftgate.windowgate;

import io.driftgate.drift.DriftSettings;

/**
 * What all window gates of a model have in common.
 *
 * @param panes window and panes, as for drift
 * @param minRows that a value must be of
 * @param minRequests that they must come from
 * @param consecutive windows in a row that it takes to fail, and to pass again
 * @param retryNanos after which a gate of answers that gets none gives its version another try; 0 for never
 */
public record WindowGateSettings(DriftSettings panes, int minRows, int minRequests, int consecutive, long retryNanos) {
    /** The same in evaluations. */
    int retryPanes() {
        long each = panes.paneNanos();
        return retryNanos == 0
                ? GateMachine.NEVER
                : (int) Math.min(GateMachine.NEVER - 1L, Math.max(1, (retryNanos + each - 1) / each));
    }
}
