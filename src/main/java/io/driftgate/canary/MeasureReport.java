package io.driftgate.canary;

/**
 * What one measure says.
 *
 * @param logE natural logarithm of its e-value
 * @param dispersion that its evidence was divided by at last, at least 1; infinite where too few users were compared
 */
public record MeasureReport(Measure measure, double logE, double dispersion, Arm canary, Arm stable) {}
