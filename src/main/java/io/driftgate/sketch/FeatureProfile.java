package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;

/**
 * What the training data says of one feature: bins and how many rows fell into each. Immutable. Bin 0 always holds the rows
 * without a usable value; see the two kinds for the others.
 */
public sealed interface FeatureProfile permits NumericProfile, CategoricalProfile {
    /** The bin of rows without a usable value. */
    int MISSING = 0;

    String name();

    FeatureType type();

    /** Number of bins, {@link #MISSING} included. */
    int bins();

    /** Rows of the training data in a bin. */
    long count(int bin);

    /** Rows of the training data: the sum over all bins. */
    default long rows() {
        long sum = 0;
        for (int bin = 0; bin < bins(); bin++) {
            sum += count(bin);
        }
        return sum;
    }
}
