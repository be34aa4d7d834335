package io.driftgate.canary;

import java.util.List;

/**
 * The {@code canary:} mapping of a model's route.
 *
 * @param version the canary
 * @param against the version that it is compared with
 * @param steps its shares of the traffic, growing, each above 0 and below 1
 * @param holdNanos least time at a step
 * @param minRequests that each of both must have had at a step
 * @param falseAborts probability that a canary that is as good as stable is ever aborted, in one rollout
 * @param paneNanos about how often both are compared
 * @param route digest of all that a rollout belongs to: under another one it starts anew
 */
public record CanarySettings(
        String version,
        String against,
        List<Double> steps,
        long holdNanos,
        int minRequests,
        OnHold onHold,
        double falseAborts,
        Tolerance tolerance,
        long paneNanos,
        String route) {
    public CanarySettings {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || holdNanos < 0 || minRequests < 1 || !(falseAborts > 0 && falseAborts < 1)) {
            throw new IllegalArgumentException("steps, a time, requests and a probability");
        }
    }

    /** The same, with panes of such a length and for a route with such a digest. */
    public CanarySettings in(long nanosPerPane, String routeDigest) {
        return new CanarySettings(
                version,
                against,
                steps,
                holdNanos,
                minRequests,
                onHold,
                falseAborts,
                tolerance,
                nanosPerPane,
                routeDigest);
    }

    /** Panes of a whole rollout. */
    double plannedPanes() {
        return Math.max(1, (double) holdNanos * steps.size() / paneNanos);
    }
}
