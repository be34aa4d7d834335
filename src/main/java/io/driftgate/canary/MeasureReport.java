package io.driftgate.canary;

/**
 * What one measure says.
 *
 * @param logE natural logarithm of its e-value
 * @param dispersion that its evidence was divided by at last, at least 1
 */
public record MeasureReport(Measure measure, double logE, double dispersion, Arm canary, Arm stable) {}
