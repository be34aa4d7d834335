package io.driftgate.drift.evidence;

import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One way in which a feature's distribution may differ from the baseline's: a score by bin, along which alternatives are tilts
 * {@code exp(theta score)}. Immutable.
 *
 * <pre>
 * smooth   the k-th cosine in the mid-distribution function of the values present, orthonormal under the baseline: k = 1 sees
 *          a shift, 2 a change of spread, 3 and 4 finer ones. Missing values score 0.
 * set      1 for the bins of a set, 0 for others: missing, zero, outside the training range, one value, values never seen
 * </pre>
 *
 * <p>Source of the smooth ones: J. Neyman, "Smooth" test for goodness of fit (1937), with cosines as in Cramér and von Mises'
 * statistic, whose first components they are.
 */
final class Direction {
    private static final int SMOOTH = 4;
    private static final int FREQUENT = 10;

    /** Weight of the smooth directions together, where there are both. */
    private static final double SMOOTH_SHARE = 0.6;

    private final String label;
    private final String value;
    private final double[] score;
    private final boolean set;
    private final double weight;

    private Direction(String label, String value, double[] score, boolean set, double weight) {
        this.label = label;
        this.value = value;
        this.score = score;
        this.set = set;
        this.weight = weight;
    }

    /** For reports: shift, spread, shape, missing, zero, outside, unseen, value, rare values; of pairs association, together, shape, new combination. */
    String label() {
        return label;
    }

    /** Of a set of one categorical value that value, of a pair the values it is about, else empty. */
    String value() {
        return value;
    }

    /** By bin; read only. */
    double[] score() {
        return score;
    }

    boolean set() {
        return set;
    }

    /** The share of the feature's evidence that it may spend; all together 1. */
    double weight() {
        return weight;
    }

    /** All directions of a feature; one without two different values in training has sets only. */
    static List<Direction> of(FeatureProfile profile) {
        return profile instanceof NumericProfile numeric
                ? ofNumeric(numeric)
                : ofCategorical((CategoricalProfile) profile);
    }

    /** One of two features together; see {@link PairDirections}. */
    static Direction ofPair(String label, String value, double[] score, boolean set, double weight) {
        return new Direction(label, value, score, set, weight);
    }

    private static List<Direction> ofNumeric(NumericProfile profile) {
        List<double[]> smooth = cosines(profile);
        List<Direction> sets = new ArrayList<>();
        sets.add(set("missing", "", profile.bins(), FeatureProfile.MISSING));
        sets.add(set("zero", "", profile.bins(), profile.zeroBin()));
        int[] outside = IntStream.range(NumericProfile.BELOW, profile.bins())
                .filter(bin -> bin != profile.zeroBin() && (profile.isBelow(bin) || profile.isAbove(bin)))
                .toArray();
        sets.add(set("outside", "", profile.bins(), outside));
        return weighted(smooth, sets);
    }

    private static List<Direction> ofCategorical(CategoricalProfile profile) {
        List<Direction> sets = new ArrayList<>();
        sets.add(set("missing", "", profile.bins(), FeatureProfile.MISSING));
        sets.add(set("unseen", "", profile.bins(), CategoricalProfile.OTHER));
        List<Integer> byCount = IntStream.range(CategoricalProfile.FIRST, profile.bins())
                .boxed()
                .sorted(Comparator.comparingLong((Integer bin) -> -profile.count(bin)))
                .toList();
        // Of two values, one's share says all; its complement is the other's.
        int from = byCount.size() == 2 ? 1 : 0;
        for (int bin : byCount.subList(from, Math.min(byCount.size(), FREQUENT))) {
            sets.add(set("value", profile.values().get(bin - CategoricalProfile.FIRST), profile.bins(), bin));
        }
        if (byCount.size() > FREQUENT) {
            int[] rest = byCount.subList(FREQUENT, byCount.size()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            sets.add(set("rare values", "", profile.bins(), rest));
        }
        return weighted(List.of(), sets);
    }

    private static Direction set(String label, String value, int bins, int... members) {
        double[] score = new double[bins];
        for (int bin : members) {
            score[bin] = 1;
        }
        return new Direction(label, value, score, true, 0);
    }

    private static List<Direction> weighted(List<double[]> smooth, List<Direction> sets) {
        List<Direction> all = new ArrayList<>();
        double share = smooth.isEmpty() ? 0 : SMOOTH_SHARE;
        // A half, a quarter, …: most real changes are shifts.
        double total = 0;
        for (int k = 0; k < smooth.size(); k++) {
            total += Math.pow(0.5, k);
        }
        for (int k = 0; k < smooth.size(); k++) {
            String label = k == 0 ? "shift" : k == 1 ? "spread" : "shape";
            all.add(new Direction(label, "", smooth.get(k), false, share * Math.pow(0.5, k) / total));
        }
        for (Direction set : sets) {
            all.add(new Direction(set.label, set.value, set.score, true, (1 - share) / sets.size()));
        }
        return all;
    }

    /** Cosines made orthonormal to 1 and to each other under the shares of the values present. */
    private static List<double[]> cosines(NumericProfile profile) {
        int bins = profile.bins();
        double present = profile.rows() - profile.count(FeatureProfile.MISSING);
        List<double[]> found = new ArrayList<>();
        if (present == 0) {
            return found;
        }
        double[] position = new double[bins];
        double below = 0;
        for (int bin = NumericProfile.BELOW; bin < bins; bin++) {
            double share = profile.count(bin) / present;
            position[bin] = below + share / 2;
            below += share;
        }
        double[] ones = new double[bins];
        Arrays.fill(ones, NumericProfile.BELOW, bins, 1);
        long filled = IntStream.range(0, profile.inRange())
                .filter(i -> profile.inRangeCount(i) > 0)
                .count();
        for (int k = 1; k <= SMOOTH && found.size() < filled - 1; k++) {
            double[] score = new double[bins];
            for (int bin = NumericProfile.BELOW; bin < bins; bin++) {
                score[bin] = (k == 2 ? 1 : -1) * Math.cos(k * Math.PI * Math.min(1, position[bin]));
            }
            project(profile, score, ones, present);
            for (double[] earlier : found) {
                project(profile, score, earlier, present);
            }
            double norm = Math.sqrt(inner(profile, score, score, present));
            if (norm > 1e-3) {
                for (int bin = 0; bin < bins; bin++) {
                    score[bin] /= norm;
                }
                found.add(score);
            }
        }
        return found;
    }

    private static void project(NumericProfile profile, double[] score, double[] unit, double present) {
        double along = inner(profile, score, unit, present);
        for (int bin = NumericProfile.BELOW; bin < score.length; bin++) {
            score[bin] -= along * unit[bin];
        }
    }

    private static double inner(NumericProfile profile, double[] a, double[] b, double present) {
        double sum = 0;
        for (int bin = NumericProfile.BELOW; bin < a.length; bin++) {
            sum += profile.count(bin) / present * a[bin] * b[bin];
        }
        return sum;
    }
}
