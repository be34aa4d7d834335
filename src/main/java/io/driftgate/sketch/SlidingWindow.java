package io.driftgate.sketch;

/**
 * The last panes of one key, and what they add up to. Counts slide by adding the newest pane and subtracting the oldest, which is exact;
 * sums are added up anew, since a difference of rounded numbers would go astray. One thread.
 */
public final class SlidingWindow {
    private final PaneCounts[] ring;
    private final WindowCounts window;
    private final double[] sums;
    private int next;
    private long pushed;

    /** @param panes in a full window */
    public SlidingWindow(int panes, int counts, int sums) {
        ring = new PaneCounts[panes];
        window = new WindowCounts(counts);
        this.sums = new double[sums];
    }

    /** Takes the newest pane in and drops the oldest. */
    public void push(PaneCounts pane) {
        window.add(pane);
        if (ring[next] != null) {
            window.subtract(ring[next]);
        }
        ring[next] = pane;
        next = (next + 1) % ring.length;
        pushed++;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 0;
            for (PaneCounts each : ring) {
                sums[i] += each == null ? 0 : each.sum(i);
            }
        }
    }

    /** Whether it reaches back over all its panes. */
    public boolean isFull() {
        return pushed >= ring.length;
    }

    public long count(int place) {
        return window.count(place);
    }

    public double sum(int place) {
        return sums[place];
    }

    public long rows() {
        return window.rows();
    }

    public long requests() {
        return window.requests();
    }
}
