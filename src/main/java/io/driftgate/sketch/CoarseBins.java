package io.driftgate.sketch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bins of one feature in a few groups, as pairs count them. Immutable.
 *
 * <pre>
 * group        0         1 …
 * numeric      missing   up to {@value #NUMERIC} groups of neighbouring bins, of about as many training rows each
 * categorical  missing   1: the rest, values without a bin included; 2 …: up to {@value #VALUES} values, the most frequent first
 * </pre>
 *
 * A bin without training rows is in the group of the next one below it that has some, or above where there is none.
 */
public final class CoarseBins {
    /** Groups of a number's values. */
    static final int NUMERIC = 6;

    /** Categorical values with a group of their own. */
    static final int VALUES = 5;

    /** Of any feature, the missing included. */
    public static final int MAX_GROUPS = 1 + Math.max(NUMERIC, 1 + VALUES);

    /** The group of values that have none of their own, of a categorical feature. */
    public static final int REST = 1;

    private final byte[] groupOf;
    private final int groups;

    /**
     * Takes groups as they were written.
     *
     * @param groupOf by bin of the feature; the first, of missing values, is alone in group 0, and no group is left out
     */
    CoarseBins(int[] groupOf) {
        this.groupOf = new byte[groupOf.length];
        int highest = -1;
        for (int bin = 0; bin < groupOf.length; bin++) {
            if (groupOf[bin] < 0
                    || groupOf[bin] >= MAX_GROUPS
                    || (groupOf[bin] == 0) != (bin == FeatureProfile.MISSING)) {
                throw new IllegalArgumentException("bin " + bin + " can't be in group " + groupOf[bin]);
            }
            this.groupOf[bin] = (byte) groupOf[bin];
            highest = Math.max(highest, groupOf[bin]);
        }
        groups = highest + 1;
        for (int group = 0; group < groups; group++) {
            int each = group;
            if (IntStream.of(groupOf).noneMatch(of -> of == each)) {
                throw new IllegalArgumentException("no bin is in group " + group);
            }
        }
    }

    static CoarseBins of(FeatureProfile profile) {
        return new CoarseBins(profile instanceof NumericProfile numeric ? ofNumeric(numeric) : ofCategorical(profile));
    }

    private static int[] ofNumeric(NumericProfile profile) {
        int[] groupOf = new int[profile.bins()];
        double present = profile.rows() - profile.count(FeatureProfile.MISSING);
        long below = 0;
        int group = 0;
        int quantile = -1;
        for (int bin = NumericProfile.BELOW; bin < groupOf.length; bin++) {
            long count = profile.count(bin);
            if (count > 0) {
                int middle = (int) Math.min(NUMERIC - 1, NUMERIC * (below + count / 2.0) / present);
                group += middle > quantile ? 1 : 0;
                quantile = Math.max(quantile, middle);
                below += count;
            }
            groupOf[bin] = Math.max(1, group);
        }
        return groupOf;
    }

    private static int[] ofCategorical(FeatureProfile profile) {
        int[] groupOf = new int[profile.bins()];
        Arrays.fill(groupOf, REST);
        groupOf[FeatureProfile.MISSING] = 0;
        List<Integer> frequent = IntStream.range(CategoricalProfile.FIRST, profile.bins())
                .filter(bin -> profile.count(bin) > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer bin) -> -profile.count(bin)))
                .limit(VALUES)
                .toList();
        for (int i = 0; i < frequent.size(); i++) {
            groupOf[frequent.get(i)] = REST + 1 + i;
        }
        return groupOf;
    }

    /** Number of groups, that of missing values included. */
    public int groups() {
        return groups;
    }

    /** The group of a bin. */
    public int of(int bin) {
        return groupOf[bin];
    }

    int bins() {
        return groupOf.length;
    }
}
