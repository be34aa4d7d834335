package io.driftgate.pii.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to look for: entities, each with the least score that counts, the regions whose national phone numbers are known, and
 * patterns of the policy's own. Immutable, any thread.
 *
 * <p>Within a set an entity is an index below {@link #size()}: the built-in ones have their own, {@link PiiEntity#index()}, and
 * the others follow.
 */
public final class PatternSet {
    /** A score that no finding has: the entity is off. */
    private static final int OFF = 101;

    /** What a finding needs by default, of 100. */
    public static final int DEFAULT_MIN_SCORE = 50;

    private final List<PiiEntity> entities;
    private final int[] minScores;
    private final List<String> regions;

    private PatternSet(Builder builder) {
        List<PiiEntity> all = new ArrayList<>(PiiEntity.builtIn());
        builder.minScores.keySet().stream().filter(entity -> entity.index() < 0).forEach(all::add);
        entities = List.copyOf(all);
        minScores = new int[all.size()];
        Arrays.fill(minScores, OFF);
        builder.minScores.forEach((entity, score) -> minScores[all.indexOf(entity)] = score);
        regions = List.copyOf(builder.regions);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** One more than the largest index of an entity. */
    public int size() {
        return minScores.length;
    }

    public PiiEntity entity(int index) {
        return entities.get(index);
    }

    /** The index of an entity, or -1. */
    public int indexOf(PiiEntity entity) {
        return entity.index() >= 0 ? entity.index() : entities.indexOf(entity);
    }

    public boolean has(PiiEntity entity) {
        int index = indexOf(entity);
        return index >= 0 && minScores[index] != OFF;
    }

    /** Whether a finding of that score counts. */
    boolean accepts(int index, int score) {
        return score >= minScores[index];
    }

    /** ISO 3166 codes, upper case. */
    List<String> regions() {
        return regions;
    }

    /** Collects a set. */
    public static final class Builder {
        private final Map<PiiEntity, Integer> minScores = new LinkedHashMap<>();
        private final List<String> regions = new ArrayList<>();

        private Builder() {}

        /** Looks for an entity, with the score that is right for most. */
        public Builder add(PiiEntity entity) {
            return add(entity, DEFAULT_MIN_SCORE);
        }

        /** Looks for an entity from a score on, of 100. */
        public Builder add(PiiEntity entity, int minScore) {
            minScores.put(entity, minScore);
            return this;
        }

        /** ISO 3166 codes of the regions whose national phone numbers are looked for. */
        public Builder regions(Collection<String> codes) {
            regions.addAll(codes);
            return this;
        }

        public PatternSet build() {
            return new PatternSet(this);
        }
    }
}
