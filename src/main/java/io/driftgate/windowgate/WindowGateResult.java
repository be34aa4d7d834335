package io.driftgate.windowgate;

import java.time.Instant;

/**
 * What the last window said of one gate of one version. Of a sensitive feature it holds a difference or a ratio and how many groups that
 * is over, and no group.
 *
 * @param value NaN when there was nothing to compute it from
 * @param baseline what the training data has; NaN when it is not compared with
 * @param lower bound, or negative infinity
 * @param upper bound, or infinity
 * @param rows that the value is of
 * @param groups that it is over; 0 when it is over none
 * @param since when the level came
 */
public record WindowGateResult(
        WindowGate gate,
        GateLevel level,
        double value,
        double baseline,
        double lower,
        double upper,
        long rows,
        int groups,
        Instant since) {
    public boolean fails() {
        return level == GateLevel.FAIL;
    }
}
