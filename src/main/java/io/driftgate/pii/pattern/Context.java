package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * What the words around a place speak for: those of the name that the text stands under, those before it and a few behind it. A
 * word belongs to the number that it stands next to: {@code SSN 123456789, order 987654321} says nothing of the order.
 *
 * <p>Reads at most {@value #BEFORE} + {@value #BEHIND} bytes per place, and once however many entities ask there. Allocates nothing, once it
 * is as wide as the set. Mutable, reused, one event loop.
 */
final class Context {
    private static final int BEFORE = 60;
    private static final int BEHIND = 32;
    /** Digits from which on a number between may be what the words are about; years are not. */
    private static final int NUMBER_DIGITS = 6;

    private static final int MANY_DIGITS = 4;
    private static final int UNKNOWN = -1;
    private static final byte[] NO_NAME = {};
    /** Words of names that count or measure: {@code account_age_days} is no account. */
    private static final long[] MEASURES = hashes(
            "age",
            "days",
            "months",
            "years",
            "hours",
            "minutes",
            "seconds",
            "ms",
            "count",
            "counts",
            "total",
            "sum",
            "avg",
            "mean",
            "max",
            "min",
            "ratio",
            "rate",
            "amount",
            "balance",
            "fee",
            "fees",
            "calls",
            "transactions",
            "limit",
            "score",
            "percent",
            "pct",
            "duration",
            "length");

    private static final long[] LINKS = hashes("and", "or", "und", "oder", "et", "y", "e");

    private final WordReader reader = new WordReader();
    private byte[] name = NO_NAME;
    private int nameFrom;
    private int nameTo;
    private byte[] text = NO_NAME;
    private int from;
    private int to;
    private ContextWords words;
    private boolean nameKnown;
    private int beforePlace = UNKNOWN;
    private int beforeFound = UNKNOWN;
    private int behindPlace = UNKNOWN;
    private long[] ofName = new long[1];
    private long[] before = new long[1];
    private long[] behind = new long[1];
    private int endOfFound;
    private long examined;

    void name(byte[] bytes, int nameFrom, int nameTo) {
        this.name = nameFrom == nameTo ? NO_NAME : bytes;
        this.nameFrom = nameFrom;
        this.nameTo = nameTo;
        nameKnown = false;
    }

    void begin(byte[] text, int from, int to, ContextWords words) {
        this.text = text;
        this.from = from;
        this.to = to;
        beforePlace = UNKNOWN;
        behindPlace = UNKNOWN;
        endOfFound = from;
        words(words);
    }

    private void words(ContextWords words) {
        nameKnown &= words == this.words;
        this.words = words;
        if (before.length < words.width()) {
            ofName = new long[words.width()];
            before = new long[words.width()];
            behind = new long[words.width()];
        }
    }

    /** Where what was found so far ends. */
    int endOfFound() {
        return endOfFound;
    }

    /** Says that something was found which ends at {@code end}: the words before are about that. */
    void found(int end) {
        endOfFound = Math.max(endOfFound, end);
    }

    /** Lets go of the text. The name stays. */
    void end() {
        text = NO_NAME;
    }

    long examined() {
        return examined;
    }

    /** Whether words speak for the entity of that index at {@code text[start, end)}. */
    boolean speaksFor(int entity, int start, int end) {
        return speaksFor(entity, start, end, endOfFound);
    }

    /** As {@link #speaksFor(int, int, int)}, when what was found ended at {@code found}. */
    boolean speaksFor(int entity, int start, int end, int found) {
        return nameSpeaksFor(entity) || has(before(start, found), entity) || has(behind(end), entity);
    }

    /** Whether the words at {@code text[start, end)} are known already. */
    boolean isRead(int start, int end) {
        return start == beforePlace && end == behindPlace;
    }

    /** Whether the name does. */
    boolean nameSpeaksFor(int entity) {
        if (!nameKnown) {
            nameKnown = true;
            Arrays.fill(ofName, 0);
            reader.begin(name, nameFrom, nameTo);
            examined += nameTo - nameFrom;
            long last = 0;
            boolean measure = false;
            for (int token = reader.next(); token != WordReader.END; token = reader.next()) {
                last = token == WordReader.WORD ? add(ofName, last) : last;
                measure |= token == WordReader.WORD && isOneOf(MEASURES, reader.hash());
            }
            if (measure) {
                Arrays.fill(ofName, 0);
            }
        }
        return has(ofName, entity);
    }

    /** Whether the name speaks for any entity by these words, whatever text came last. */
    boolean nameSpeaks(ContextWords words) {
        words(words);
        return nameSpeaks();
    }

    /** Whether the name speaks for any entity. */
    boolean nameSpeaks() {
        nameSpeaksFor(0);
        long any = 0;
        for (long entities : ofName) {
            any |= entities;
        }
        return any != 0;
    }

    private static boolean has(long[] entities, int entity) {
        return (entities[entity >>> 6] >>> entity & 1) != 0;
    }

    private long add(long[] entities, long last) {
        long hash = reader.hash();
        words.addTo(entities, hash);
        words.addTo(entities, ContextWords.pair(last, hash));
        return hash;
    }

    /** Words of the same sentence, of this line or of one that ends here, with no other number that they are about. */
    private long[] before(int start, int endOfFound) {
        int first = Math.max(from, start - BEFORE);
        int found = endOfFound > first && endOfFound <= start ? endOfFound : first;
        if (start == beforePlace && found == beforeFound) {
            return before;
        }
        beforePlace = start;
        beforeFound = found;
        Arrays.fill(before, 0);
        examined += start - first;
        reader.begin(text, first, start);
        if (first > from) {
            reader.skipRest();
        }
        long last = 0;
        boolean taken = false;
        boolean behindFound = found == first;
        for (int token = reader.next(); token != WordReader.END; token = reader.next()) {
            switch (token) {
                case WordReader.WORD -> {
                    if (taken && !isOneOf(LINKS, reader.hash())) {
                        Arrays.fill(before, 0);
                        taken = false;
                    }
                    last = add(before, last);
                }
                case WordReader.NUMBER -> taken |= reader.digits() >= NUMBER_DIGITS;
                case WordReader.LINE -> taken = true;
                case WordReader.SENTENCE -> Arrays.fill(before, 0);
                default -> {}
            }
            taken |= !behindFound && reader.at() >= found;
            behindFound |= reader.at() >= found;
        }
        return before;
    }

    /** Words of the same clause, unless another number follows that they may be about. */
    private long[] behind(int end) {
        if (end == behindPlace) {
            return behind;
        }
        behindPlace = end;
        Arrays.fill(behind, 0);
        int limit = Math.min(to, end + BEHIND);
        examined += limit - end;
        reader.begin(text, end, limit);
        long last = 0;
        while (true) {
            switch (reader.next()) {
                case WordReader.WORD -> last = add(behind, last);
                case WordReader.NUMBER -> {
                    if (reader.digits() >= MANY_DIGITS) {
                        Arrays.fill(behind, 0);
                        return behind;
                    }
                }
                default -> {
                    return behind;
                }
            }
        }
    }

    private static long[] hashes(String... words) {
        return Arrays.stream(words).mapToLong(ContextWords::hash).toArray();
    }

    private static boolean isOneOf(long[] hashes, long hash) {
        for (long known : hashes) {
            if (known == hash) {
                return true;
            }
        }
        return false;
    }
}
