package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * What one text holds: entities by their index in the set, ranges, scores of 100. In order of their starts; they may overlap.
 * The score of some is that of their form, and the words around are still to be read. Mutable, reused, one event loop.
 */
public final class Hits {
    private static final int FIRST = 64;
    private static final int KEPT = 1024;
    private static final int READ = -1;

    private int[] froms = new int[FIRST];
    private int[] tos = new int[FIRST];
    private int[] entities = new int[FIRST];
    private int[] scores = new int[FIRST];
    /** Where what was found before ended, of those whose words are unread. */
    private int[] unread = new int[FIRST];

    private int size;
    private boolean anyUnread;

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
        add(entity, from, to, score, READ);
    }

    /** Adds one whose words are unread; what was found before it ended at {@code endOfFound}. */
    void addUnread(int entity, int from, int to, int score, int endOfFound) {
        anyUnread = true;
        add(entity, from, to, score, endOfFound);
    }

    private void add(int entity, int from, int to, int score, int endOfFound) {
        if (size == froms.length) {
            resize(size * 2);
        }
        int at = size++;
        while (at > 0 && froms[at - 1] > from) {
            set(at, entities[at - 1], froms[at - 1], tos[at - 1], scores[at - 1], unread[at - 1]);
            at--;
        }
        set(at, entity, from, to, score, endOfFound);
    }

    /** Whether the words of some are unread. */
    boolean hasUnread() {
        return anyUnread;
    }

    boolean isUnread(int hit) {
        return unread[hit] != READ;
    }

    /** Where what was found before an unread one ended. */
    int endOfFoundBefore(int hit) {
        return unread[hit];
    }

    /** Sets the score of one whose words have been read. */
    void read(int hit, int score) {
        scores[hit] = score;
        unread[hit] = READ;
    }

    public void clear() {
        size = 0;
        anyUnread = false;
        if (froms.length > KEPT) {
            resize(FIRST);
        }
    }

    private void resize(int capacity) {
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        entities = Arrays.copyOf(entities, capacity);
        scores = Arrays.copyOf(scores, capacity);
        unread = Arrays.copyOf(unread, capacity);
    }

    private void set(int at, int entity, int from, int to, int score, int endOfFound) {
        entities[at] = entity;
        froms[at] = from;
        tos[at] = to;
        scores[at] = score;
        unread[at] = endOfFound;
    }
}
