package io.driftgate.windowgate;

import java.util.OptionalDouble;

/**
 * Between what a gate's value must lie, both ends included.
 *
 * <pre>
 * lower = atLeast
 * upper = min(atMost,
 *             baseline + maxIncrease,
 *             max(baseline, half a row of the training data) * maxRatio,
 *             baseline + maxTurned * (1 - baseline))
 * </pre>
 *
 * What is not given does not bound. Half a row stands for a share of 0, of which there is no multiple. {@code maxTurned} is of the rows
 * that were not so in the training data: the share of them that may have turned.
 */
public record Bounds(
        OptionalDouble atLeast,
        OptionalDouble atMost,
        OptionalDouble maxIncrease,
        OptionalDouble maxRatio,
        OptionalDouble maxTurned) {
    boolean isRelative() {
        return maxIncrease.isPresent() || maxRatio.isPresent() || maxTurned.isPresent();
    }

    boolean isEmpty() {
        return atLeast.isEmpty() && atMost.isEmpty() && !isRelative();
    }

    double lower() {
        return atLeast.orElse(Double.NEGATIVE_INFINITY);
    }

    /** @param baseline the training data's share; not read when there is no relative bound */
    double upper(double baseline, long baselineRows) {
        double upper = atMost.orElse(Double.POSITIVE_INFINITY);
        if (maxIncrease.isPresent()) {
            upper = Math.min(upper, baseline + maxIncrease.getAsDouble());
        }
        if (maxRatio.isPresent()) {
            upper = Math.min(upper, Math.max(baseline, 0.5 / baselineRows) * maxRatio.getAsDouble());
        }
        if (maxTurned.isPresent()) {
            upper = Math.min(upper, baseline + maxTurned.getAsDouble() * (1 - baseline));
        }
        return upper;
    }
}
