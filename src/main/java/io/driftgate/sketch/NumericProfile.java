package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;

/**
 * A numeric feature in bins on the quantiles of the training data. Immutable.
 *
 * <pre>
 * bin       0         1        2                3                      k+1                     k+2
 * values    missing   x < min  [min, upper 0]   (upper 0, upper 1] …   (upper k-2, upper k-1]  x > upper k-1
 * training  counted   0        counted          counted                counted                 0
 * </pre>
 *
 * A value that makes up a bin's worth of the rows by itself (an atom, such as zero) has a bin of its own. A feature that is
 * missing in every row has k = 0, and every value counts as above.
 */
public final class NumericProfile implements FeatureProfile {
    /** The bin of values below the smallest of the training data. */
    public static final int BELOW = 1;

    /** The bin of the smallest values of the training data. */
    public static final int FIRST = 2;

    private final String name;
    private final FeatureType type;
    private final long missing;
    private final double min;
    private final double[] uppers;
    private final long[] counts;

    /**
     * Makes a profile.
     *
     * @param min smallest value; ignored when there are no bins
     * @param uppers largest value of each bin, finite and rising
     * @param counts rows of each bin
     */
    public NumericProfile(String name, FeatureType type, long missing, double min, double[] uppers, long[] counts) {
        if (!type.isNumeric() || uppers.length != counts.length || missing < 0) {
            throw new IllegalArgumentException(name + ": not a numeric profile");
        }
        double lower = uppers.length == 0 ? 0 : min;
        for (int i = 0; i < uppers.length; i++) {
            boolean rising = i == 0 ? uppers[i] >= lower : uppers[i] > lower;
            if (!rising || !Double.isFinite(lower) || !Double.isFinite(uppers[i]) || counts[i] < 0) {
                throw new IllegalArgumentException(name + ": bins must rise and counts can't be negative");
            }
            lower = uppers[i];
        }
        this.name = name;
        this.type = type;
        this.missing = missing;
        this.min = min;
        this.uppers = uppers.clone();
        this.counts = counts.clone();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FeatureType type() {
        return type;
    }

    @Override
    public int bins() {
        return uppers.length + 3;
    }

    @Override
    public long count(int bin) {
        if (bin == MISSING) {
            return missing;
        }
        return bin == BELOW || bin == bins() - 1 ? 0 : counts[bin - FIRST];
    }

    /** Bins between the smallest and the largest value of the training data. */
    public int inRange() {
        return uppers.length;
    }

    /** Smallest value of the training data; meaningless when {@link #inRange()} is 0. */
    public double min() {
        return min;
    }

    /** Largest value of in-range bin {@code i}. */
    public double upper(int i) {
        return uppers[i];
    }

    public long inRangeCount(int i) {
        return counts[i];
    }

    /**
     * How much a Kolmogorov distance that is taken at the bins' edges can be too small by: the largest share of the training
     * rows within one bin that holds more than one value. Between two edges both distribution functions rise, so at any x in
     * bin i, F(x) - G(x) &lt;= F(upper) - G(lower) = F(lower) - G(lower) + f_i, and likewise the other way round.
     */
    public double kolmogorovError() {
        long largest = 0;
        double lower = Math.nextDown(min);
        for (int i = 0; i < uppers.length; i++) {
            boolean single =
                    type == FeatureType.INT ? uppers[i] <= Math.floor(lower) + 1 : uppers[i] <= Math.nextUp(lower);
            if (!single) {
                largest = Math.max(largest, counts[i]);
            }
            lower = uppers[i];
        }
        return largest == 0 ? 0 : (double) largest / rows();
    }
}
