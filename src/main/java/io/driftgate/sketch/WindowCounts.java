package io.driftgate.sketch;

/** A running sum of panes: sliding a window is {@code add} of the newest and {@code subtract} of the oldest. One thread. */
public final class WindowCounts {
    private final long[] counts;
    private long rows;
    private long requests;

    public WindowCounts(int bins) {
        counts = new long[bins];
    }

    public void add(PaneCounts pane) {
        pane.addTo(counts, 1);
        rows += pane.rows();
        requests += pane.requests();
    }

    public void subtract(PaneCounts pane) {
        pane.addTo(counts, -1);
        rows -= pane.rows();
        requests -= pane.requests();
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

    /** The sum as it stands, as a pane of its own. */
    public PaneCounts toPane() {
        return new PaneCounts(counts.clone(), rows, requests);
    }
}
