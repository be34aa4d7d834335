package io.driftgate.sketch;

import java.util.List;

/**
 * Bin counts of one pane: of one loop, or merged by addition. Immutable by convention: nobody writes after the cut, and the
 * array never leaves this package.
 */
public final class PaneCounts {
    private final long[] counts;
    private final long rows;
    private final long requests;

    public PaneCounts(long[] counts, long rows, long requests) {
        this.counts = counts;
        this.rows = rows;
        this.requests = requests;
    }

    /** The sum of any number of panes, which must have {@code bins} bins each. */
    public static PaneCounts merge(int bins, List<PaneCounts> panes) {
        WindowCounts sum = new WindowCounts(bins);
        panes.forEach(sum::add);
        return sum.toPane();
    }

    public PaneCounts plus(PaneCounts other) {
        return merge(counts.length, List.of(this, other));
    }

    public long count(int bin) {
        return counts[bin];
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
