package io.driftgate.drift.evidence;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Judges one feature, or a pair of them by its cells: turns a pane's counts into scores, and the sums since each start into an e-value. One thread.
 *
 * <p>Per start and direction there is one alternative up and one down, the tilt that is just found at that many rows: with L
 * what the logarithm of its e-value must reach, a smooth direction's theta is sqrt(2 L / m), m = n N / (n + N); a set's odds
 * are those of the share k / n with n kl(k / n, p) = L n / m. A smaller change needs more rows and is found from an earlier start; a larger
 * one is found sooner. An e-value is computed exactly where a z score says that it may matter, and counted as 0 elsewhere, which
 * can only make the sum smaller.
 */
final class FeatureWatch {
    /** The part of L that the approximation must reach for the exact value to be computed. */
    private static final double WORTH = 0.4;

    /** Largest exponent of a tilt. */
    private static final double MAX_EXPONENT = 2.5;

    private final String name;
    private final int offset;
    private final int scoreOffset;
    private final double threshold;
    private final double tolerance;
    private final List<Direction> directions;
    private final Dispersion[] dispersions;
    private final double[][] tables;
    private final boolean[] sets;
    private final double[] baseline;
    private final double baselineRows;
    private final double[] baselineMean;
    private final double[] range;
    private final double[] steepest;

    /** By direction: the logarithm that an e-value must reach to raise an alarm by itself. */
    private final double[] needed;

    /** By direction: the dispersion in force. */
    private final double[] factors;

    /** Watches one feature. */
    static FeatureWatch of(
            FeatureProfile profile, int offset, int scoreOffset, double weight, EvidenceSettings settings) {
        double[] baseline = new double[profile.bins()];
        for (int bin = 0; bin < baseline.length; bin++) {
            // What training never showed in N rows has a share of about 1 / N all the same.
            baseline[bin] = profile.count(bin) == 0 ? 1 : profile.count(bin);
        }
        return new FeatureWatch(profile.name(), baseline, Direction.of(profile), offset, scoreOffset, weight, settings);
    }

    /** Watches two features together, for what neither shows by itself. */
    static FeatureWatch of(PairProfile pair, int offset, int scoreOffset, double weight, EvidenceSettings settings) {
        PairDirections directions = new PairDirections(pair);
        return new FeatureWatch(
                pair.name(), directions.cells(), directions.all(), offset, scoreOffset, weight, settings);
    }

    /** {@code baseline}: training rows by bin, none of them 0. */
    private FeatureWatch(
            String name,
            double[] baseline,
            List<Direction> directions,
            int offset,
            int scoreOffset,
            double weight,
            EvidenceSettings settings) {
        this.name = name;
        this.baseline = baseline;
        this.directions = directions;
        this.offset = offset;
        this.scoreOffset = scoreOffset;
        this.threshold = settings.threshold();
        this.tolerance = settings.immaterial();
        tables = directions.stream().map(Direction::score).toArray(double[][]::new);
        sets = new boolean[tables.length];
        needed = new double[directions.size()];
        factors = new double[directions.size()];
        dispersions = new Dispersion[directions.size()];
        baselineMean = new double[directions.size()];
        range = new double[directions.size()];
        steepest = new double[directions.size()];
        double sum = Arrays.stream(baseline).sum();
        baselineRows = sum;
        for (int d = 0; d < dispersions.length; d++) {
            dispersions[d] = new Dispersion();
            double[] score = directions.get(d).score();
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int bin = 0; bin < score.length; bin++) {
                baselineMean[d] += baseline[bin] / sum * score[bin];
                low = Math.min(low, score[bin]);
                high = Math.max(high, score[bin]);
            }
            range[d] = high - low;
            steepest[d] = Math.max(-low, high);
            double share = weight * directions.get(d).weight() / PaneBlocks.maxStarts(settings.lookback()) / 2;
            needed[d] = threshold - Math.log(share);
            factors[d] = 1;
            sets[d] = directions.get(d).set();
        }
    }

    int scores() {
        return directions.size();
    }

    /** Scores a pane: sums by direction into {@code scores}. */
    void score(int[] counts, long rows, double[] scores) {
        for (int d = 0; d < dispersions.length; d++) {
            double[] score = tables[d];
            double sum = 0;
            double squares = 0;
            for (int bin = 0; bin < score.length; bin++) {
                double part = counts[offset + bin] * score[bin];
                sum += part;
                squares += part * score[bin];
            }
            scores[scoreOffset + d] = sum;
            dispersions[d].add(sum, squares, (double) rows);
            factors[d] = dispersions[d].factor();
        }
    }

    /** The sums by direction of panes that were scored already. */
    void rescore(int[] counts, double[] scores) {
        for (int d = 0; d < tables.length; d++) {
            double sum = 0;
            for (int bin = 0; bin < tables[d].length; bin++) {
                sum += counts[offset + bin] * tables[d][bin];
            }
            scores[scoreOffset + d] = sum;
        }
    }

    /** How much its rows resemble each other, by direction. */
    List<double[]> remember() {
        return Arrays.stream(dispersions).map(Dispersion::remember).toList();
    }

    /** Takes as many from the list as {@link #remember} gave. */
    void restore(Iterator<double[]> remembered) {
        for (int d = 0; d < dispersions.length; d++) {
            dispersions[d].restore(remembered.next());
            factors[d] = dispersions[d].factor();
        }
    }

    /** The evidence since every start. */
    FeatureEvidence judge(PaneBlocks blocks) {
        double[] sums = new double[dispersions.length];
        int[] counts = new int[baseline.length];
        int summed = 0;
        long rows = 0;
        int panes = 0;
        double mixed = 0; // of e-values, divided by e^threshold
        double best = Double.NEGATIVE_INFINITY;
        int bestDirection = -1;
        int bestPanes = 0;
        long bestRows = 0;
        boolean bestMore = false;
        PaneBlocks.Block[] since = new PaneBlocks.Block[blocks.size()];
        int start = 0;
        for (Iterator<PaneBlocks.Block> each = blocks.newestFirst(); each.hasNext(); start++) {
            PaneBlocks.Block block = each.next();
            since[start] = block;
            rows += block.rows;
            panes += block.panes;
            for (int d = 0; d < sums.length; d++) {
                sums[d] += block.scores[scoreOffset + d];
                double mean = sums[d] / rows;
                boolean more = mean > baselineMean[d];
                double about = approximate(d, mean, (double) rows);
                double logE = about;
                if (about > WORTH * needed[d]) {
                    for (; summed <= start; summed++) {
                        for (int bin = 0; bin < counts.length; bin++) {
                            counts[bin] += since[summed].counts[offset + bin];
                        }
                    }
                    logE = exact(d, counts, sums[d], (double) rows, more);
                    mixed += Math.exp(Math.min(700, logE - needed[d]));
                }
                if (logE - needed[d] > best) {
                    best = logE - needed[d];
                    bestDirection = d;
                    bestPanes = panes;
                    bestRows = rows;
                    bestMore = more;
                }
            }
        }
        if (bestDirection < 0) {
            return new FeatureEvidence(name, Double.NEGATIVE_INFINITY, "", "", false, 0, 0);
        }
        Direction direction = directions.get(bestDirection);
        double logE = threshold + Math.max(best, Math.log(mixed));
        return new FeatureEvidence(name, logE, direction.label(), direction.value(), bestMore, bestPanes, bestRows);
    }

    /** Of the logarithm of the better alternative's e-value. */
    private double approximate(int d, double mean, double rows) {
        double effective = effective(d, rows);
        if (sets[d]) {
            double expected = baselineMean[d];
            double apart = Math.max(0, Math.abs(mean - expected) - tolerance);
            double chiSquare = effective * apart * apart / (expected * (1 - expected)); // no less than the divergence
            return chiSquare <= WORTH * needed[d] ? chiSquare : effective * kl(mean, expected);
        }
        double theta = theta(d, effective);
        double apart = Math.abs(mean - baselineMean[d]) - tolerance * range[d];
        return effective * theta * (apart - theta / 2);
    }

    /** Half the harmonic mean of both sides' rows, as far as they are independent. */
    private double effective(int d, double rows) {
        return rows * baselineRows / ((rows + baselineRows) * factors[d]);
    }

    private double theta(int d, double effective) {
        return Math.min(Math.sqrt(2 * needed[d] / effective), MAX_EXPONENT / steepest[d]);
    }

    private double exact(int d, int[] counts, double sum, double rows, boolean more) {
        double effective = effective(d, rows);
        double factor = factors[d];
        if (sets[d]) {
            double odds = odds(baselineMean[d], needed[d] / effective, more);
            double members = Math.max(1e-9, baselineMean[d] * baselineRows);
            return Tilt.logE(
                    new double[] {members / factor, (baselineRows - members) / factor},
                    new double[] {sum / factor, (rows - sum) / factor},
                    new double[] {odds, 1},
                    tolerance);
        }
        double theta = theta(d, effective) * (more ? 1 : -1);
        double[] score = directions.get(d).score();
        double[] v = new double[score.length];
        double[] a = new double[score.length];
        double[] s = new double[score.length];
        for (int bin = 0; bin < v.length; bin++) {
            v[bin] = Math.exp(theta * score[bin]);
            a[bin] = baseline[bin] / factor;
            s[bin] = counts[bin] / factor;
        }
        return Tilt.logE(a, s, v, tolerance);
    }

    /** Odds ratio of share q against p, moved by the tolerance, where kl(q, p) = divergence; 1 where there is none. */
    private double odds(double p, double divergence, boolean more) {
        double from = more ? Math.min(p + tolerance, 1 - 1e-12) : Math.max(p - tolerance, 0);
        if (from == 0 || kl(more ? 1 : 0, from) <= divergence) {
            return more ? 1e6 : from == 0 ? 1 : 1e-6;
        }
        double low = more ? from : 0;
        double high = more ? 1 : from;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            boolean beyond = kl(middle, from) > divergence;
            if (beyond == more) {
                high = middle;
            } else {
                low = middle;
            }
        }
        double q = (low + high) / 2;
        return q * (1 - from) / (from * (1 - q));
    }

    private static double kl(double q, double p) {
        return (q > 0 ? q * Math.log(q / p) : 0) + (q < 1 ? (1 - q) * Math.log((1 - q) / (1 - p)) : 0);
    }
}
