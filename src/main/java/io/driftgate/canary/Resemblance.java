package io.driftgate.canary;

import io.driftgate.canary.CanaryPlan.Series;
import io.driftgate.sketch.PaneCounts;

/**
 * How much more both arms' means vary than they would if requests were independent: at least 1. One thread.
 *
 * <pre>
 * users   the variance of the difference between the arms, by users, over that by requests: the design effect of cluster samples
 *         (L. Kish 1965). Users are told apart by {@value CanaryPlan#GROUPS} groups of their hash. The larger of two: from how the
 *         groups of each arm differ, each against the others, or one that has most of an arm's requests would hide in the mean
 *         that it makes (the jackknife, J. W. Tukey 1958); and from how those of stable differ, were the canary's as different
 * panes   the difference between the arms from pane to pane, over what its variance should be: a pause of one model server
 *         hits all requests of a moment. By differences of neighbours (J. von Neumann 1941), which a lasting change enters once
 * </pre>
 *
 * Both are within arms or of changes, so a canary that is worse throughout does not hide itself. A factor that independent requests reach by
 * chance counts as 1; it is infinite while there are too few users to tell.
 */
final class Resemblance {
    private static final int FIRST_PANES = 8;
    private static final int MEMORY = 256;

    /** A single difference counts at most this many times what is expected. */
    private static final double MOST = 12;

    private final Series series;
    private final double[][] counts = new double[2][CanaryPlan.GROUPS];
    private final double[][] sums = new double[2][CanaryPlan.GROUPS];
    private final double[] squares = new double[2];
    private double previous;
    private double previousExpected;
    private double between = 1;
    private double panes;

    Resemblance(Series series) {
        this.series = series;
    }

    void add(PaneCounts stable, PaneCounts canary) {
        add(0, stable);
        add(1, canary);
        double stableCount = CanaryPlan.count(stable, series);
        double canaryCount = CanaryPlan.count(canary, series);
        if (stableCount == 0 || canaryCount == 0) {
            return;
        }
        double difference = CanaryPlan.sum(canary, series) / canaryCount - CanaryPlan.sum(stable, series) / stableCount;
        double expected = variance(0) / stableCount + variance(1) / canaryCount;
        if (!(expected > 0)) {
            return;
        }
        if (previousExpected > 0) {
            double apart = difference - previous;
            double seen = apart * apart / (expected + previousExpected);
            panes = Math.min(MEMORY, panes + 1);
            double bounded = panes > FIRST_PANES ? Math.min(seen, MOST * Math.max(1, between)) : seen;
            between = panes == 1 ? bounded : between + (bounded - between) / panes;
        }
        previous = difference;
        previousExpected = expected;
    }

    private void add(int arm, PaneCounts pane) {
        for (int group = 0; group < CanaryPlan.GROUPS; group++) {
            counts[arm][group] += CanaryPlan.count(pane, series, group);
            sums[arm][group] += CanaryPlan.sum(pane, series, group);
        }
        squares[arm] += CanaryPlan.squares(pane, series);
    }

    /** Within an arm; 0 before the second request. */
    private double variance(int arm) {
        double n = total(counts[arm]);
        double all = total(sums[arm]);
        return n < 2 ? 0 : Math.max(0, squares[arm] - all * all / n) / (n - 1);
    }

    private static double total(double[] of) {
        double sum = 0;
        for (double each : of) {
            sum += each;
        }
        return sum;
    }

    /**
     * The variance of the difference between the arms' means by groups, over that by requests; 1 where chance explains it, infinite where too
     * few users are there to tell.
     */
    private double ofUsers() {
        double users = users();
        if (users == 0) {
            return 1;
        }
        if (users < CanaryReport.MIN_USERS) {
            return Double.POSITIVE_INFINITY;
        }
        double byRequests = variance(0) / total(counts[0]) + variance(1) / total(counts[1]);
        if (!(byRequests > 0)) {
            return 1;
        }
        double stable = byGroups(0);
        return Math.max(
                beyondChance((stable + byGroups(1)) / byRequests, users - 1),
                beyondChance((stable + asStable()) / byRequests, effective(0) - 1));
    }

    private static double beyondChance(double factor, double freedom) {
        double byChance = 1 + 2 * Math.sqrt(2 / freedom);
        return factor > byChance ? factor : 1;
    }

    /** How many equally heavy users would be as many as those of the arm that has fewer; at most the number of groups. */
    double users() {
        return Math.min(effective(0), effective(1));
    }

    /** How many groups of equal size would say as much. */
    private double effective(int arm) {
        double n = total(counts[arm]);
        double squaresOfCounts = 0;
        for (double count : counts[arm]) {
            squaresOfCounts += count * count;
        }
        return n == 0 ? 0 : n * n / squaresOfCounts;
    }

    /** Variance of an arm's mean from how its groups differ, each compared with the others (jackknife). */
    private double byGroups(int arm) {
        double n = total(counts[arm]);
        double mean = total(sums[arm]) / n;
        double apart = 0;
        int groups = 0;
        for (int group = 0; group < CanaryPlan.GROUPS; group++) {
            double count = counts[arm][group];
            if (count > 0) {
                double off = (sums[arm][group] - count * mean) / Math.max(1e-9, n - count);
                apart += off * off;
                groups++;
            }
        }
        return groups < 2 ? Double.POSITIVE_INFINITY : apart * (groups - 1) / groups;
    }

    /**
     * Variance of the canary's mean if its groups differ as the stable version's do, by the analysis of variance. Requests are taken to vary
     * within a group as they do in all, not less: or one odd value, in a group of its own, would pass for a group that is odd.
     */
    private double asStable() {
        double n = total(counts[0]);
        double mean = total(sums[0]) / n;
        double between = 0;
        double squaresOfCounts = 0;
        int groups = 0;
        for (int group = 0; group < CanaryPlan.GROUPS; group++) {
            double count = counts[0][group];
            if (count > 0) {
                double off = sums[0][group] / count - mean;
                between += count * off * off;
                squaresOfCounts += count * count;
                groups++;
            }
        }
        double within = variance(0);
        double perGroup = Math.max(0, between - (groups - 1) * within) / Math.max(1, n - squaresOfCounts / n);
        return perGroup / effective(1) + variance(1) / total(counts[1]);
    }

    private double ofPanes() {
        return panes >= FIRST_PANES && between > 1 + 2 * Math.sqrt(3 / panes) ? between : 1;
    }

    /** What the logarithm of an e-value is divided by. */
    double factor() {
        return Math.max(ofUsers(), ofPanes());
    }

    /** An e-value of dependent requests: less than without that, where it says something. Never more, so what bounds the one bounds the other. */
    double tempered(double value) {
        return value <= 1 ? value : Math.pow(value, 1 / factor());
    }
}
