package io.driftgate.drift;

/**
 * What a window holds and when a pane of it ends.
 *
 * <pre>
 * rows = 0   by time:   a pane ends every nanos / panes
 * rows > 0   by count:  a pane ends when rows / panes rows are there, looked at once a second, and after nanos / panes at the latest
 * </pre>
 *
 * So no window holds a row older than {@code nanos} and a pane, and one by count ages out in idle hours as one by time does. What
 * arrives in a second overfills a pane. Panes leave a window by count when those after them hold {@code rows}, however few they
 * are, so the window holds more than {@code rows} by less than its oldest pane, at any rate of traffic.
 *
 * @param nanos length, or by count the age of the oldest row at most
 * @param rows that a window by count is made of, or 0
 */
public record DriftWindow(long nanos, int panes, long rows) {
    public static final int MAX_PANES = 1000;

    static final long SECOND = 1_000_000_000L;
    static final long MIN_PANE_NANOS = SECOND / 10;

    public DriftWindow {
        if (panes < 1 || panes > MAX_PANES || nanos / panes < (rows == 0 ? MIN_PANE_NANOS : SECOND)) {
            throw new IllegalArgumentException("a window of " + nanos + " ns in " + panes + " panes");
        }
        if (rows < 0 || (rows > 0 && rows < panes)) {
            throw new IllegalArgumentException("a window of " + rows + " rows in " + panes + " panes");
        }
    }

    public static DriftWindow ofTime(long nanos, int panes) {
        return new DriftWindow(nanos, panes, 0);
    }

    public boolean isByCount() {
        return rows > 0;
    }

    /** The longest that a pane lasts. */
    public long paneNanos() {
        return nanos / panes;
    }

    /** How long after one look at the rows the next one is due; a pane lasts at least that long. */
    public long lookNanos() {
        return isByCount() ? SECOND : paneNanos();
    }

    /** Rows that the newest panes must hold for an older one to leave before its time; as good as infinite by time. */
    public long enoughRows() {
        return isByCount() ? rows : Long.MAX_VALUE;
    }

    /** Rows that end a pane, rounded up; as good as infinite where time alone does. */
    public long paneRows() {
        return isByCount() ? (rows + panes - 1) / panes : Long.MAX_VALUE;
    }
}
