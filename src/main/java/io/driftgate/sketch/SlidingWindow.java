package io.driftgate.sketch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last panes of one key, and what they add up to. Counts slide by adding the newest pane and subtracting the oldest, which is exact;
 * sums are added up anew, since a difference of rounded numbers would go astray. One thread.
 *
 * <p>A pane leaves when there are more than {@code most}, or when all that came after it hold {@code enoughRows}.
 */
public final class SlidingWindow {
    private final int most;
    private final long enoughRows;
    private final Deque<PaneCounts> panes = new ArrayDeque<>();
    private final WindowCounts window;
    private final double[] sums;

    /**
     * @param most panes that it holds, at least 1
     * @param enoughRows as above; {@code Long.MAX_VALUE} in a window by time
     */
    public SlidingWindow(int most, long enoughRows, int counts, int sums) {
        this.most = most;
        this.enoughRows = enoughRows;
        window = new WindowCounts(counts);
        this.sums = new double[sums];
    }

    /** Takes the newest pane in, and drops those whose time is over. */
    public void push(PaneCounts pane) {
        window.add(pane);
        panes.addLast(pane);
        while (panes.size() > most || window.rows() - panes.getFirst().rows() >= enoughRows) {
            window.subtract(panes.removeFirst());
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 0;
            for (PaneCounts each : panes) {
                sums[i] += each.sum(i);
            }
        }
    }

    /** Whether it holds all that it ever will. */
    public boolean isFull() {
        return panes.size() == most || window.rows() >= enoughRows;
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
