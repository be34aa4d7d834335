package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * What one text holds: entities by their index in the set, ranges, scores of 100. In order of their starts; they may overlap.
 * Mutable, reused, one event loop.
 */
public final class Hits {
    private static final int FIRST = 64;
    private static final int KEPT = 1024;
    private int[] froms = new int[FIRST];
    private int[] tos = new int[FIRST];
    private int[] entities = new int[FIRST];
    private int[] scores = new int[FIRST];
    private int size;

    public int size() {
        return size;
    }

    public int from(int hit) {
        return froms[hit];
    }

    /** One past the last byte. */
    public int to(int hit) {
        return tos[hit];
    }

    /** Index of the entity in the set. */
    public int entity(int hit) {
        return entities[hit];
    }

    public int score(int hit) {
        return scores[hit];
    }

    /** Adds a finding in its place: a matcher looks back over a bounded number of bytes, so that few move. */
    public void add(int entity, int from, int to, int score) {
        if (size == froms.length) {
            resize(size * 2);
        }
        int at = size++;
        while (at > 0 && froms[at - 1] > from) {
            set(at, entities[at - 1], froms[at - 1], tos[at - 1], scores[at - 1]);
            at--;
        }
        set(at, entity, from, to, score);
    }

    public void clear() {
        size = 0;
        if (froms.length > KEPT) {
            resize(FIRST);
        }
    }

    private void resize(int capacity) {
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        entities = Arrays.copyOf(entities, capacity);
        scores = Arrays.copyOf(scores, capacity);
    }

    private void set(int at, int entity, int from, int to, int score) {
        entities[at] = entity;
        froms[at] = from;
        tos[at] = to;
        scores[at] = score;
    }
}
