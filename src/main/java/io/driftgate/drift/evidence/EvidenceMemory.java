package io.driftgate.drift.evidence;

import java.util.List;

/**
 * What evidence was collected from, for another process: the panes in blocks, and how much rows resemble each other. Scores are not in it,
 * since they follow from the counts.
 *
 * @param blocks newest first
 * @param dispersions one for each direction of each feature and pair, in their order, as {@link Dispersion} has them
 */
public record EvidenceMemory(List<Block> blocks, List<double[]> dispersions) {
    /** Numbers of one dispersion. */
    public static final int DISPERSION = 5;

    public EvidenceMemory {
        blocks = List.copyOf(blocks);
        dispersions = List.copyOf(dispersions);
    }

    /** Neighbouring panes, added up. Nobody writes into the counts. */
    public static final class Block {
        private final int panes;
        private final long age;
        private final long rows;
        private final int[] counts;

        /**
         * Makes one.
         *
         * @param age of its oldest pane, in panes that ended since
         * @param counts of all bins, as in a pane
         */
        public Block(int panes, long age, long rows, int[] counts) {
            if (panes < 1 || age < 0 || rows < 1) {
                throw new IllegalArgumentException(panes + " panes of age " + age + " with " + rows + " rows");
            }
            this.panes = panes;
            this.age = age;
            this.rows = rows;
            this.counts = counts.clone();
        }

        public int panes() {
            return panes;
        }

        public long age() {
            return age;
        }

        public long rows() {
            return rows;
        }

        public int bins() {
            return counts.length;
        }

        public int count(int bin) {
            return counts[bin];
        }

        int[] counts() {
            return counts.clone();
        }
    }
}
