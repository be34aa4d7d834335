package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * What one text holds: entities by their index in the set, ranges, scores of 100. In order of their starts; they may overlap.
 * Mutable, reused, one event loop.
 */
public final class Hits {
    private static final int KEPT = 64;
    /** Hits in a row that are compared each with each. */
    private static final int MANY = 64;

    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private int[] entities = new int[KEPT];
    private int[] scores = new int[KEPT];
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
            resize(KEPT);
        }
    }

    /**
     * Leaves no overlaps: of those that overlap, the one of the higher score stays, else the longer one, else the earlier one, and
     * so on with what does not overlap it.
     */
    public void resolve() {
        int kept = 0;
        int i = 0;
        while (i < size) {
            int end = i + 1;
            int reach = tos[i];
            while (end < size && froms[end] < reach) {
                reach = Math.max(reach, tos[end++]);
            }
            kept = resolve(i, end, kept);
            i = end;
        }
        size = kept;
    }

    /** Moves those that stay of a row of hits, each of which overlaps one before, to {@code kept} and on. */
    private int resolve(int from, int end, int kept) {
        if (end - from > MANY) {
            return resolveMany(from, end, kept);
        }
        long left = end - from == Long.SIZE ? -1L : (1L << (end - from)) - 1;
        long staying = 0;
        while (left != 0) {
            int best = Long.numberOfTrailingZeros(left);
            for (long rest = left & (left - 1); rest != 0; rest &= rest - 1) {
                int other = Long.numberOfTrailingZeros(rest);
                best = isBetter(from + other, from + best) ? other : best;
            }
            staying |= 1L << best;
            for (long rest = left; rest != 0; rest &= rest - 1) {
                int other = Long.numberOfTrailingZeros(rest);
                boolean overlaps = froms[from + other] < tos[from + best] && froms[from + best] < tos[from + other];
                left &= overlaps ? ~(1L << other) : -1L;
            }
        }
        int at = kept;
        for (; staying != 0; staying &= staying - 1) {
            int hit = from + Long.numberOfTrailingZeros(staying);
            set(at++, entities[hit], froms[hit], tos[hit], scores[hit]);
        }
        return at;
    }

    /** In time that is linear in a long row: a hit gives way to the next if that is better. */
    private int resolveMany(int from, int end, int kept) {
        int at = kept;
        for (int i = from; i < end; i++) {
            boolean overlaps = at > kept && froms[i] < tos[at - 1];
            if (!overlaps || isBetter(i, at - 1)) {
                at += overlaps ? 0 : 1;
                set(at - 1, entities[i], froms[i], tos[i], scores[i]);
            }
        }
        return at;
    }

    private boolean isBetter(int hit, int other) {
        if (scores[hit] != scores[other]) {
            return scores[hit] > scores[other];
        }
        int length = tos[hit] - froms[hit];
        int otherLength = tos[other] - froms[other];
        return length == otherLength ? froms[hit] < froms[other] : length > otherLength;
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
