package io.driftgate.pii.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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

    /** Those that {@link IdMatcher} has nothing to do with. */
    private static final Set<PiiEntity> NO_IDS = Set.of(
            PiiEntity.EMAIL_ADDRESS,
            PiiEntity.CREDIT_CARD,
            PiiEntity.IBAN_CODE,
            PiiEntity.US_SSN,
            PiiEntity.PHONE_NUMBER,
            PiiEntity.IP_ADDRESS,
            PiiEntity.PII_FEATURE_NAME,
            PiiEntity.MAC_ADDRESS,
            PiiEntity.URL,
            PiiEntity.DATE_OF_BIRTH,
            PiiEntity.SECRET,
            PiiEntity.CRYPTO);

    /** Nothing is looked for. */
    static final PatternSet NONE = builder().build();

    private final List<PiiEntity> entities;
    private final int[] minScores;
    private final PhoneNumbers phones;
    private final List<CustomPattern> custom;
    private final ContextWords contextWords;
    /** Whether something of {@link IdMatcher}'s is looked for. */
    private final boolean ids;

    /** Whether something may hang on a dot, a dash or a low line. */
    private final boolean marks;

    private PatternSet(Builder builder) {
        List<PiiEntity> all = new ArrayList<>(PiiEntity.builtIn());
        builder.minScores.keySet().stream().filter(entity -> entity.index() < 0).forEach(all::add);
        entities = List.copyOf(all);
        minScores = new int[all.size()];
        Arrays.fill(minScores, OFF);
        builder.minScores.forEach((entity, score) -> minScores[all.indexOf(entity)] = score);
        phones = has(PiiEntity.PHONE_NUMBER) ? PhoneNumbers.of(builder.regions) : null;
        custom = List.copyOf(builder.custom.values());
        contextWords = new ContextWords(
                all.size(), all.stream().map(entity -> words(builder, entity)).toList());
        ids = entities.stream().anyMatch(entity -> entity.index() >= 0 && has(entity) && !NO_IDS.contains(entity));
        marks = has(PiiEntity.URL) || has(PiiEntity.SECRET);
    }

    private static List<String> words(Builder builder, PiiEntity entity) {
        if (!builder.minScores.containsKey(entity)) {
            return List.of();
        }
        CustomPattern pattern = builder.custom.get(entity);
        return pattern == null ? ContextWords.of(entity) : pattern.context();
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

    /** Whether there are patterns of people's own. */
    public boolean hasCustom() {
        return !custom().isEmpty();
    }

    List<CustomPattern> custom() {
        return custom;
    }

    boolean hasIds() {
        return ids;
    }

    boolean hasMarks() {
        return marks;
    }

    ContextWords contextWords() {
        return contextWords;
    }

    /** What phone numbers are known; null when none is looked for. */
    PhoneNumbers phones() {
        return phones;
    }

    /** Whether numbers of a region are known: an ISO 3166 code in upper case. */
    public static boolean isRegion(String code) {
        return PhoneNumbers.isRegion(code);
    }

    /** What to say to somebody who wrote something that is no region. */
    public static String regionHint(String code) {
        String meant = code.strip().toUpperCase(Locale.ROOT).replace("UK", "GB");
        return isRegion(meant)
                ? "did you mean '" + meant + "'?"
                : "two capital letters of ISO 3166-1, such as US or GB";
    }

    /** Collects a set. */
    public static final class Builder {
        private final Map<PiiEntity, Integer> minScores = new LinkedHashMap<>();
        private List<String> regions = List.of("US", "GB");

        private final Map<PiiEntity, CustomPattern> custom = new LinkedHashMap<>();

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

        /** Looks for a pattern of the policy's own, with the score that is right for most. */
        public Builder add(CustomPattern pattern) {
            return add(pattern, DEFAULT_MIN_SCORE);
        }

        /** Looks for a pattern of the policy's own from a score on, of 100. */
        public Builder add(CustomPattern pattern, int minScore) {
            custom.put(pattern.entity(), pattern);
            return add(pattern.entity(), minScore);
        }

        /**
         * Sets the regions whose national phone numbers are looked for, in place of US and GB: ISO 3166 codes in upper case for which
         * {@link #isRegion} holds.
         */
        public Builder regions(Collection<String> codes) {
            regions = List.copyOf(codes);
            return this;
        }

        public PatternSet build() {
            return new PatternSet(this);
        }
    }
}
