package io.driftgate.pii.pattern;

/**
 * Takes what matchers find in one text, and passes on what counts: the entity is looked for, and the score, moved by the words
 * around, is high enough. The words are read only where they can move it, and at once only where they decide whether a finding counts: what they
 * add to one that does anyway is read at the {@linkplain #settle end}, for those who ask. Mutable, reused, one event loop.
 */
final class ScoredHits {
    /** What a word of context adds, of 100; what a form and check digits prove stays above what words make likely. */
    static final int CONTEXT = 40;

    static final int CERTAIN = 100;

    /** What a form is worth that is none without putting it together: nothing without words. */
    static final int LOOSE = 45;

    /** Digits of the cards that are common; longer and shorter numbers are mostly ids that happen to have a right check digit. */
    private static final int MIN_CARD = 14;

    private static final int MAX_CARD = 16;

    private final Context context = new Context();
    private final Base58Check base58Check = new Base58Check();
    private PatternSet set = PatternSet.NONE;
    private Hits out = new Hits();
    private boolean number;
    /** What a form is worth at most, and what a check digit or an unmistakable form. */
    private int mostOfForms = CERTAIN;

    private int mostOfAll = CERTAIN;
    private int length;
    private long examined;

    /** Counts bytes that a matcher looks at; the tests hold their growth to be linear. */
    void examine(int bytes) {
        examined += bytes;
    }

    long examined() {
        return examined + context.examined();
    }

    Base58Check base58Check() {
        return base58Check;
    }

    Context context() {
        return context;
    }

    void begin(byte[] text, int from, int to, PatternSet newSet, Hits newOut) {
        set = newSet;
        out = newOut;
        number = false;
        context.begin(text, from, to, newSet.contextWords());
    }

    /** As {@link #begin}, for a number by itself: what is found must be all of it, and be a card or what the name says. */
    void beginNumber(byte[] digits, int length, PatternSet newSet, Hits newOut) {
        begin(digits, 0, length, newSet, newOut);
        number = true;
        this.length = length;
    }

    /** What a form is worth at most until the next call, and what a check digit or an unmistakable form is. */
    void limit(int forms, int all) {
        mostOfForms = forms;
        mostOfAll = all;
    }

    /**
     * Reads the words that are left to read.
     *
     * @param all of every finding; else of those that overlap others, where scores say which wins
     */
    void settle(boolean all) {
        if (!out.hasUnread()) {
            return;
        }
        int endOfBefore = 0;
        for (int i = 0; i < out.size(); i++) {
            boolean overlaps = out.from(i) < endOfBefore || (i + 1 < out.size() && out.from(i + 1) < out.to(i));
            if (out.isUnread(i) && (all || overlaps)) {
                int entity = out.entity(i);
                boolean speaks = context.speaksFor(entity, out.from(i), out.to(i), out.endOfFoundBefore(i));
                out.read(i, speaks ? moved(out.score(i)) : out.score(i));
            }
            endOfBefore = Math.max(endOfBefore, out.to(i));
        }
    }

    void end() {
        context.end();
    }

    /** What a score is with words that speak for it. */
    private static int moved(int score) {
        return Math.max(score, Math.min(CERTAIN - 1, score + CONTEXT));
    }

    boolean wants(PiiEntity entity) {
        return set.has(entity);
    }

    /**
     * Whether a finding of that score would count: false spares the matcher its check digits. Words that nobody has read yet are not
     * read for it, as check digits cost less.
     */
    boolean mayCount(PiiEntity entity, int from, int to, int score) {
        int index = set.indexOf(entity);
        if (!set.accepts(index, Math.min(CERTAIN - 1, score + CONTEXT))) {
            return set.accepts(index, score);
        }
        return (number && context.nameSpeaksFor(index))
                || (!number
                        && (set.accepts(index, score)
                                || !context.isRead(from, to)
                                || context.speaksFor(index, from, to)));
    }

    /** Whether a finding of that score counts, the words around included, which are read for it. */
    boolean counts(PiiEntity entity, int from, int to, int score) {
        int index = set.indexOf(entity);
        if (set.accepts(index, score)) {
            return true;
        }
        return set.accepts(index, Math.min(CERTAIN - 1, score + CONTEXT))
                && (number ? context.nameSpeaksFor(index) : context.speaksFor(index, from, to));
    }

    /**
     * Takes a finding.
     *
     * @param score of 100, without context: 100 when a check digit or an unmistakable form decides
     */
    void add(PiiEntity entity, int from, int to, int score) {
        add(set.indexOf(entity), from, to, score);
    }

    /** How many were passed on in this scan and before, as far as they are kept. */
    int passed() {
        return out.size();
    }

    /** Where the last that was passed on ends; there is one. */
    int endOfLast() {
        return out.to(out.size() - 1);
    }

    void add(int entity, int from, int to, int formScore) {
        int score = Math.min(formScore, formScore < CERTAIN ? mostOfForms : mostOfAll);
        int most = moved(score);
        if (entity < 0 || !set.accepts(entity, most)) {
            return;
        }
        if (number) {
            addNumber(entity, from, to, score, most);
            return;
        }
        if (set.accepts(entity, score)) {
            if (score < CERTAIN) {
                out.addUnread(entity, from, to, score, context.endOfFound());
            } else {
                out.add(entity, from, to, score);
            }
        } else if (context.speaksFor(entity, from, to)) {
            out.add(entity, from, to, most);
        } else {
            return;
        }
        context.found(to);
    }

    private void addNumber(int entity, int from, int to, int score, int most) {
        if (from != 0 || to != length) {
            return;
        }
        boolean card = entity == PiiEntity.CREDIT_CARD.index() && length >= MIN_CARD && length <= MAX_CARD;
        boolean alone = card && set.accepts(entity, score);
        if (alone) {
            out.add(entity, from, to, score);
        } else if (context.nameSpeaksFor(entity)) {
            out.add(entity, from, to, most);
        }
    }
}
