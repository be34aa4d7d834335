package io.driftgate.drift.evidence;

/**
 * How much more a score's mean varies from pane to pane than it would if rows were independent: at least 1. Rows of one client,
 * one batch or one hour resemble each other, so n of them say as much as n / dispersion independent ones. One thread.
 *
 * <p>Between panes by differences of neighbours (J. von Neumann 1941), which a lasting change enters once; within panes by the
 * score's variance. Both fade with a memory of {@value #MEMORY} panes. A factor that independent rows reach by chance counts as 1.
 */
final class Dispersion {
    private static final int MEMORY = 256;
    private static final int FIRST_PANES = 8;

    /** A single difference counts at most this many times what is expected. */
    private static final double MOST = 12;

    private double between;
    private double within;
    private double weight;
    private double previousMean;
    private double previousRows;

    /**
     * Takes a pane.
     *
     * @param sum of the score over the pane's rows
     * @param squares sum of its square
     * @param rows of the pane, at least 1
     */
    void add(double sum, double squares, double rows) {
        double mean = sum / rows;
        if (previousRows > 0 && rows > 1) {
            double spread = (squares / rows - mean * mean) * rows / (rows - 1);
            double expected = spread * (1 / rows + 1 / previousRows);
            double seen = (mean - previousMean) * (mean - previousMean);
            double scale = rows * previousRows / (rows + previousRows);
            double keep = 1 - 1.0 / Math.min(MEMORY, weight + 1);
            if (weight >= FIRST_PANES && within > 0) {
                seen = Math.min(seen, MOST * Math.max(1, between / within) * Math.max(expected, within / scale));
            }
            between = keep * between + (1 - keep) * seen * scale;
            within = keep * within + (1 - keep) * expected * scale;
            weight = Math.min(MEMORY, weight + 1);
        }
        previousMean = mean;
        previousRows = rows;
    }

    /** All that it knows; {@link #restore} takes it. */
    double[] remember() {
        return new double[] {between, within, weight, previousMean, previousRows};
    }

    void restore(double[] remembered) {
        between = remembered[0];
        within = remembered[1];
        weight = remembered[2];
        previousMean = remembered[3];
        previousRows = remembered[4];
    }

    /** The factor that counts are divided by. */
    double factor() {
        if (weight < FIRST_PANES || !(within > 0)) {
            return 1;
        }
        double factor = between / within;
        return factor > 1 + 2 * Math.sqrt(3 / weight) ? factor : 1;
    }
}
