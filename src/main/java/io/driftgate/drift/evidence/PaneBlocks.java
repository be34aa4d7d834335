package io.driftgate.drift.evidence;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Panes added up in blocks whose lengths grow with their age: up to two each of 1, 2, 4, 8, … panes, so the sums since about
 * 2 log2(lookback) starts are at hand for the memory of as many panes. One thread.
 *
 * <p>Source: M. Datar, A. Gionis, P. Indyk, R. Motwani, Maintaining stream statistics over sliding windows (2002): exponential
 * histograms.
 */
final class PaneBlocks {
    private static final int PER_LENGTH = 2;

    /** Neighbouring panes, added up. */
    static final class Block {
        final int panes;
        private final long firstPane;
        final int[] counts;
        final double[] scores;
        final long rows;

        private Block(int panes, long firstPane, int[] counts, double[] scores, long rows) {
            this.panes = panes;
            this.firstPane = firstPane;
            this.counts = counts;
            this.scores = scores;
            this.rows = rows;
        }

        private Block plus(Block newer) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = saturated((long) counts[i] + newer.counts[i]);
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i] += newer.scores[i];
            }
            return new Block(panes + newer.panes, firstPane, counts, scores, rows + newer.rows);
        }
    }

    private final int lookback;

    /** Newest first. */
    private final Deque<Block> blocks = new ArrayDeque<>();

    private long pane;

    PaneBlocks(int lookback) {
        this.lookback = lookback;
    }

    /** The number of starts that there can be at once. */
    static int maxStarts(int lookback) {
        return PER_LENGTH * (32 - Integer.numberOfLeadingZeros(lookback));
    }

    /** Adds a pane; its arrays are this object's from now on. */
    void add(int[] counts, double[] scores, long rows) {
        pane++;
        blocks.addFirst(new Block(1, pane, counts, scores, rows));
        merge();
        forget();
    }

    /** Lets a pane without rows pass. */
    void addEmpty() {
        pane++;
        forget();
    }

    void clear() {
        blocks.clear();
    }

    /** The blocks, newest first; {@link #restore} takes them. */
    List<EvidenceMemory.Block> remember() {
        return blocks.stream()
                .map(block -> new EvidenceMemory.Block(block.panes, pane - block.firstPane, block.rows, block.counts))
                .toList();
    }

    /** Adds a block behind all others. */
    void restore(EvidenceMemory.Block block, double[] scores) {
        blocks.addLast(new Block(block.panes(), pane - block.age(), block.counts(), scores, block.rows()));
    }

    Iterator<Block> newestFirst() {
        return blocks.iterator();
    }

    int size() {
        return blocks.size();
    }

    private void forget() {
        while (!blocks.isEmpty() && pane - blocks.getLast().firstPane >= lookback) {
            blocks.removeLast();
        }
    }

    /** Where there are three of a length, the two oldest become one of twice that. */
    private void merge() {
        Block[] byAge = blocks.toArray(Block[]::new);
        int size = byAge.length;
        boolean merged = false;
        for (int from = 0; from < size; ) {
            int to = from;
            while (to < size && byAge[to].panes == byAge[from].panes) {
                to++;
            }
            if (to - from <= PER_LENGTH) {
                break; // the lengths behind it are as they were
            }
            byAge[to - 2] = byAge[to - 1].plus(byAge[to - 2]);
            System.arraycopy(byAge, to, byAge, to - 1, size - to);
            size--;
            merged = true;
            from = to - 2;
        }
        if (merged) {
            blocks.clear();
            blocks.addAll(Arrays.asList(byAge).subList(0, size));
        }
    }

    private static int saturated(long count) {
        return (int) Math.min(Integer.MAX_VALUE, count);
    }
}
