package io.driftgate.sketch;

/**
 * Counts and sums of one event loop since the last cut, beside its sketches: what a plan puts where, only the plan knows. Owned by that
 * event loop: only it writes and cuts.
 */
public final class Tally {
    private long[] counts;
    private double[] sums;
    private long rows;
    private long requests;

    public Tally(TallyPlan plan) {
        counts = new long[plan.counts()];
        sums = new double[plan.sums()];
    }

    public void count(int place) {
        counts[place]++;
    }

    public void add(int place, double value) {
        sums[place] += value;
    }

    /** Counts a row, after its values. */
    public void endRow() {
        rows++;
    }

    /** Counts a request, after its rows. */
    public void endRequest() {
        requests++;
    }

    /** Hands over what was counted and starts from zero. What it allocates is per pane: the arrays that were handed over stay the reader's. */
    public PaneCounts cut() {
        PaneCounts pane = new PaneCounts(counts, sums, rows, requests);
        counts = new long[counts.length];
        sums = new double[sums.length];
        rows = 0;
        requests = 0;
        return pane;
    }
}
