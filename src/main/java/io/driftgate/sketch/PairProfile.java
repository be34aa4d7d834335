package io.driftgate.sketch;

import java.util.Arrays;

/**
 * What the training data says of two features together: how many rows fell into each pair of their {@link CoarseBins groups}.
 * Immutable. A change of it that leaves both features by themselves as they were shows nowhere else.
 *
 * <p>Cells lie row by row: that of group g of the first feature and h of the second is {@code g * secondGroups + h}.
 */
public final class PairProfile {
    private static final double NOTHING = 1e-3;

    private final FeatureProfile first;
    private final FeatureProfile second;
    private final CoarseBins firstBins;
    private final CoarseBins secondBins;
    private final long[] counts;
    private final double[] shares;
    private final long rows;

    /**
     * Makes a profile.
     *
     * @param counts by cell
     * @throws IllegalArgumentException when cells, groups and features don't fit together
     */
    PairProfile(
            FeatureProfile first, FeatureProfile second, CoarseBins firstBins, CoarseBins secondBins, long[] counts) {
        this.first = first;
        this.second = second;
        this.firstBins = firstBins;
        this.secondBins = secondBins;
        this.counts = counts.clone();
        if (first.bins() != firstBins.bins() || second.bins() != secondBins.bins()) {
            throw new IllegalArgumentException(name() + ": groups of other bins than the features have");
        }
        if (counts.length != firstBins.groups() * secondBins.groups()
                || Arrays.stream(counts).anyMatch(c -> c < 0)) {
            throw new IllegalArgumentException(
                    name() + ": must have a count for each of " + firstBins.groups() * secondBins.groups() + " cells");
        }
        rows = Arrays.stream(counts).sum();
        shares = new double[firstBins.groups() + secondBins.groups()];
        for (int cell = 0; cell < counts.length; cell++) {
            shares[cell / secondBins.groups()] += (double) counts[cell] / rows;
            shares[firstBins.groups() + cell % secondBins.groups()] += (double) counts[cell] / rows;
        }
    }

    /** For people, such as {@code income x age}. */
    public String name() {
        return first.name() + " x " + second.name();
    }

    public FeatureProfile first() {
        return first;
    }

    public FeatureProfile second() {
        return second;
    }

    public CoarseBins firstBins() {
        return firstBins;
    }

    public CoarseBins secondBins() {
        return secondBins;
    }

    public int cells() {
        return counts.length;
    }

    /** Training rows in a cell. */
    public long count(int cell) {
        return counts[cell];
    }

    /** Rows that were counted: all of the training data, or a sample of it. */
    public long rows() {
        return rows;
    }

    /** The share of the counted rows in a group of the first feature. */
    public double firstShare(int group) {
        return shares[group];
    }

    /** The share of the counted rows in a group of the second feature. */
    public double secondShare(int group) {
        return shares[firstBins.groups() + group];
    }

    /** The share that a cell would have if its group of one feature said nothing of the other. */
    public double independentShare(int cell) {
        int width = secondBins.groups();
        return firstShare(cell / width) * secondShare(cell % width);
    }

    /**
     * Training rows by cell, with rows in empty cells as well, as a sample does not show all that there is. The empty ones get one
     * row more than there are cells of a single row, which is about the share of the population in them (I. J. Good: The population
     * frequencies of species and the estimation of population parameters, 1953), spread as if both features were independent; cells
     * of a group that no row is in get {@value #NOTHING} each.
     */
    public double[] smoothed() {
        double[] smoothed = new double[counts.length];
        double unseen = 1;
        double empty = 0;
        for (int cell = 0; cell < smoothed.length; cell++) {
            smoothed[cell] = counts[cell];
            unseen += counts[cell] == 1 ? 1 : 0;
            empty += counts[cell] == 0 ? independentShare(cell) : 0;
        }
        for (int cell = 0; cell < smoothed.length; cell++) {
            if (counts[cell] == 0) {
                double share = independentShare(cell);
                smoothed[cell] = share > 0 ? unseen * share / empty : NOTHING;
            }
        }
        return smoothed;
    }
}
