package io.driftgate.sketch;

import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Chooses pairs of features and counts them over a sample of rows. One use, one thread.
 *
 * <p>How much two depend on each other is their mutual information over groups, less what that is by chance, half a degree of
 * freedom per row (G. A. Miller: Note on the bias of information estimates, 1955). What chance reaches once in a million pairs
 * (B. Laurent, P. Massart: Adaptive estimation of a quadratic functional, 2000) counts as none: pairs that were chosen for a
 * dependence that the sample alone has would look as if they had lost it in traffic. Of those without any, neighbours come first,
 * so that all features are in about as many.
 */
final class PairFinder {
    /** Rows times pairs that are looked at to rank them; with more pairs, fewer rows are. */
    private static final long MAX_RANKING = 400_000_000L;

    private static final int MIN_RANKING_ROWS = 1000;

    /** Of a chance of one in a million, the negative natural logarithm. */
    private static final double BEYOND_CHANCE = 13.8;

    private final List<FeatureProfile> features;
    private final List<CoarseBins> coarse = new ArrayList<>();
    private final byte[][] groups;
    private final int rows;

    /** Two features, and how much they depend on each other. */
    private record Ranked(int first, int second, double dependence) {}

    /** Among equals neighbours first, then the earlier features. */
    private static final Comparator<Ranked> MOST_DEPENDENT_FIRST = Comparator.comparingDouble(
                    (Ranked pair) -> -pair.dependence)
            .thenComparingInt(pair -> pair.second - pair.first)
            .thenComparingInt(pair -> pair.first);

    /** One feature over the rows of a sample. */
    interface Codes {
        int bin(int row);
    }

    PairFinder(List<FeatureProfile> features, int rows, List<Codes> codes) {
        this.features = features;
        this.rows = rows;
        groups = new byte[features.size()][];
        for (int i = 0; i < groups.length; i++) {
            CoarseBins bins = CoarseBins.of(features.get(i));
            coarse.add(bins);
            groups[i] = new byte[rows];
            for (int row = 0; row < rows; row++) {
                groups[i][row] = (byte) bins.of(codes.get(i).bin(row));
            }
        }
    }

    /** Those that are chosen, in the order of their features, or as they were named. */
    List<PairProfile> find(PairChoice choice, String file, Problems problems) {
        List<Ranked> chosen = choice.named().isEmpty()
                ? mostDependent(choice.most())
                : choice.named().stream()
                        .flatMap(pair -> named(pair, file, problems).stream())
                        .toList();
        return chosen.stream()
                .map(pair -> new PairProfile(
                        features.get(pair.first),
                        features.get(pair.second),
                        coarse.get(pair.first),
                        coarse.get(pair.second),
                        count(pair.first, pair.second, rows)))
                .toList();
    }

    private List<Ranked> named(PairChoice.Named pair, String file, Problems problems) {
        int first = place(pair.first());
        int second = place(pair.second());
        if (first < 0 || second < 0) {
            problems.fileError(
                    file,
                    "has no feature '" + (first < 0 ? pair.first() : pair.second()) + "' to count in a pair",
                    "name features as the schema does, or what the baseline derives from texts");
            return List.of();
        }
        if (!varies(first) || !varies(second)) {
            problems.add(new Problem(
                    Problem.Severity.WARNING,
                    Position.ofFile(file),
                    "feature '" + (varies(first) ? pair.second() : pair.first())
                            + "' has a single group of values: its pair is left out",
                    "nothing can depend on what never differs",
                    ""));
            return List.of();
        }
        return List.of(new Ranked(first, second, 0));
    }

    private int place(String name) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private List<Ranked> mostDependent(int most) {
        int[] able = IntStream.range(0, most > 0 ? features.size() : 0)
                .filter(this::varies)
                .toArray();
        String[] roots = IntStream.of(able).mapToObj(this::root).toArray(String[]::new);
        long candidates = 0;
        for (int i = 0; i < able.length; i++) {
            for (int j = i + 1; j < able.length; j++) {
                candidates += roots[i].equals(roots[j]) ? 0 : 1;
            }
        }
        int ranking =
                candidates <= most ? 0 : (int) Math.min(rows, Math.max(MIN_RANKING_ROWS, MAX_RANKING / candidates));
        // Never more than are wanted: thousands of features make millions of pairs.
        PriorityQueue<Ranked> best = new PriorityQueue<>(MOST_DEPENDENT_FIRST.reversed());
        for (int i = 0; i < able.length; i++) {
            for (int j = i + 1; j < able.length; j++) {
                if (!roots[i].equals(roots[j])) {
                    best.add(new Ranked(able[i], able[j], ranking == 0 ? 0 : dependence(able[i], able[j], ranking)));
                    if (best.size() > most) {
                        best.poll();
                    }
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparingInt(Ranked::first).thenComparingInt(Ranked::second))
                .toList();
    }

    /** Whether training has at least two groups of it. */
    private boolean varies(int feature) {
        boolean[] filled = new boolean[CoarseBins.MAX_GROUPS];
        FeatureProfile profile = features.get(feature);
        for (int bin = 0; bin < profile.bins(); bin++) {
            filled[coarse.get(feature).of(bin)] |= profile.count(bin) > 0;
        }
        int groups = 0;
        for (boolean each : filled) {
            groups += each ? 1 : 0;
        }
        return groups > 1;
    }

    /** A text and what is derived from it depend on each other by what they are. */
    private String root(int feature) {
        String name = features.get(feature).name();
        return TextDescriptor.of(name)
                .map(descriptor -> descriptor.featureOf(name))
                .filter(text -> place(text) >= 0)
                .orElse(name);
    }

    private long[] count(int first, int second, int size) {
        int width = coarse.get(second).groups();
        long[] counts = new long[coarse.get(first).groups() * width];
        byte[] a = groups[first];
        byte[] b = groups[second];
        for (int row = 0; row < size; row++) {
            counts[a[row] * width + b[row]]++;
        }
        return counts;
    }

    private double dependence(int first, int second, int size) {
        int width = coarse.get(second).groups();
        long[] counts = count(first, second, size);
        long[] ofFirst = new long[counts.length / width];
        long[] ofSecond = new long[width];
        for (int cell = 0; cell < counts.length; cell++) {
            ofFirst[cell / width] += counts[cell];
            ofSecond[cell % width] += counts[cell];
        }
        double information = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            double share = (double) counts[cell] / size;
            if (share > 0) {
                information += share
                        * Math.log(share * size * size / ((double) ofFirst[cell / width] * ofSecond[cell % width]));
            }
        }
        double freedom = (Arrays.stream(ofFirst).filter(each -> each > 0).count() - 1)
                * (Arrays.stream(ofSecond).filter(each -> each > 0).count() - 1.0);
        double chance = freedom + 2 * Math.sqrt(freedom * BEYOND_CHANCE) + 2 * BEYOND_CHANCE;
        return 2 * size * information > chance ? information - freedom / (2 * size) : 0;
    }
}
