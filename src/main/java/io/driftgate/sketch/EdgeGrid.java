package io.driftgate.sketch;

import java.util.Arrays;

/**
 * A first look at which edges a value may lie between, so that the search for it is short. Immutable, any thread.
 *
 * <p>The range of the inner edges is cut into {@value #CELLS_PER_EDGE} cells of equal width per edge. A value's cell is a monotone
 * function of it, in floating point as well, so edges in lower cells are below the value and edges in higher cells are not: what is left
 * to compare are the edges in its own cell. Where the edges crowd into few cells, as with long tails, there are nearly all of them left,
 * and the search is as long as it would be without.
 */
final class EdgeGrid {
    private static final int CELLS_PER_EDGE = 4;

    /** Up to so many edges in a cell, comparing with each is faster than halving. */
    private static final int MAX_COMPARED = 4;

    private final double[] edges;
    private final short[] firstByCell;
    private final double origin;
    private final double cellsPerUnit;
    private final int lastCell;
    private final int window;

    /**
     * Makes a grid.
     *
     * @param sorted edges, rising, at most {@link Short#MAX_VALUE}
     */
    EdgeGrid(double[] sorted) {
        int cells = Math.max(1, CELLS_PER_EDGE * sorted.length);
        lastCell = cells - 1;
        // Without the outermost 2 % of the edges on either side, which may lie far away.
        int outer = sorted.length / 50 + 1;
        double low = sorted[Math.min(outer, sorted.length - 1)];
        double high = sorted[Math.max(0, sorted.length - 1 - outer)];
        double scale = cells / (high - low);
        boolean usable = high > low && Double.isFinite(scale) && Double.isFinite(high - low);
        origin = usable ? low : 0;
        cellsPerUnit = usable ? scale : 0;
        firstByCell = new short[cells];
        int[] count = new int[cells];
        for (double edge : sorted) {
            count[cell(edge)]++;
        }
        int first = 0;
        int largest = 0;
        for (int cell = 0; cell < cells; cell++) {
            firstByCell[cell] = (short) first;
            first += count[cell];
            largest = Math.max(largest, count[cell]);
        }
        window = largest;
        edges = new double[sorted.length + window];
        Arrays.fill(edges, Double.POSITIVE_INFINITY);
        System.arraycopy(sorted, 0, edges, 0, sorted.length);
    }

    private int cell(double value) {
        return Math.max(0, Math.min(lastCell, (int) ((value - origin) * cellsPerUnit)));
    }

    /** How many edges are below a finite value. */
    int below(double value) {
        int first = firstByCell[cell(value)];
        if (window > MAX_COMPARED) {
            return first + SketchPlan.edgesBelow(edges, first, window, value);
        }
        int below = first;
        for (int i = 0; i < window; i++) {
            below += edges[first + i] < value ? 1 : 0;
        }
        return below;
    }
}
