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

    /** Rows whose pairs are not in the counts yet. Used by {@link SketchPlan#record} only. */
    final PairCounter.Block block;

    private final PairCounter pairs;
    private long requests;

    public SketchShard(SketchPlan plan) {
        pairs = plan.pairs();
        block = pairs.block();
        counts = new long[plan.bins()];
    }

    /** Counts a bin of one feature of a row. */
    void count(int bin) {
        counts[bin]++;
        block.mark(bin);
    }

    /** Counts a request, after its rows. */
    public void endRequest() {
        requests++;
    }

    /** Hands over the counts and starts from zero. The one allocation is per pane: the array that was handed over stays the reader's. */
    public PaneCounts cut() {
        pairs.count(block, counts);
        PaneCounts pane = new PaneCounts(counts, rows, requests);
        counts = new long[counts.length];
        rows = 0;
        requests = 0;
        return pane;
    }
}
