package io.driftgate.control;

import java.time.Instant;

/**
 * Drift moved a model's traffic. By names, since a version's place may change with a reload or a restart.
 *
 * @param from the primary whose baseline the traffic left
 * @param to the version that answers instead
 */
public record Switch(String model, String from, String to, Instant since) {}
