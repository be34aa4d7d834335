package io.driftgate.canary;

/**
 * What was seen of one version by one measure.
 *
 * @param count requests or answers that the measure is of
 * @param share of errors or violations; NaN for other measures, and where there is nothing
 * @param median milliseconds, or of the predicted numbers; NaN where there is none
 * @param p99 the same, for latency only
 */
public record Arm(long count, double share, double median, double p99) {}
