package io.driftgate.pii.pattern;

/**
 * Takes what matchers find in one text, and passes on what counts: the entity is looked for, and the score, moved by the words
 * around, is high enough. Mutable, reused, one event loop.
 */
final class ScoredHits {
    private PatternSet set;
    private Hits out;

    void begin(PatternSet newSet, Hits newOut) {
        set = newSet;
        out = newOut;
    }

    boolean wants(PiiEntity entity) {
        return set.has(entity);
    }

    /**
     * Takes a finding.
     *
     * @param score of 100, without context: 100 when a check digit or an unmistakable form decides
     */
    void add(PiiEntity entity, int from, int to, int score) {
        if (set.accepts(entity.index(), score)) {
            out.add(entity.index(), from, to, score);
        }
    }
}
