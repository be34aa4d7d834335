package io.driftgate.canary;

import io.driftgate.sketch.PaneCounts;

/** The stable version's bins of earlier panes, fading: where a pane's values are split, and what shares are to be expected. One thread. */
final class History {
    private static final double KEEP = 0.99;

    private final int first;
    private final double[] bins;
    private double total;

    History(int first, int bins) {
        this.first = first;
        this.bins = new double[bins];
    }

    void add(PaneCounts pane) {
        total = 0;
        for (int i = 0; i < bins.length; i++) {
            bins[i] = KEEP * bins[i] + pane.count(first + i);
            total += bins[i];
        }
    }

    double total() {
        return total;
    }

    double share(int bin) {
        return bins[bin] / total;
    }

    /** The first bin from which on there is at most the share 1 - q. */
    int above(double q) {
        double from = total;
        int bin = 0;
        while (bin < bins.length && from > (1 - q) * total) {
            from -= bins[bin++];
        }
        return bin;
    }

    /** The last bin below which there is at most the share q. */
    int below(double q) {
        double before = 0;
        int bin = 0;
        while (bin < bins.length - 1 && before + bins[bin] <= q * total) {
            before += bins[bin++];
        }
        return bin;
    }

    /** The share from a bin on. */
    double from(int bin) {
        double sum = 0;
        for (int i = bin; i < bins.length; i++) {
            sum += bins[i];
        }
        return sum / total;
    }

    /** A pane's values from a bin on. */
    double from(PaneCounts pane, int bin) {
        double sum = 0;
        for (int i = bin; i < bins.length; i++) {
            sum += pane.count(first + i);
        }
        return sum;
    }

    double of(PaneCounts pane) {
        return from(pane, 0);
    }
}
