package io.driftgate.drift.evidence;

import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.CoarseBins;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.PairProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The ways in which two features together may differ from the baseline while each by itself does not: scores by cell that no
 * score of one feature alone resembles. One use, one thread.
 *
 * <pre>
 * base of a number    its rank; the square of its distance from the median rank; missing
 * base of a category  each group of values, missing included; of two groups one, whose complement is the other
 * association         the product of two bases, less the part of it that is a sum of scores of either feature alone (least
 *                     squares under the baseline's cells), with mean 0 and variance 1. So a change of the margins alone does not
 *                     move its mean, to first order
 * new combination     1 for cells that are empty in training though {@value #EXPECTED} rows or more would be there if both were
 *                     independent
 * </pre>
 *
 * <p>The part that is taken off is the interaction of a two-way analysis of variance with unequal weights (F. Yates, The analysis
 * of multiple classifications with unequal numbers in the different classes, 1934); for independent features with ranks as bases
 * the first score is that of C. Spearman's rank correlation.
 */
final class PairDirections {
    private static final double EXPECTED = 5;

    /** Scores are cut off here, in standard deviations: few rows in a rare cell must not carry a mean. */
    private static final double MOST = 4;

    /** A product keeps at least this part of its variance, or the margins say all of it. */
    private static final double LEAST_PART = 1e-3;

    private static final int MAX_SWEEPS = 2000;
    private static final double RANK_WEIGHT = 0.6;
    private static final double SPREAD_WEIGHT = 0.2;
    private static final double MISSING_WEIGHT = 0.2;
    private static final double NEW_WEIGHT = 0.1;

    private final PairProfile pair;
    private final int rows;
    private final int columns;
    private final double[] cells;
    private final double total;

    /** A score of one feature by group. */
    private record Base(String label, String value, IntToDoubleFunction score, double weight) {}

    PairDirections(PairProfile pair) {
        this.pair = pair;
        rows = pair.firstBins().groups();
        columns = pair.secondBins().groups();
        cells = pair.smoothed();
        total = Arrays.stream(cells).sum();
    }

    /** Counts of the training data by cell, none of them 0. */
    double[] cells() {
        return cells;
    }

    /** None where training has only one group of a feature. */
    List<Direction> all() {
        List<Direction> found = new ArrayList<>();
        List<double[]> scores = new ArrayList<>();
        double sum = 0;
        for (Base first : bases(pair.first(), pair.firstBins(), pair::firstShare)) {
            for (Base second : bases(pair.second(), pair.secondBins(), pair::secondShare)) {
                double[] score = interaction(first, second);
                if (score.length > 0 && isNew(score, scores)) {
                    double weight = first.weight * second.weight;
                    sum += weight;
                    scores.add(score);
                    found.add(Direction.ofPair(label(first, second), value(first, second), score, false, weight));
                }
            }
        }
        List<Direction> weighted = new ArrayList<>();
        double[] unseen = unseen();
        double forScores = unseen.length == 0 ? 1 : found.isEmpty() ? 0 : 1 - NEW_WEIGHT;
        for (Direction each : found) {
            weighted.add(
                    Direction.ofPair(each.label(), each.value(), each.score(), false, each.weight() / sum * forScores));
        }
        if (unseen.length > 0) {
            weighted.add(Direction.ofPair("new combination", "", unseen, true, 1 - forScores));
        }
        return weighted;
    }

    private static String label(Base first, Base second) {
        if (first.label.isEmpty() && second.label.isEmpty()) {
            return "together";
        }
        return first.label.equals("spread") || second.label.equals("spread") ? "shape" : "association";
    }

    /** Such as {@code new, car}; of a number nothing. */
    private static String value(Base first, Base second) {
        return first.value.isEmpty() || second.value.isEmpty()
                ? first.value + second.value
                : first.value + ", " + second.value;
    }

    private static List<Base> bases(FeatureProfile feature, CoarseBins bins, IntToDoubleFunction shareOf) {
        double[] share = IntStream.range(0, bins.groups()).mapToDouble(shareOf).toArray();
        List<Base> bases = new ArrayList<>();
        if (feature instanceof NumericProfile) {
            double present = 1 - share[FeatureProfile.MISSING];
            double[] rank = new double[share.length];
            double[] spread = new double[share.length];
            double below = 0;
            for (int group = 1; group < share.length && present > 0; group++) {
                rank[group] = (below + share[group] / 2) / present - 0.5;
                spread[group] = rank[group] * rank[group];
                below += share[group];
            }
            bases.add(new Base("rank", "", group -> rank[group], RANK_WEIGHT));
            bases.add(new Base("spread", "", group -> spread[group], SPREAD_WEIGHT));
            if (share[FeatureProfile.MISSING] > 0) {
                bases.add(new Base("", "missing", indicator(FeatureProfile.MISSING), MISSING_WEIGHT));
            }
            return bases;
        }
        int[] filled = IntStream.range(0, share.length)
                .filter(group -> share[group] > 0)
                .toArray();
        int[] taken = filled.length == 2 ? Arrays.copyOfRange(filled, 1, 2) : filled;
        for (int group : taken) {
            bases.add(new Base("", value(feature, bins, group), indicator(group), 1.0 / taken.length));
        }
        return bases;
    }

    private static String value(FeatureProfile feature, CoarseBins bins, int group) {
        if (group == FeatureProfile.MISSING) {
            return "missing";
        }
        if (group == CoarseBins.REST) {
            return "rare values";
        }
        int bin = CategoricalProfile.FIRST;
        while (bins.of(bin) != group) {
            bin++;
        }
        return ((CategoricalProfile) feature).values().get(bin - CategoricalProfile.FIRST);
    }

    private static IntToDoubleFunction indicator(int of) {
        return group -> group == of ? 1 : 0;
    }

    /** Empty where the margins say all of the product. */
    private double[] interaction(Base first, Base second) {
        double[] score = new double[cells.length];
        for (int cell = 0; cell < score.length; cell++) {
            score[cell] = first.score.applyAsDouble(cell / columns) * second.score.applyAsDouble(cell % columns);
        }
        double before = variance(score);
        takeOffMargins(score);
        double after = variance(score);
        if (!(after > LEAST_PART * before) || before == 0) {
            return new double[0];
        }
        for (int round = 0; round < 2; round++) { // the second makes up for what the first cut off
            double deviation = Math.sqrt(variance(score));
            for (int cell = 0; cell < score.length; cell++) {
                score[cell] = Math.max(-MOST, Math.min(MOST, score[cell] / deviation));
            }
        }
        return score;
    }

    /** Makes the mean of each row and column 0, one after the other until all are; cells outside the margins score 0. */
    private void takeOffMargins(double[] score) {
        for (int cell = 0; cell < score.length; cell++) {
            score[cell] = pair.independentShare(cell) > 0 ? score[cell] : 0;
        }
        double most = 1;
        for (int sweep = 0; sweep < MAX_SWEEPS && most > 1e-9; sweep++) {
            most = 0;
            for (int row = 0; row < rows; row++) {
                most = Math.max(most, centre(score, row * columns, 1, columns));
            }
            for (int column = 0; column < columns; column++) {
                most = Math.max(most, centre(score, column, columns, rows));
            }
        }
    }

    /** @return what was taken off */
    private double centre(double[] score, int from, int step, int size) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < size; i++) {
            int cell = from + i * step;
            if (pair.independentShare(cell) > 0) {
                sum += cells[cell] * score[cell];
                weight += cells[cell];
            }
        }
        if (weight == 0) {
            return 0;
        }
        double mean = sum / weight;
        for (int i = 0; i < size; i++) {
            int cell = from + i * step;
            score[cell] -= pair.independentShare(cell) > 0 ? mean : 0;
        }
        return Math.abs(mean);
    }

    private double variance(double[] score) {
        double sum = 0;
        double squares = 0;
        for (int cell = 0; cell < score.length; cell++) {
            sum += cells[cell] * score[cell];
            squares += cells[cell] * score[cell] * score[cell];
        }
        return squares / total - sum / total * (sum / total);
    }

    /** Whether it is none of those before, nor the opposite of one. */
    private boolean isNew(double[] score, List<double[]> before) {
        for (double[] each : before) {
            double product = 0;
            for (int cell = 0; cell < score.length; cell++) {
                product += cells[cell] / total * score[cell] * each[cell];
            }
            if (Math.abs(product) > 0.99) {
                return false;
            }
        }
        return true;
    }

    private double[] unseen() {
        double[] score = new double[cells.length];
        boolean any = false;
        for (int cell = 0; cell < score.length; cell++) {
            if (pair.count(cell) == 0 && pair.independentShare(cell) * pair.rows() >= EXPECTED) {
                score[cell] = 1;
                any = true;
            }
        }
        return any ? score : new double[0];
    }
}
