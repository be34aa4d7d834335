package io.driftgate.drift.evidence;

/**
 * What one feature says.
 *
 * @param feature its name
 * @param logE natural logarithm of its e-value, mixed over directions and starts and weighted as a part of the whole, so that
 *     it alone raises an alarm when it reaches the threshold; 0 or below says nothing. While it is far from the threshold it
 *     is an approximation from above by z scores
 * @param direction in which it differs most, see {@link Direction#label()}; empty before the first row
 * @param value that became more or less frequent, where the direction is one value's
 * @param more whether that score, share or value rose
 * @param panes since when it differs most, about
 * @param rows in them
 */
public record FeatureEvidence(
        String feature, double logE, String direction, String value, boolean more, int panes, long rows) {}
