/**
 * How far a window is from training data, in the statistics that people know, and with what certainty.
 *
 * <pre>
 * FeatureProfile + WindowCounts --FeatureComparison--> FeatureStatistics    on bin counts, each within a bound of the exact value
 * two samples of numbers        --ExactStatistics----> the same, exact
 * </pre>
 *
 * <p>Plain arithmetic: no clock, no thread, no I/O, and no verdict; thresholds are the business of {@code io.driftgate.drift}.
 * Depends on {@code sketch} and {@code feature}. Called by the control plane and the command line, never by an event loop.
 */
package io.driftgate.drift.statistic;
