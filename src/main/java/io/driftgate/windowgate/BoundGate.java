package io.driftgate.windowgate;

/**
 * A gate of one version, with what the version's baseline has to compare with.
 *
 * @param baseline share in the training data; NaN when it is not compared with
 * @param baselineRows of the training data; 0 then
 */
public record BoundGate(WindowGate gate, double baseline, long baselineRows) {}
