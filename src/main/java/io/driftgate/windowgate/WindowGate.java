package io.driftgate.windowgate;

/**
 * One expectation over a window.
 *
 * @param feature that it is of; empty when it is of none
 * @param label of the class, for a class share; {@link PredictionPlan#UNKNOWN} for all that have no name; else empty
 * @param refuseOtherwise whether {@code FALLBACK} refuses while no fallback can take over
 */
public record WindowGate(
        String id,
        WindowCheck check,
        String feature,
        String label,
        Bounds bounds,
        WindowAction action,
        boolean refuseOtherwise) {}
