package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HitsTest {
    @Test
    void keepsOrderOfStarts() {
        assertEquals("1:0-5 2:2-3 0:7-9", render(hits(0, 7, 9, 50, 1, 0, 5, 50, 2, 2, 3, 50)));
    }

    /** Four numbers each: entity, from, to, score. */
    private static Hits hits(int... numbers) {
        Hits hits = new Hits();
        for (int i = 0; i < numbers.length; i += 4) {
            hits.add(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
        }
        return hits;
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
