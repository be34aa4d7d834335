/**
 * Keeps the running gateway right: publishes snapshots out of files and switches, notices changed files, probes model servers,
 * and closes the loop from drift to weights.
 *
 * <p>{@link io.driftgate.control.Publisher} is the only writer of the snapshot. {@link io.driftgate.control.ConfigWatcher},
 * {@link io.driftgate.control.UpstreamProber} and {@link io.driftgate.control.DriftLoop} each own one daemon thread (the
 * prober a few more for its connections) and survive whatever a single round throws at them. Nothing here runs on an event
 * loop or waits for one: panes are asked for and arrive later.
 *
 * <p>At the ends of panes and at its ticks the drift loop's thread also has window gates judged, canaries compared and stepped, and old
 * baselines told of; each of these keeps its own state ({@link io.driftgate.control.WindowGateRounds},
 * {@link io.driftgate.control.CanaryRounds}, {@link io.driftgate.control.StaleBaselines}). What fails for one model waits a second, and
 * holds up no other ({@link io.driftgate.control.GuardedSteps}).
 *
 * <p>Called by {@code app}, which starts and stops it, and by {@code admin}, which reads states and asks for reloads. Knows
 * {@code config}, {@code snapshot} and the domain, never {@code proxy}.
 */
package io.driftgate.control;
