package io.driftgate.sketch;

import java.util.OptionalInt;

/**
 * What the values of a numeric column are like, rows without one left out.
 *
 * @param min smallest value; NaN, as are the next three, when there are no values
 * @param max largest value
 * @param mean of all values
 * @param standardDeviation of all values about their mean, with the number of values as divisor
 * @param distinct number of different values; empty when it is larger than {@value #MAX_DISTINCT}
 */
public record NumericSummary(double min, double max, double mean, double standardDeviation, OptionalInt distinct) {
    /** Up to here, different values are counted. */
    public static final int MAX_DISTINCT = 1024;

    /** A column without values. */
    public static final NumericSummary NONE =
            new NumericSummary(Double.NaN, Double.NaN, Double.NaN, Double.NaN, OptionalInt.of(0));

    public NumericSummary {
        if (Double.isNaN(min)) {
            if (!Double.isNaN(max) || !Double.isNaN(mean) || !Double.isNaN(standardDeviation)) {
                throw new IllegalArgumentException("without min there are no values");
            }
        } else if (!(Double.isFinite(min) && min <= max && Double.isFinite(max))
                || !(min <= mean && mean <= max)
                || !(standardDeviation >= 0 && Double.isFinite(standardDeviation))) {
            throw new IllegalArgumentException("min, mean and max must rise, sd must not be negative");
        }
    }

    public boolean hasValues() {
        return !Double.isNaN(min);
    }
}
