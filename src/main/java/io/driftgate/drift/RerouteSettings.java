package io.driftgate.drift;

/**
 * How traffic moves when the primary's input drifts, and how it comes back.
 *
 * @param reroute whether it does
 * @param margin by how much better a fallback must fit under {@link Reroute#BETTER}: its misfit is at most {@code 1 - margin}
 *     times the primary's, see {@link DriftReport#misfit}
 * @param rampNanos time in which the fallback's share grows to all; 0 at once
 * @param halfOpenShare share of the traffic that returns first; 0: all returns at once
 * @param halfOpenNanos for how long, before the rest follows
 * @param onClear whether it returns by itself
 */
public record RerouteSettings(
        Reroute reroute, double margin, long rampNanos, double halfOpenShare, long halfOpenNanos, OnClear onClear) {
    public static final double DEFAULT_MARGIN = 0.5;

    public RerouteSettings {
        if (!(margin >= 0 && margin < 1)
                || rampNanos < 0
                || !(halfOpenShare >= 0 && halfOpenShare < 1)
                || halfOpenNanos < 0) {
            throw new IllegalArgumentException("margin " + margin + ", share " + halfOpenShare);
        }
    }

    /** All at once, both ways. */
    public static RerouteSettings atOnce(Reroute reroute) {
        return new RerouteSettings(reroute, DEFAULT_MARGIN, 0, 0, 0, OnClear.RETURN);
    }

    public boolean isHalfOpen() {
        return halfOpenShare > 0;
    }
}
