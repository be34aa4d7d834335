package io.driftgate.drift.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaneBlocksTest {
    @Test
    void sumsSinceEveryStartAreThoseOfThePanes() {
        Random random = new Random(2);
        PaneBlocks blocks = new PaneBlocks(100);
        List<int[]> panes = new ArrayList<>();
        for (int pane = 0; pane < 1000; pane++) {
            int[] counts = {random.nextInt(9), random.nextInt(9)};
            panes.add(counts.clone());
            blocks.add(counts, new double[] {2.0 * counts[0]}, counts[0] + counts[1]);
            assertTrue(blocks.size() <= PaneBlocks.maxStarts(100), "" + blocks.size());
            int covered = 0;
            int previous = 0;
            for (Iterator<PaneBlocks.Block> each = blocks.newestFirst(); each.hasNext(); ) {
                PaneBlocks.Block block = each.next();
                assertTrue(block.panes == previous
                        || block.panes == 2 * previous
                        || previous == 0
                        || block.panes > previous);
                previous = block.panes;
                long first = 0;
                long rows = 0;
                for (int i = 0; i < block.panes; i++) {
                    int[] one = panes.get(panes.size() - 1 - covered - i);
                    first += one[0];
                    rows += one[0] + one[1];
                }
                assertEquals(first, block.counts[0]);
                assertEquals(2.0 * first, block.scores[0]);
                assertEquals(rows, block.rows);
                covered += block.panes;
            }
            assertTrue(covered <= 100 && (pane < 99 || covered >= 33), covered + " panes are covered");
        }
    }

    @Test
    void timeWithoutRowsForgets() {
        PaneBlocks blocks = new PaneBlocks(10);
        blocks.add(new int[] {1}, new double[] {1}, 1);
        for (int pane = 0; pane < 9; pane++) {
            blocks.addEmpty();
            assertEquals(1, blocks.size());
        }
        blocks.addEmpty();
        assertEquals(0, blocks.size());
    }
}
