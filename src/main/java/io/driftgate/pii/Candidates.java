package io.driftgate.pii;

import java.util.Arrays;

/**
 * What one text holds, by its offsets. Kept in order of their starts: a matcher looks back over a bounded number of bytes, so
 * an insertion moves few. Mutable, reused, one event loop.
 */
final class Candidates {
    private static final int KEPT = 64;

    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private PiiEntity[] entities = new PiiEntity[KEPT];
    private int size;

    int size() {
        return size;
    }

    int from(int index) {
        return froms[index];
    }

    int to(int index) {
        return tos[index];
    }

    PiiEntity entity(int index) {
        return entities[index];
    }

    void add(PiiEntity entity, int from, int to) {
        if (size == froms.length) {
            froms = Arrays.copyOf(froms, size * 2);
            tos = Arrays.copyOf(tos, size * 2);
            entities = Arrays.copyOf(entities, size * 2);
        }
        int at = size++;
        while (at > 0 && froms[at - 1] > from) {
            set(at, froms[at - 1], tos[at - 1], entities[at - 1]);
            at--;
        }
        set(at, from, to, entity);
    }

    void clear() {
        size = 0;
        if (froms.length > KEPT) {
            froms = new int[KEPT];
            tos = new int[KEPT];
            entities = new PiiEntity[KEPT];
        }
    }

    /**
     * Leaves no overlaps: the more severe action wins, then the longer one, then the earlier. What a winner and a loser both
     * mask is masked together, so that no part of the loser stays readable.
     */
    void resolve(PiiPolicy policy) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int last = kept - 1;
            if (last < 0 || froms[i] >= tos[last]) {
                set(kept++, froms[i], tos[i], entities[i]);
                continue;
            }
            PiiAction action = policy.actionOf(entities[i]);
            PiiAction lastAction = policy.actionOf(entities[last]);
            boolean better = action == lastAction
                    ? tos[i] - froms[i] > tos[last] - froms[last]
                    : action.compareTo(lastAction) < 0;
            boolean together = action == PiiAction.MASK && lastAction == PiiAction.MASK;
            int from = together ? froms[last] : better ? froms[i] : froms[last];
            int to = together ? Math.max(tos[i], tos[last]) : better ? tos[i] : tos[last];
            set(last, from, to, better ? entities[i] : entities[last]);
        }
        size = kept;
    }

    private void set(int at, int from, int to, PiiEntity entity) {
        froms[at] = from;
        tos[at] = to;
        entities[at] = entity;
    }
}
