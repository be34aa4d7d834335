package io.driftgate.sketch;

import java.util.Arrays;
import java.util.List;

/**
 * Counts pairs of features from the bins that rows fell into, {@value Block#ROWS} rows at a time. Immutable, any thread; allocates nothing
 * once made.
 *
 * <p>Each group of each feature has a lane, a long with one bit per row of the block, and a row sets one bit per feature. How many rows of
 * the block are in a cell is then the number of bits that two lanes have in common: an AND and a bit count for all of them, in place of two
 * look-ups and an increment for each.
 */
final class PairCounter {
    private static final int FIELDS = 5;

    /** The lane of each bin, of all features one after the other; a feature that is in no pair has one lane. Empty without pairs. */
    private final int[] laneOf;

    private final int lanes;

    /** By pair: the first lane and the number of lanes of both features, where its cells start. */
    private final int[] pairs;

    /** Rows that are not in the counts yet. One thread. */
    static final class Block {
        /** Bits of a lane. */
        static final int ROWS = Long.SIZE;

        private final int[] laneOf;
        private final long[] lanes;
        private final boolean unused;
        private int rows;

        private Block(int[] laneOf, int lanes) {
            this.laneOf = laneOf;
            this.lanes = new long[lanes];
            unused = lanes == 0;
        }

        /** Says which bin of a feature the row is in that is counted: once for each feature, and then {@link PairCounter#endRow}. */
        void mark(int bin) {
            if (!unused) {
                lanes[laneOf[bin]] |= 1L << rows;
            }
        }
    }

    /**
     * Binds pairs to the bins of a plan.
     *
     * @param offsets where the bins of each feature start
     * @param bins of all features; the cells follow them
     */
    PairCounter(Baseline baseline, int[] offsets, int bins) {
        List<FeatureProfile> features = baseline.features();
        List<PairProfile> profiles = baseline.pairs();
        CoarseBins[] groups = new CoarseBins[features.size()];
        pairs = new int[FIELDS * profiles.size()];
        int cell = bins;
        for (int i = 0; i < profiles.size(); i++) {
            PairProfile pair = profiles.get(i);
            groups[features.indexOf(pair.first())] = pair.firstBins();
            groups[features.indexOf(pair.second())] = pair.secondBins();
            pairs[FIELDS * i + 4] = cell;
            cell += pair.cells();
        }
        laneOf = new int[profiles.isEmpty() ? 0 : bins];
        int[] firstLanes = new int[features.size()];
        int lane = 0;
        for (int place = 0; place < features.size() && !profiles.isEmpty(); place++) {
            firstLanes[place] = lane;
            for (int bin = 0; bin < features.get(place).bins(); bin++) {
                laneOf[offsets[place] + bin] = lane + (groups[place] == null ? 0 : groups[place].of(bin));
            }
            lane += groups[place] == null ? 1 : groups[place].groups();
        }
        lanes = lane;
        for (int i = 0; i < profiles.size(); i++) {
            PairProfile pair = profiles.get(i);
            pairs[FIELDS * i] = firstLanes[features.indexOf(pair.first())];
            pairs[FIELDS * i + 1] = pair.firstBins().groups();
            pairs[FIELDS * i + 2] = firstLanes[features.indexOf(pair.second())];
            pairs[FIELDS * i + 3] = pair.secondBins().groups();
        }
    }

    int offset(int pair) {
        return pairs[FIELDS * pair + 4];
    }

    /** An empty block. */
    Block block() {
        return new Block(laneOf, lanes);
    }

    /** Ends a row whose bins were marked, and takes a full block into the counts. */
    void endRow(Block block, long[] counts) {
        if (++block.rows == Block.ROWS) {
            count(block, counts);
        }
    }

    /** Takes the rows of a block into the counts, and empties it. */
    void count(Block block, long[] counts) {
        long[] of = block.lanes;
        for (int at = 0; at < pairs.length; at += FIELDS) {
            int second = pairs[at + 2];
            int width = pairs[at + 3];
            int cell = pairs[at + 4];
            int end = pairs[at] + pairs[at + 1];
            for (int first = pairs[at]; first < end; first++) {
                if (of[first] != 0) {
                    if (width == CoarseBins.MAX_GROUPS) {
                        countAll(of[first], of, second, counts, cell);
                    } else {
                        for (int i = 0; i < width; i++) {
                            counts[cell + i] += Long.bitCount(of[first] & of[second + i]);
                        }
                    }
                }
                cell += width;
            }
        }
        Arrays.fill(of, 0);
        block.rows = 0;
    }

    /** A row of cells of the most groups there are, which most features have: faster than a loop of so few. */
    private static void countAll(long rows, long[] of, int second, long[] counts, int cell) {
        counts[cell] += Long.bitCount(rows & of[second]);
        counts[cell + 1] += Long.bitCount(rows & of[second + 1]);
        counts[cell + 2] += Long.bitCount(rows & of[second + 2]);
        counts[cell + 3] += Long.bitCount(rows & of[second + 3]);
        counts[cell + 4] += Long.bitCount(rows & of[second + 4]);
        counts[cell + 5] += Long.bitCount(rows & of[second + 5]);
        counts[cell + 6] += Long.bitCount(rows & of[second + 6]);
    }
}
