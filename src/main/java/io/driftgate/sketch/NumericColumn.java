package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * Learns a numeric column. The bins' edges are quantiles of a sample: of all values while they fit in it, else of a uniform
 * one (algorithm R; Vitter, Random Sampling with a Reservoir, 1985), so memory is bounded by the sample. Smallest and largest
 * value are exact, and so are all counts.
 */
final class NumericColumn implements ColumnProfiler {
    private static final int FIRST_CAPACITY = 1024;

    private final Feature feature;
    private final int bins;
    private final int sampleSize;
    private final Random random;
    private double[] sample = new double[FIRST_CAPACITY];
    private long present;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long missing;
    private final Set<Double> distinct = new HashSet<>();
    private double[] uppers = {};
    private long[] counts = {};
    private Optional<Moments> moments = Optional.empty();

    NumericColumn(Feature feature, int bins, int sampleSize, long seed) {
        this.feature = feature;
        this.bins = bins;
        this.sampleSize = sampleSize;
        this.random = new Random(seed);
    }

    @Override
    public void learn(FeatureRow row, int slot) {
        if (row.isNumber(slot)) {
            learn(row.number(slot));
        }
    }

    /** Takes a finite value in the first pass; never -0.0. */
    void learn(double value) {
        keep(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    private void keep(double value) {
        if (present < sampleSize) {
            if (present == sample.length) {
                sample = Arrays.copyOf(sample, Math.min(sampleSize, sample.length * 2));
            }
            sample[(int) present] = value;
        } else {
            long at = random.nextLong(present + 1);
            if (at < sampleSize) {
                sample[(int) at] = value;
            }
        }
        present++;
        if (distinct.size() <= NumericSummary.MAX_DISTINCT) {
            distinct.add(value);
        }
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void count(FeatureRow row, int slot, char[] codes, int at) {
        codes[at] = row.isNumber(slot) ? count(row.number(slot)) : countMissing();
    }

    @Override
    public int bin(int profile, char code) {
        return code;
    }

    char countMissing() {
        missing++;
        return FeatureProfile.MISSING;
    }

    /** Takes in the second pass what the first has learnt, and says which bin it is in. */
    char count(double value) {
        if (moments.isEmpty() && present > 0) {
            uppers = NumericProfile.withZero(new NumericSummary(min, max, min, 0, OptionalInt.empty()), edges());
            counts = new long[uppers.length];
            moments = Optional.of(new Moments(min, max, guessedMean()));
            sample = new double[0];
        }
        if (moments.isEmpty()) { // only where the file changed since the first pass
            return countMissing();
        }
        moments.get().add(value);
        int at = Arrays.binarySearch(uppers, value);
        // Only a file that changed since the first pass has values above the last edge; the builder refuses it
        // afterwards.
        int bin = Math.min(at < 0 ? -at - 1 : at, counts.length - 1);
        counts[bin]++;
        return (char) (NumericProfile.FIRST + bin);
    }

    @Override
    public List<FeatureProfile> profiles() {
        if (moments.isEmpty()) {
            double[] none = NumericProfile.withZero(NumericSummary.NONE, new double[0]);
            return List.of(new NumericProfile(
                    feature.name(), feature.type(), missing, NumericSummary.NONE, none, new long[none.length]));
        }
        NumericSummary summary = new NumericSummary(
                min,
                max,
                moments.get().mean(),
                moments.get().standardDeviation(),
                distinct.size() > NumericSummary.MAX_DISTINCT ? OptionalInt.empty() : OptionalInt.of(distinct.size()));
        return List.of(new NumericProfile(feature.name(), feature.type(), missing, summary, uppers, counts));
    }

    /** Mean of the sample, which can't overflow: every value is divided first. */
    private double guessedMean() {
        int size = (int) Math.min(present, sampleSize);
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += sample[i] / size;
        }
        return Math.max(min, Math.min(max, mean));
    }

    /**
     * The largest value of each bin. Few distinct values get a bin each. Otherwise a bin ends where it has its share of the
     * rows; a value with such a share by itself gets a bin that starts just below it.
     */
    private double[] edges() {
        double[] sorted = Arrays.copyOf(sample, (int) Math.min(present, sampleSize));
        Arrays.sort(sorted);
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        if (distinct.length <= bins) {
            return endingAtMax(distinct, distinct.length);
        }
        double share = (double) sorted.length / bins;
        double[] found = new double[3 * bins + 2];
        int edges = 0;
        int held = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = from;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            double value = sorted[from];
            boolean atom = to - from >= share;
            if (atom && from > 0) {
                double below = feature.type() == FeatureType.INT ? value - 1 : Math.nextDown(value);
                if (edges == 0 || below > found[edges - 1]) {
                    found[edges++] = below;
                }
                held = 0;
            }
            held += to - from;
            if (held >= share) {
                found[edges++] = value;
                held = 0;
            }
            from = to;
        }
        return endingAtMax(found, edges);
    }

    /** The sample may lack the largest value; the last bin reaches it. */
    private double[] endingAtMax(double[] found, int edges) {
        int below = 0;
        while (below < edges && found[below] < max) {
            below++;
        }
        double[] result = Arrays.copyOf(found, below + 1);
        result[below] = max;
        return result;
    }
}
