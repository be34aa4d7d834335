package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;
import java.util.Arrays;

/**
 * A numeric feature in bins on the quantiles of the training data. Immutable.
 *
 * <pre>
 * bin       0         1            2                     3                      k+1                     k+2
 * values    missing   x < lowest   [lowest, upper 0]     (upper 0, upper 1] …   (upper k-2, upper k-1]  x > upper k-1
 * training  counted   0            counted               counted                counted                 0
 * </pre>
 *
 * The bins from 1 on rise by value. A value that makes up a bin's worth of the rows by itself (an atom) has a bin of its own, and
 * zero always has, {@link #zeroBin}, be it in the training data or not: so the zero share of traffic is always known exactly. Where
 * zero lies outside the training data's range, its bin and the gap between the two are bins without training rows:
 *
 * <pre>
 * min > 0      missing   x < 0   0   (0, min)   [min, …] …   x > max
 * max < 0      missing   x < min   [min, …] …   (max, 0)   0   x > 0
 * no values    missing   x < 0   0   x > 0
 * </pre>
 *
 * {@link #isBelow} and {@link #isAbove} tell which bins lie outside the range of the training data.
 */
public final class NumericProfile implements FeatureProfile {
    /** The first bin by value; the training data has nothing in it. */
    public static final int BELOW = 1;

    /** The second bin by value, the first of {@link #inRange()}. */
    public static final int FIRST = 2;

    private final String name;
    private final FeatureType type;
    private final long missing;
    private final NumericSummary summary;
    private final double[] uppers;
    private final long[] counts;
    private final int zero;

    /**
     * Makes a profile.
     *
     * @param uppers largest value of each bin, finite and rising, as {@link #withZero} makes them
     * @param counts rows of each bin
     */
    public NumericProfile(
            String name, FeatureType type, long missing, NumericSummary summary, double[] uppers, long[] counts) {
        if (!type.isNumeric() || uppers.length != counts.length || missing < 0) {
            throw new IllegalArgumentException(name + ": not a numeric profile");
        }
        this.name = name;
        this.type = type;
        this.missing = missing;
        this.summary = summary;
        this.uppers = uppers.clone();
        this.counts = counts.clone();
        int zeroAt = -1;
        for (int i = 0; i < uppers.length; i++) {
            boolean rising = i == 0 ? uppers[0] >= lowest() : uppers[i] > uppers[i - 1];
            if (!rising || !Double.isFinite(uppers[i]) || counts[i] < 0) {
                throw new IllegalArgumentException(name + ": bins must rise and counts can't be negative");
            }
            boolean outside = isBelow(FIRST + i) || isAbove(FIRST + i);
            if (outside && counts[i] > 0) {
                throw new IllegalArgumentException(name + ": a bin outside min and max has rows");
            }
            boolean startsAtZero = i == 0 ? lowest() == 0 : uppers[i - 1] == -Double.MIN_VALUE;
            zeroAt = startsAtZero && uppers[i] == 0 ? i : zeroAt;
        }
        if (zeroAt < 0) {
            throw new IllegalArgumentException(name + ": zero has no bin of its own");
        }
        zero = FIRST + zeroAt;
        if (summary.hasValues() && (uppers[uppers.length - 1] != Math.max(0, summary.max()) || !reachesMin())) {
            throw new IllegalArgumentException(name + ": the bins don't end at min and max");
        }
    }

    private boolean reachesMin() {
        double min = summary.min();
        for (int i = 0; i < uppers.length; i++) {
            if (lower(i) == min || Math.nextUp(lower(i)) == min) {
                return true;
            }
        }
        return false;
    }

    /**
     * Edges with the bins of zero and of the gap between zero and the training data.
     *
     * @param uppers largest value of each bin between min and max, rising, the last is max; empty when there are no values
     * @return the edges that the constructor takes
     */
    static double[] withZero(NumericSummary summary, double[] uppers) {
        double[] result = new double[uppers.length + 2];
        int size = 0;
        if (!summary.hasValues() || summary.min() > 0) {
            result[size++] = 0;
            if (summary.hasValues() && Math.nextDown(summary.min()) > 0) {
                result[size++] = Math.nextDown(summary.min());
            }
        }
        boolean done = size > 0;
        for (double upper : uppers) {
            if (!done && upper >= 0) {
                size = addZero(result, size, summary.min());
                done = true;
            }
            if (size == 0 || upper > result[size - 1]) {
                result[size++] = upper;
            }
        }
        if (!done) {
            size = addZero(result, size, summary.min());
        }
        return Arrays.copyOf(result, size);
    }

    private static int addZero(double[] result, int from, double min) {
        int size = from;
        if (min < 0 && (size == 0 || result[size - 1] < -Double.MIN_VALUE)) {
            result[size++] = -Double.MIN_VALUE;
        }
        result[size++] = 0;
        return size;
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

    /** Mean, standard deviation and the like of the training data. */
    public NumericSummary summary() {
        return summary;
    }

    /** The bin that holds 0 and nothing else. */
    public int zeroBin() {
        return zero;
    }

    /** The most frequent bin of the training data, the first of several; {@link #MISSING} when it has no values. */
    public int modeBin() {
        int mode = MISSING;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > (mode == MISSING ? 0 : counts[mode - FIRST])) {
                mode = FIRST + i;
            }
        }
        return mode;
    }

    /** Whether every value of a bin is below the smallest of the training data. */
    public boolean isBelow(int bin) {
        return summary.hasValues()
                && (bin == BELOW || (bin >= FIRST && bin < bins() - 1 && uppers[bin - FIRST] < summary.min()));
    }

    /** Whether every value of a bin is above the largest of the training data, which every value is where there are none. */
    public boolean isAbove(int bin) {
        return bin >= BELOW
                && (!summary.hasValues()
                        || bin == bins() - 1
                        || (bin > FIRST && uppers[bin - FIRST - 1] >= summary.max()));
    }

    /** Bins between {@link #BELOW} and the last. */
    public int inRange() {
        return uppers.length;
    }

    /** Smallest value of the training data; NaN when there is none. */
    public double min() {
        return summary.min();
    }

    /** Largest value of the training data; NaN when there is none. */
    public double max() {
        return summary.max();
    }

    /** Smallest value that is not in the bin {@link #BELOW}: the smaller of 0 and {@link #min}. */
    public double lowest() {
        return summary.hasValues() ? Math.min(0, summary.min()) : 0;
    }

    /** What in-range bin {@code i} starts at: exclusive, except that the first holds {@link #lowest}, which it starts at. */
    public double lower(int i) {
        return i == 0 ? lowest() : uppers[i - 1];
    }

    /** Largest value of in-range bin {@code i}. */
    public double upper(int i) {
        return uppers[i];
    }

    public long inRangeCount(int i) {
        return counts[i];
    }

    /** Whether in-range bin {@code i} holds a single value: of an int, a single whole one. */
    public boolean isSingle(int i) {
        if (i == 0) {
            return lowest() == uppers[0];
        }
        return type == FeatureType.INT
                ? Math.floor(uppers[i]) <= Math.floor(uppers[i - 1]) + 1
                : uppers[i] <= Math.nextUp(uppers[i - 1]);
    }

    /**
     * How much a Kolmogorov distance that is taken at the bins' edges can be too small by: the largest share of the training
     * rows within one bin that holds more than one value. Between two edges both distribution functions rise, so at any x in
     * bin i, F(x) - G(x) &lt;= F(upper) - G(lower) = F(lower) - G(lower) + f_i, and likewise the other way round.
     */
    public double kolmogorovError() {
        long largest = 0;
        for (int i = 0; i < uppers.length; i++) {
            if (!isSingle(i)) {
                largest = Math.max(largest, counts[i]);
            }
        }
        return largest == 0 ? 0 : (double) largest / rows();
    }
}
