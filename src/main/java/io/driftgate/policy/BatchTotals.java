package io.driftgate.policy;

import java.util.Arrays;

/** What whole-batch rules add up over the rows of one request, by their place in the policy. Mutable, reused; one event loop. */
final class BatchTotals {
    private int[] rows = {};
    private int[] missing = {};
    private int[] numbers = {};
    private double[] sums = {};
    private double[] lost = {};

    /** Makes room for, and forgets, {@code conditions} of them. */
    void reset(int conditions) {
        if (rows.length < conditions) {
            rows = new int[conditions];
            missing = new int[conditions];
            numbers = new int[conditions];
            sums = new double[conditions];
            lost = new double[conditions];
            return;
        }
        Arrays.fill(rows, 0, conditions, 0);
        Arrays.fill(missing, 0, conditions, 0);
        Arrays.fill(numbers, 0, conditions, 0);
        Arrays.fill(sums, 0, conditions, 0);
        Arrays.fill(lost, 0, conditions, 0);
    }

    void addRow(int at) {
        rows[at]++;
    }

    void addMissing(int at) {
        missing[at]++;
    }

    /** Neumaier's sum: ten times 0.1 has the mean 0.1, and not a little less than a bound of 0.1. */
    void addNumber(int at, double value) {
        double sum = sums[at] + value;
        lost[at] += Math.abs(sums[at]) >= Math.abs(value) ? sums[at] - sum + value : value - sum + sums[at];
        sums[at] = sum;
        numbers[at]++;
    }

    int rows(int at) {
        return rows[at];
    }

    int missing(int at) {
        return missing[at];
    }

    int numbers(int at) {
        return numbers[at];
    }

    /** Not a number where the sum left the range of doubles: no bound holds for it. */
    double mean(int at) {
        return (sums[at] + lost[at]) / numbers[at];
    }
}
