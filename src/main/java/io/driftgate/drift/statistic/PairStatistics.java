package io.driftgate.drift.statistic;

import io.driftgate.sketch.CoarseBins;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.WindowCounts;

/**
 * How two features go together in a window, against how they do in training. Immutable, any thread.
 *
 * <p>A change of either feature alone is none of theirs: training cells are first fitted to the window's margins (iterative
 * proportional fitting; W. E. Deming, F. F. Stephan: On a least squares adjustment of a sampled frequency table, 1940), which
 * keeps all that training says of how both depend on each other, their odds ratios.
 */
public final class PairStatistics {
    /** No pair has more degrees of freedom. */
    public static final int MAX_FREEDOM = (CoarseBins.MAX_GROUPS - 1) * (CoarseBins.MAX_GROUPS - 1);

    private static final int MAX_SWEEPS = 200;
    private static final double FITTED = 1e-7;

    private final PairProfile pair;
    private final int offset;
    private final int rows;
    private final int columns;
    private final double[] training;
    private final int freedom;

    /**
     * A window's statistics.
     *
     * @param psi population stability index over cells; a share of the window is drawn to its expected one by half a row per cell
     * @param totalVariation share of the rows that lie in other cells than they would
     */
    public record Distance(double psi, double totalVariation) {}

    /**
     * Prepares.
     *
     * @param offset where the pair's cells start in a window
     */
    public PairStatistics(PairProfile pair, int offset) {
        this.pair = pair;
        this.offset = offset;
        rows = pair.firstBins().groups();
        columns = pair.secondBins().groups();
        training = pair.smoothed();
        int filledRows = 0;
        for (int row = 0; row < rows; row++) {
            filledRows += pair.firstShare(row) > 0 ? 1 : 0;
        }
        int filledColumns = 0;
        for (int column = 0; column < columns; column++) {
            filledColumns += pair.secondShare(column) > 0 ? 1 : 0;
        }
        freedom = (filledRows - 1) * (filledColumns - 1);
    }

    /** Degrees of freedom that are left to cells when both margins are known. */
    public int freedom() {
        return freedom;
    }

    /** The distance of a window that has rows. */
    public Distance distance(WindowCounts window) {
        double n = window.rows();
        double[] expected = fitted(window);
        double pseudo = training.length / 2.0;
        double psi = 0;
        double apart = 0;
        for (int cell = 0; cell < expected.length; cell++) {
            double share = expected[cell];
            if (share > 0) {
                double seen = (window.count(offset + cell) + pseudo * share) / (n + pseudo);
                psi += (seen - share) * Math.log(seen / share);
            }
            apart += Math.abs(window.count(offset + cell) / n - share);
        }
        return new Distance(psi, apart / 2);
    }

    /** Shares of the training's cells with the margins of the window. */
    private double[] fitted(WindowCounts window) {
        double[] cells = training.clone();
        double[] ofRow = new double[rows];
        double[] ofColumn = new double[columns];
        for (int cell = 0; cell < cells.length; cell++) {
            double share = (double) window.count(offset + cell) / window.rows();
            ofRow[cell / columns] += share;
            ofColumn[cell % columns] += share;
        }
        double most = 1;
        for (int sweep = 0; sweep < MAX_SWEEPS && most > FITTED; sweep++) {
            most = 0;
            for (int row = 0; row < rows; row++) {
                most = Math.max(most, scale(cells, row * columns, 1, columns, ofRow[row]));
            }
            for (int column = 0; column < columns; column++) {
                most = Math.max(most, scale(cells, column, columns, rows, ofColumn[column]));
            }
        }
        return cells;
    }

    /** @return how far the sum was off */
    private static double scale(double[] cells, int from, int step, int size, double share) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += cells[from + i * step];
        }
        double factor = sum == 0 ? 0 : share / sum;
        for (int i = 0; i < size; i++) {
            cells[from + i * step] *= factor;
        }
        return Math.abs(sum - share);
    }

    /** Whether {@link #association} has a sign: of two numbers it has. */
    public boolean ordered() {
        return pair.first() instanceof NumericProfile && pair.second() instanceof NumericProfile;
    }

    /** {@link #association} in the training data. */
    public double trained() {
        double[] counts = new double[training.length];
        for (int cell = 0; cell < counts.length; cell++) {
            counts[cell] = pair.count(cell);
        }
        return association(counts);
    }

    /**
     * How strongly both go together in a window. Of two numbers, the correlation of their ranks (C. Spearman 1904) as far as groups
     * of equal ranks show it, of rows that have both: -1 to 1. Of any others Cramér's V (H. Cramér 1946), 0 to 1. NaN where
     * one of them does not vary.
     */
    public double association(WindowCounts window) {
        double[] counts = new double[training.length];
        for (int cell = 0; cell < counts.length; cell++) {
            counts[cell] = window.count(offset + cell);
        }
        return association(counts);
    }

    private double association(double[] counts) {
        return ordered() ? rankCorrelation(counts) : cramer(counts);
    }

    private double rankCorrelation(double[] counts) {
        double[] ofRow = new double[rows];
        double[] ofColumn = new double[columns];
        double all = 0;
        for (int row = 1; row < rows; row++) { // group 0 is missing
            for (int column = 1; column < columns; column++) {
                double count = counts[row * columns + column];
                ofRow[row] += count;
                ofColumn[column] += count;
                all += count;
            }
        }
        double[] first = midRanks(ofRow, all);
        double[] second = midRanks(ofColumn, all);
        double product = 0;
        double squaresOfFirst = 0;
        double squaresOfSecond = 0;
        for (int row = 1; row < rows; row++) {
            for (int column = 1; column < columns; column++) {
                product += counts[row * columns + column] * first[row] * second[column];
            }
            squaresOfFirst += ofRow[row] * first[row] * first[row];
        }
        for (int column = 1; column < columns; column++) {
            squaresOfSecond += ofColumn[column] * second[column] * second[column];
        }
        return product / Math.sqrt(squaresOfFirst * squaresOfSecond);
    }

    private static double[] midRanks(double[] counts, double all) {
        double[] ranks = new double[counts.length];
        double below = 0;
        for (int group = 1; group < counts.length; group++) {
            ranks[group] = (below + counts[group] / 2) / all - 0.5;
            below += counts[group];
        }
        return ranks;
    }

    private double cramer(double[] counts) {
        double[] ofRow = new double[rows];
        double[] ofColumn = new double[columns];
        double all = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            ofRow[cell / columns] += counts[cell];
            ofColumn[cell % columns] += counts[cell];
            all += counts[cell];
        }
        double sum = 0; // of squared shares over the product of the margins
        for (int cell = 0; cell < counts.length; cell++) {
            double product = ofRow[cell / columns] * ofColumn[cell % columns];
            sum += product > 0 ? counts[cell] * counts[cell] / product : 0;
        }
        int smaller = Math.min(filled(ofRow), filled(ofColumn)) - 1;
        return all == 0 || smaller < 1 ? Double.NaN : Math.sqrt(Math.max(0, sum - 1) / smaller);
    }

    private static int filled(double[] counts) {
        int filled = 0;
        for (double count : counts) {
            filled += count > 0 ? 1 : 0;
        }
        return filled;
    }
}
