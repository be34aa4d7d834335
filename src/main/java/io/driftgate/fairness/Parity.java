package io.driftgate.fairness;

import java.util.function.IntToLongFunction;

/**
 * Demographic parity over groups, as Fairlearn defines it (Bird et al., Fairlearn: A toolkit for assessing and improving fairness in AI,
 * 2020; {@code demographic_parity_difference} and {@code demographic_parity_ratio} between groups):
 *
 * <pre>
 * selection rate of a group = rows with the favourable prediction / rows
 * difference = largest rate - smallest rate        0 is parity
 * ratio      = smallest rate / largest rate        1 is parity
 * </pre>
 *
 * Groups with fewer than a least number of rows are left out, an empty one always: its rate would be 0 / 0, or chance. Where no group has a
 * favourable prediction all rates are the same, so the difference is 0 and the ratio 1.
 *
 * @param difference NaN when fewer than two groups are left
 * @param ratio likewise
 * @param groups that are left
 * @param rows of them
 */
public record Parity(double difference, double ratio, int groups, long rows) {
    /**
     * Computes.
     *
     * @param rows of a group
     * @param favourable of these, with the favourable prediction
     * @param minRows that a group must have, at least 1
     */
    public static Parity of(int groups, IntToLongFunction rows, IntToLongFunction favourable, long minRows) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int left = 0;
        long all = 0;
        for (int group = 0; group < groups; group++) {
            long size = rows.applyAsLong(group);
            if (size >= Math.max(1, minRows)) {
                double rate = (double) favourable.applyAsLong(group) / size;
                least = Math.min(least, rate);
                most = Math.max(most, rate);
                left++;
                all += size;
            }
        }
        if (left < 2) {
            return new Parity(Double.NaN, Double.NaN, left, all);
        }
        return new Parity(most - least, most == 0 ? 1 : least / most, left, all);
    }
}
