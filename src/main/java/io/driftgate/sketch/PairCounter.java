package io.driftgate.sketch;

import java.util.List;

/**
 * Counts pairs of a row from the bins that its features fell into: two table look-ups, an addition and an increment per pair.
 * Immutable, any thread; allocates nothing once made.
 */
final class PairCounter {
    private static final int FIELDS = 4;

    /** The group of each bin, of all features one after the other. */
    private final byte[] groupOf;

    /** By pair: places of the two features, groups of the second, where its cells start. */
    private final int[] pairs;

    /**
     * Binds pairs to the bins of a plan.
     *
     * @param offsets where the bins of each feature start
     * @param bins of all features; the cells follow them
     */
    PairCounter(Baseline baseline, int[] offsets, int bins) {
        List<FeatureProfile> features = baseline.features();
        List<PairProfile> profiles = baseline.pairs();
        groupOf = new byte[profiles.isEmpty() ? 0 : bins];
        pairs = new int[FIELDS * profiles.size()];
        int next = bins;
        for (int i = 0; i < profiles.size(); i++) {
            PairProfile pair = profiles.get(i);
            pairs[FIELDS * i] = groups(features.indexOf(pair.first()), pair.firstBins(), offsets);
            pairs[FIELDS * i + 1] = groups(features.indexOf(pair.second()), pair.secondBins(), offsets);
            pairs[FIELDS * i + 2] = pair.secondBins().groups();
            pairs[FIELDS * i + 3] = next;
            next += pair.cells();
        }
    }

    private int groups(int place, CoarseBins bins, int[] offsets) {
        for (int bin = 0; bin < bins.bins(); bin++) {
            groupOf[offsets[place] + bin] = (byte) bins.of(bin);
        }
        return place;
    }

    int offset(int pair) {
        return pairs[FIELDS * pair + 3];
    }

    boolean isEmpty() {
        return pairs.length == 0;
    }

    /**
     * Counts one row.
     *
     * @param found from {@code from} on, by feature the bin among those of all features
     */
    void count(int[] found, int from, long[] counts) {
        for (int at = 0; at < pairs.length; at += FIELDS) {
            int first = groupOf[found[from + pairs[at]]];
            int second = groupOf[found[from + pairs[at + 1]]];
            counts[pairs[at + 3] + first * pairs[at + 2] + second]++;
        }
    }
}
