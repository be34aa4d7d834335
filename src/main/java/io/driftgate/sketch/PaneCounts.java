package io.driftgate.sketch;

import java.util.List;

/**
 * Bin counts of one pane, and sums where a {@link Tally} keeps some: of one loop, or merged by addition. Immutable by convention: nobody
 * writes after the cut, and the arrays never leave this package.
 */
public final class PaneCounts {
    private static final double[] NO_SUMS = {};

    private final long[] counts;
    private final double[] sums;
    private final long rows;
    private final long requests;

    public PaneCounts(long[] counts, long rows, long requests) {
        this(counts, NO_SUMS, rows, requests);
    }

    PaneCounts(long[] counts, double[] sums, long rows, long requests) {
        this.counts = counts;
        this.sums = sums;
        this.rows = rows;
        this.requests = requests;
    }

    /** The sum of any number of panes, which must have {@code bins} bins each. */
    public static PaneCounts merge(int bins, List<PaneCounts> panes) {
        WindowCounts sum = new WindowCounts(bins);
        panes.forEach(sum::add);
        PaneCounts counted = sum.toPane();
        return new PaneCounts(counted.counts, addUp(panes), counted.rows, counted.requests);
    }

    /** A pane without sums is one of nothing, whatever the others have. */
    private static double[] addUp(List<PaneCounts> panes) {
        int length = panes.stream().mapToInt(pane -> pane.sums.length).max().orElse(0);
        double[] all = length == 0 ? NO_SUMS : new double[length];
        for (PaneCounts pane : panes) {
            for (int i = 0; i < pane.sums.length; i++) {
                all[i] += pane.sums[i];
            }
        }
        return all;
    }

    public PaneCounts plus(PaneCounts other) {
        return merge(counts.length, List.of(this, other));
    }

    public long count(int bin) {
        return counts[bin];
    }

    /** A sum of a {@link Tally}; 0 in a pane that holds nothing. */
    public double sum(int place) {
        return place < sums.length ? sums[place] : 0;
    }

    public int bins() {
        return counts.length;
    }

    public long rows() {
        return rows;
    }

    public long requests() {
        return requests;
    }

    /** Adds, or with {@code sign} -1 subtracts, these counts. */
    void addTo(long[] sum, int sign) {
        if (sum.length != counts.length) {
            throw new IllegalArgumentException(
                    "a pane of " + counts.length + " bins doesn't fit a window of " + sum.length);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * counts[i];
        }
    }
}
