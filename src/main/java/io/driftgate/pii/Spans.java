package io.driftgate.pii;

import java.util.Arrays;

/**
 * What is found in one text, by its offsets. Kept in order of their starts: a matcher looks back over a bounded number of bytes, so
 * an insertion moves few. Mutable, reused, one event loop.
 */
final class Spans {
    private static final int KEPT = 64;

    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private int[] entities = new int[KEPT];
    private int[] keptLasts = new int[KEPT]; // after resolve()
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

    int entity(int index) {
        return entities[index];
    }

    /** How many letters and digits at the end stay readable in a mask. Only after {@link #resolve}. */
    int keptLast(int index) {
        return keptLasts[index];
    }

    void add(int entity, int from, int to) {
        if (size == froms.length) {
            resize(size * 2);
        }
        int at = size++;
        while (at > 0 && froms[at - 1] > from) {
            set(at, froms[at - 1], tos[at - 1], entities[at - 1]);
            at--;
        }
        set(at, from, to, entity);
    }

    /** From offsets in a text to those in {@code unescaped}, which was made of it. */
    void move(Text unescaped) {
        for (int i = 0; i < size; i++) {
            set(i, unescaped.fromSource(froms[i], false), unescaped.fromSource(tos[i], true), entities[i]);
        }
    }

    void clear() {
        size = 0;
        if (froms.length > KEPT) {
            froms = new int[KEPT];
            tos = new int[KEPT];
            entities = new int[KEPT];
            keptLasts = new int[KEPT];
        }
    }

    /**
     * Leaves no overlaps: the more severe action wins, then the longer one, then the earlier. What a winner and a loser both
     * mask is masked together, and as little of it is kept as either allows, so that no part of the loser stays readable.
     */
    void resolve(PiiPolicy policy) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int last = kept - 1;
            int keptLast = policy.keptLast(entities[i]);
            if (last < 0 || froms[i] >= tos[last]) {
                keptLasts[kept] = keptLast;
                set(kept++, froms[i], tos[i], entities[i]);
                continue;
            }
            PiiAction action = policy.actionOf(entities[i]);
            PiiAction lastAction = policy.actionOf(entities[last]);
            boolean better = action == lastAction
                    ? tos[i] - froms[i] > tos[last] - froms[last]
                    : action.compareTo(lastAction) < 0;
            boolean together = action == PiiAction.MASK && lastAction == PiiAction.MASK;
            keptLasts[last] = together ? Math.min(keptLast, keptLasts[last]) : better ? keptLast : keptLasts[last];
            int from = together ? froms[last] : better ? froms[i] : froms[last];
            int to = together ? Math.max(tos[i], tos[last]) : better ? tos[i] : tos[last];
            set(last, from, to, better ? entities[i] : entities[last]);
        }
        size = kept;
    }

    private void resize(int capacity) {
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        entities = Arrays.copyOf(entities, capacity);
        keptLasts = Arrays.copyOf(keptLasts, capacity);
    }

    private void set(int at, int from, int to, int entity) {
        froms[at] = from;
        tos[at] = to;
        entities[at] = entity;
    }
}
