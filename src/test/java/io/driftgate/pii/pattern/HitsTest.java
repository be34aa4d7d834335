package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HitsTest {
    @Test
    void keepsOrderOfStarts() {
        assertEquals("1:0-5 2:2-3 0:7-9", render(hits(0, 7, 9, 50, 1, 0, 5, 50, 2, 2, 3, 50)));
    }

    @Test
    void theHigherScoreStays() {
        assertEquals("1:4-8", resolved(0, 0, 5, 80, 1, 4, 8, 90));
        assertEquals("0:0-5", resolved(0, 0, 5, 90, 1, 4, 80, 80));
    }

    @Test
    void elseTheLongerElseTheEarlier() {
        assertEquals("1:4-10", resolved(0, 0, 5, 80, 1, 4, 10, 80));
        assertEquals("0:0-5", resolved(0, 0, 5, 80, 1, 4, 9, 80));
        assertEquals("0:0-5", resolved(0, 0, 5, 80, 1, 0, 5, 80));
    }

    @Test
    void whatDoesNotOverlapTheWinnerStays() {
        assertEquals("0:0-5 2:9-20", resolved(0, 0, 5, 60, 1, 4, 10, 80, 2, 9, 20, 100));
        assertEquals("0:0-5 1:5-10", resolved(0, 0, 5, 60, 1, 5, 10, 80));
    }

    @Test
    void leavesNoOverlapsAndLosesNothingThatIsFree() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Hits hits = new Hits();
            Hits all = new Hits();
            int count = random.nextInt(round % 10 == 0 ? 200 : 12);
            for (int i = 0; i < count; i++) {
                int from = random.nextInt(60);
                int to = from + 1 + random.nextInt(10);
                int score = 50 + random.nextInt(4);
                hits.add(i, from, to, score);
                all.add(i, from, to, score);
            }
            hits.resolve();
            for (int i = 1; i < hits.size(); i++) {
                assertTrue(hits.to(i - 1) <= hits.from(i));
            }
            for (int i = 0; i < all.size() && count <= 12; i++) {
                assertTrue(overlaps(hits, all.from(i), all.to(i)), "free: " + all.from(i));
            }
        }
    }

    private static boolean overlaps(Hits hits, int from, int to) {
        for (int i = 0; i < hits.size(); i++) {
            if (hits.from(i) < to && from < hits.to(i)) {
                return true;
            }
        }
        return false;
    }

    /** Four numbers each: entity, from, to, score. */
    private static Hits hits(int... numbers) {
        Hits hits = new Hits();
        for (int i = 0; i < numbers.length; i += 4) {
            hits.add(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
        }
        return hits;
    }

    private static String resolved(int... numbers) {
        Hits hits = hits(numbers);
        hits.resolve();
        return render(hits);
    }

    private static String render(Hits hits) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < hits.size(); i++) {
            out.append(i == 0 ? "" : " ")
                    .append(hits.entity(i))
                    .append(':')
                    .append(hits.from(i))
                    .append('-')
                    .append(hits.to(i));
        }
        return out.toString();
    }
}
