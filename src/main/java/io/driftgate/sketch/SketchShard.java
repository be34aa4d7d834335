package io.driftgate.sketch;

/**
 * The bin counts of one event loop for one baseline since the last cut. Owned by that event loop: only it records and cuts.
 * The plan may be replaced by another of the same key, whose bins are the same.
 */
public final class SketchShard {
    /** Written by {@link SketchPlan#record} only. */
    long[] counts;

    /** Written by {@link SketchPlan#record} only. */
    long rows;

    /** Used by {@link SketchPlan#record} only. */
    final TextScan scan = new TextScan();

    /** By feature, the bin of the row that is counted. Used by {@link SketchPlan#record} only. */
    final int[] found;

    private long requests;

    public SketchShard(SketchPlan plan) {
        counts = new long[plan.bins()];
        found = new int[plan.baseline().features().size()];
    }

    /** Counts a request, after its rows. */
    public void endRequest() {
        requests++;
    }

    /** Hands over the counts and starts from zero. The one allocation is per pane: the array that was handed over stays the reader's. */
    public PaneCounts cut() {
        PaneCounts pane = new PaneCounts(counts, rows, requests);
        counts = new long[counts.length];
        rows = 0;
        requests = 0;
        return pane;
    }
}
