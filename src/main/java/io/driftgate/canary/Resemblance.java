package io.driftgate.canary;

import io.driftgate.canary.CanaryPlan.Series;
import io.driftgate.sketch.PaneCounts;

/**
 * How much more both arms' means vary than they would if requests were independent: at least 1. One thread.
 *
 * <pre>
 * users   the variance of the difference between the arms, by groups of users, over that by requests: one heavy user makes a group of
 *         his own. The design effect of cluster samples (L. Kish 1965), what is beyond chance times {@value #CAUTION}
 * panes   the difference between the arms from pane to pane, over what its variance should be: a pause of one model server
 *         hits all requests of a moment. By differences of neighbours (J. von Neumann 1941), which a lasting change enters once
 * </pre>
 *
 * Both are within arms or of changes, so a canary that is worse throughout does not hide itself. A factor that independent requests reach by
 * chance counts as 1.
 */
final class Resemblance {
    private static final int FIRST_PANES = 8;
    private static final int MEMORY = 256;

    /** Sixteen groups tell a variance only roughly, and a few heavy users more so: by simulation. */
    private static final double CAUTION = 2;

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

    /** The variance of the difference between the arms' means by groups, over that by requests; 1 where chance explains it. */
    private double ofUsers() {
        double byGroups = 0;
        double byRequests = 0;
        double freedom = Double.POSITIVE_INFINITY;
        for (int arm = 0; arm < 2; arm++) {
            double n = total(counts[arm]);
            if (n == 0) {
                return 1;
            }
            double mean = total(sums[arm]) / n;
            double apart = 0;
            int groups = 0;
            for (int group = 0; group < CanaryPlan.GROUPS; group++) {
                if (counts[arm][group] > 0) {
                    double off = sums[arm][group] - counts[arm][group] * mean;
                    apart += off * off;
                    groups++;
                }
            }
            if (groups < 2) {
                return 1;
            }
            byGroups += apart / (n * n) * groups / (groups - 1);
            byRequests += variance(arm) / n;
            freedom = Math.min(freedom, groups - 1);
        }
        if (!(byRequests > 0)) {
            return 1;
        }
        double factor = byGroups / byRequests;
        double byChance = 1 + 2 * Math.sqrt(2 / freedom);
        return factor > byChance ? 1 + CAUTION * (factor - byChance) : 1;
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
