package io.driftgate.pii;

import java.util.Arrays;

/**
 * What is found in one text, by its offsets, and what is done about it. Kept in order of their starts: a matcher looks back over a
 * bounded number of bytes, so an insertion moves few; those of a later reading are added behind and put in order once. Mutable, reused,
 * one event loop.
 */
final class Spans {
    private static final int KEPT = 64;

    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private int[] entities = new int[KEPT];
    private int[] scores = new int[KEPT];
    private int[] keptLasts = new int[KEPT];
    private Treatment[] treatments = new Treatment[KEPT];
    private int size;
    private boolean ordered = true;

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

    /** Of 100. */
    int score(int index) {
        return scores[index];
    }

    Treatment treatment(int index) {
        return treatments[index];
    }

    /** How many letters and digits at the end stay readable in a mask. */
    int keptLast(int index) {
        return keptLasts[index];
    }

    void add(int entity, int score, int from, int to, Treatment treatment, int keptLast) {
        if (size == froms.length) {
            resize(size * 2);
        }
        ordered &= size == 0 || froms[size - 1] <= from;
        set(size++, from, to, entity, score, treatment, keptLast);
    }

    /** From offsets in a text to those in {@code derived}, which was made of it. */
    void move(Text derived) {
        for (int i = 0; i < size; i++) {
            froms[i] = derived.fromSource(froms[i], false);
            tos[i] = derived.fromSource(tos[i], true);
        }
    }

    void clear() {
        size = 0;
        ordered = true;
        if (froms.length > KEPT) {
            froms = new int[KEPT];
            tos = new int[KEPT];
            entities = new int[KEPT];
            scores = new int[KEPT];
            keptLasts = new int[KEPT];
            treatments = new Treatment[KEPT];
        }
    }

    /** Puts all in order of their starts. */
    void order() {
        if (!ordered) {
            sort();
            ordered = true;
        }
    }

    /**
     * Leaves no overlaps, and order: the more severe action wins, then the higher score, then the longer one, then the
     * earlier. What a winner and a loser both
     * rewrite is rewritten together, and as little of it is kept as either allows, so that no part of the loser stays readable.
     */
    void resolve() {
        order();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int last = kept - 1;
            if (last < 0 || froms[i] >= tos[last]) {
                set(kept++, froms[i], tos[i], entities[i], scores[i], treatments[i], keptLasts[i]);
                continue;
            }
            PiiAction action = treatments[i].action();
            PiiAction lastAction = treatments[last].action();
            boolean better = action == lastAction ? isLikelier(i, last) : action.compareTo(lastAction) < 0;
            boolean together = action.rewrites() && lastAction.rewrites();
            int winner = better ? i : last;
            set(
                    last,
                    together ? froms[last] : froms[winner],
                    together ? Math.max(tos[i], tos[last]) : tos[winner],
                    entities[winner],
                    scores[winner],
                    treatments[winner],
                    together ? Math.min(keptLasts[i], keptLasts[last]) : keptLasts[winner]);
        }
        size = kept;
    }

    private boolean isLikelier(int span, int other) {
        return scores[span] == scores[other]
                ? tos[span] - froms[span] > tos[other] - froms[other]
                : scores[span] > scores[other];
    }

    /** By starts, stable. Rare: only for hits of several readings; in proportion to n log n. */
    private void sort() {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (long) froms[i] << 32 | i;
        }
        Arrays.sort(order);
        int[] oldTos = tos.clone();
        int[] oldEntities = entities.clone();
        int[] oldScores = scores.clone();
        int[] oldKept = keptLasts.clone();
        Treatment[] oldTreatments = treatments.clone();
        for (int i = 0; i < size; i++) {
            int old = (int) order[i];
            set(
                    i,
                    (int) (order[i] >>> 32),
                    oldTos[old],
                    oldEntities[old],
                    oldScores[old],
                    oldTreatments[old],
                    oldKept[old]);
        }
    }

    private void resize(int capacity) {
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        entities = Arrays.copyOf(entities, capacity);
        scores = Arrays.copyOf(scores, capacity);
        keptLasts = Arrays.copyOf(keptLasts, capacity);
        treatments = Arrays.copyOf(treatments, capacity);
    }

    private void set(int at, int from, int to, int entity, int score, Treatment treatment, int keptLast) {
        froms[at] = from;
        tos[at] = to;
        entities[at] = entity;
        scores[at] = score;
        treatments[at] = treatment;
        keptLasts[at] = keptLast;
    }
}
