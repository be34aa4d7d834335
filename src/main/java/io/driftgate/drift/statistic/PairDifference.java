package io.driftgate.drift.statistic;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How strongly two features go together in one baseline and in another, as {@link PairStatistics#trained} says it.
 *
 * @param ordered whether it is a correlation of ranks, from -1 to 1; else Cramér's V, from 0 to 1
 * @param first empty where the first baseline does not count the pair, or one of the two features does not vary in it
 * @param second the same of the second
 */
public record PairDifference(String name, boolean ordered, OptionalDouble first, OptionalDouble second) {

    /** How far apart they are; 0 where one is not known. */
    public double change() {
        return first.isPresent() && second.isPresent() ? Math.abs(second.getAsDouble() - first.getAsDouble()) : 0;
    }

    /**
     * Compares the pairs of two baselines, whichever feature comes first in them.
     *
     * @return those of features that both have, numbers in both or in neither: the largest change first, then those that only one counts
     */
    static List<PairDifference> between(Baseline first, Baseline second) {
        Map<List<String>, PairProfile> others = new HashMap<>();
        second.pairs().forEach(pair -> others.put(names(pair), pair));
        List<PairDifference> all = new ArrayList<>();
        for (PairProfile pair : first.pairs()) {
            PairProfile other = others.remove(names(pair));
            if (isComparable(pair, second)) {
                PairStatistics statistics = new PairStatistics(pair, 0);
                all.add(new PairDifference(
                        pair.name(),
                        statistics.ordered(),
                        known(statistics),
                        other == null ? OptionalDouble.empty() : known(new PairStatistics(other, 0))));
            }
        }
        for (PairProfile pair : second.pairs()) {
            if (others.containsKey(names(pair)) && isComparable(pair, first)) {
                PairStatistics statistics = new PairStatistics(pair, 0);
                all.add(new PairDifference(
                        pair.name(), statistics.ordered(), OptionalDouble.empty(), known(statistics)));
            }
        }
        all.sort(Comparator.comparing((PairDifference pair) ->
                        pair.first().isEmpty() || pair.second().isEmpty())
                .thenComparingDouble(pair -> -pair.change()));
        return all;
    }

    private static List<String> names(PairProfile pair) {
        String first = pair.first().name();
        String second = pair.second().name();
        return first.compareTo(second) < 0 ? List.of(first, second) : List.of(second, first);
    }

    private static boolean isComparable(PairProfile pair, Baseline other) {
        return isSameKind(pair.first(), other) && isSameKind(pair.second(), other);
    }

    private static boolean isSameKind(FeatureProfile feature, Baseline other) {
        return other.feature(feature.name())
                .filter(found -> found.type().isNumeric() == feature.type().isNumeric())
                .isPresent();
    }

    private static OptionalDouble known(PairStatistics statistics) {
        double trained = statistics.trained();
        return Double.isFinite(trained) ? OptionalDouble.of(trained) : OptionalDouble.empty();
    }
}
