package io.driftgate.pii;

import io.driftgate.pii.pattern.Detector;
import io.driftgate.pii.pattern.Hits;
import java.util.Arrays;

/**
 * Reads one text as it stands, and in each other way in which it could say something: with escapes undone and look-alikes replaced
 * ({@link Fold}), and what Base64 in it decodes to ({@link Base64Run}, {@link ShortBase64}), each {@value #DEPTH} deep; in the end, where
 * digits stand apart, these put together and what is around them, where only a card's check digit or words make a finding. Another reading
 * is made only when {@link Suspicion} finds a reason, and it looks for one only where the detector has come by a sign, so that clean ASCII
 * pays for one look.
 *
 * <p>Work is bounded: what all readings of a part hold together may be {@value #BUDGET} times its bytes, and a little more. Beyond that, and
 * beyond the depth, the policy says what happens. Mutable, reused, one event loop.
 */
final class Readings {
    static final int DEPTH = 2;
    static final int BUDGET = 16;

    private static final int LEAST_BUDGET = 64 << 10;
    /** Of Base64 a whole run is rewritten. */
    private static final int NOTHING_KEPT = 0;

    /** Bytes around digits that were put together, within which the words stand that say what they are. */
    private static final int AROUND = 128;

    private static final int CERTAIN = 100;

    private final Detector detector = new Detector();
    private final Hits hits = new Hits();
    private final FieldPlace place;
    private final boolean scored;
    /** Of a text, and of what Base64 in it decodes to, and so on. */
    private final Spans[] spans = new Spans[DEPTH + 1];

    private final Text[][] folds = new Text[DEPTH + 1][DEPTH];
    private final Text[] gathers = new Text[DEPTH + 1];
    private final Text[] decoded = new Text[DEPTH + 1];
    /** By the alignment of four characters, how far a run has been decoded. */
    private final int[][] covered = new int[DEPTH + 1][4];

    private PiiPolicy policy = PiiPolicy.off();
    private PiiFindings findings = new PiiFindings();
    private PiiLocation location = PiiLocation.STRING;
    private FieldPlace.Name name = FieldPlace.Name.NONE;
    /** Of the name that the detector knows. */
    private long version;

    private long budget;
    private int longest = Integer.MAX_VALUE;

    /** @param scored whether the scores matter of findings that overlap no other */
    Readings(FieldPlace place, boolean scored) {
        this.place = place;
        this.scored = scored;
        Arrays.setAll(spans, level -> new Spans());
        Arrays.setAll(gathers, level -> new Text());
        Arrays.setAll(decoded, level -> new Text());
        for (Text[] level : folds) {
            Arrays.setAll(level, depth -> new Text());
        }
    }

    void begin(PiiPolicy newPolicy, PiiFindings newFindings) {
        policy = newPolicy;
        findings = newFindings;
        detector.begin();
        tell(FieldPlace.Name.NONE);
    }

    /** Values of more bytes than that are not looked for, until {@link #release}. */
    void lookFor(int longestBytes) {
        longest = longestBytes;
    }

    void beginPart(int bytes) {
        budget = LEAST_BUDGET + (long) BUDGET * bytes;
    }

    /** What was found, by offsets of the text that {@link #read} has returned. */
    Spans spans() {
        return spans[0];
    }

    /** How many bytes the matchers have examined beyond their pass, ever. */
    long examined() {
        return detector.examined();
    }

    /** Finds what {@code [from, to)} of a text holds, and returns the text that it is found in: that one, or one made of it. */
    Text read(Text text, int from, int to, PiiLocation where) {
        location = where;
        tell(where == PiiLocation.KEY ? FieldPlace.Name.NONE : place.name());
        return read(text, from, to, 0, scored);
    }

    /** As {@link #read}, of a text that stands for several: what is found is compared with what the others hold. */
    Text readOneOf(Text text, PiiLocation where) {
        location = where;
        tell(place.name());
        return read(text, 0, text.length(), 0, true);
    }

    /** Whether the name of what is at hand speaks for something. */
    boolean nameSpeaks() {
        tell(place.name());
        return detector.nameSpeaks(policy.set());
    }

    /**
     * Finds what a row of an array's elements is, with semicolons between them, and returns the text that it is found in.
     *
     * @param onlyNames whether only what the name speaks for counts
     */
    Text elements(Text row, boolean onlyNames) {
        location = PiiLocation.STRING;
        tell(place.name());
        Text text = row;
        if ((Suspicion.of(row.bytes(), 0, row.length()) & (Suspicion.WRAPPED | Suspicion.FOREIGN)) != 0) {
            text = folds[0][0];
            Fold.fold(row, 0, row.length(), text);
        }
        detector.scanElements(text.bytes(), 0, text.length(), policy.set(), onlyNames, hits);
        take(text.bytes(), spans[0]);
        Text gathered = gathers[0];
        Fold.gather(text, 0, text.length(), gathered);
        spans[0].move(gathered);
        detector.scanElements(gathered.bytes(), 0, gathered.length(), policy.set(), onlyNames, hits);
        take(gathered.bytes(), spans[0]);
        return gathered;
    }

    /** Finds what a number's digits are, as a span over {@code [from, to)} of its text. */
    void number(byte[] digits, int length, int from, int to) {
        location = PiiLocation.NUMBER;
        tell(place.name());
        detector.number(digits, length, policy.set(), hits);
        for (int i = 0; i < hits.size(); i++) {
            add(hits.entity(i), hits.score(i), digits, 0, length, from, to, spans[0]);
        }
        hits.clear();
    }

    /** Adds a finding of a name, which is certain. */
    void add(int entity, Text text, int from, int to, PiiLocation where) {
        location = where;
        name = place.name();
        add(entity, CERTAIN, text.bytes(), from, to, from, to, spans[0]);
    }

    /** Says what the name is; a detector reads its words once, however many values stand under it. */
    private void tell(FieldPlace.Name newName) {
        name = newName;
        if (version != name.version()) {
            version = name.version();
            detector.context(name.bytes(), name.from(), name.to());
        }
    }

    private Text read(Text text, int from, int to, int level, boolean scores) {
        int doubts = find(text, from, to, scores, spans[level]);
        if (doubts == Suspicion.NONE) {
            return text;
        }
        Text last = text;
        int start = from;
        int end = to;
        for (int depth = 0; depth < DEPTH && (doubts & Suspicion.FOLDABLE) != 0; depth++) {
            decode(last, start, end, level, doubts);
            if (!spend(end - start)) {
                return last;
            }
            Text folded = folds[level][depth];
            Fold.fold(last, start, end, folded);
            if (folded.isCopy() && (doubts & Suspicion.GROUPED) == 0) {
                return (doubts & Suspicion.SPREAD) == 0 ? last : gather(last, start, end, level);
            }
            spans[level].move(folded);
            int left = find(folded, 0, folded.length(), true, spans[level]);
            boolean unwrapped = (doubts & Suspicion.WRAPPED) != 0;
            last = folded;
            start = 0;
            end = folded.length();
            doubts = unwrapped ? left : left & ~Suspicion.FOREIGN;
        }
        decode(last, start, end, level, doubts);
        if ((doubts & Suspicion.WRAPPED) != 0 && Suspicion.hidesCharacters(last.bytes(), start, end)) {
            refuse(Uninspectable.DEPTH);
        }
        return (doubts & Suspicion.SPREAD) == 0 ? last : gather(last, start, end, level);
    }

    /** Adds what a text holds when digits that stand apart are put together. */
    private Text gather(Text text, int from, int to, int level) {
        if (!spend(to - from)) {
            return text;
        }
        Text gathered = gathers[level];
        long rows = Fold.gather(text, from, to, gathered);
        int first = (int) (rows >>> 32);
        int last = (int) rows;
        spans[level].move(gathered);
        if (last == 0) {
            return gathered;
        }
        int start = around(gathered, first, -1);
        detector.scanLoosely(gathered.bytes(), start, around(gathered, last, 1), policy.set(), hits);
        take(gathered.bytes(), first, last, spans[level]);
        return gathered;
    }

    /** Where to begin or end, so that what begins or ends at {@code place} is read with the words around it, and no word in part. */
    private static int around(Text text, int place, int step) {
        byte[] bytes = text.bytes();
        int at = Math.max(0, Math.min(text.length(), place + step * AROUND));
        while (at > 0
                && at < text.length()
                && bytes[step < 0 ? at - 1 : at] != ' '
                && Math.abs(at - place) < 2 * AROUND) {
            at += step;
        }
        return at;
    }

    /** Adds what a text holds as it stands, and returns the reasons to read it otherwise. */
    private int find(Text text, int from, int to, boolean scores, Spans out) {
        boolean base64 = isWhole() && ShortBase64.whole(text.bytes(), from, to) >= 0;
        boolean signs = detector.scanForSigns(text.bytes(), from, to, policy.set(), scores || base64, hits);
        take(text.bytes(), out);
        int doubts = signs ? Suspicion.of(text.bytes(), from, to) : Suspicion.NONE;
        return base64 ? doubts | Suspicion.SHORT_BASE64 : doubts;
    }

    /** Whether texts are read from their start to their end: windows of a longer one are not. */
    private boolean isWhole() {
        return longest == Integer.MAX_VALUE;
    }

    private void take(byte[] text, Spans out) {
        take(text, 0, Integer.MAX_VALUE, out);
    }

    /** Takes what stands, if only in part, in {@code [first, last)}. */
    private void take(byte[] text, int first, int last, Spans out) {
        for (int i = 0; i < hits.size(); i++) {
            boolean there = hits.to(i) > first && hits.from(i) < last;
            if (there && hits.to(i) - hits.from(i) <= longest) {
                int start = hits.from(i);
                int end = hits.to(i);
                add(hits.entity(i), hits.score(i), text, start, end, start, end, out);
            }
        }
        hits.clear();
    }

    /** Adds what was found, unless the policy doesn't mind it in this field, or allows the value. */
    private void add(int entity, int score, byte[] value, int valueFrom, int valueTo, int from, int to, Spans out) {
        Treatment treatment = policy.treatment(entity, place, name);
        if (!treatment.isOff() && !policy.allows(value, valueFrom, valueTo)) {
            Treatment possible = treatment.at(location);
            out.add(entity, score, from, to, possible, possible.keepLast());
        }
    }

    private void decode(Text text, int from, int to, int level, int doubts) {
        if ((doubts & Suspicion.BASE64) != 0) {
            decodeLong(text, from, to, level);
        }
        if ((doubts & Suspicion.SHORT_BASE64) != 0) {
            decodeShort(text, from, to, level);
        }
    }

    /** Reads what the short runs of Base64 in a text decode to. */
    private void decodeShort(Text text, int from, int to, int level) {
        byte[] raw = text.bytes();
        int whole = isWhole() ? ShortBase64.whole(raw, from, to) : -1;
        if (whole >= 0) {
            decodeAt(text, whole, Base64Run.end(raw, whole, to), level, 0, ShortBase64.MIN_TEXT);
            return;
        }
        for (int i = from; i < to; i++) {
            int run = raw[i] == '='
                    ? ShortBase64.padded(raw, from, i, to)
                    : raw[i] == '6' ? ShortBase64.marked(raw, from, i, to) : -1;
            if (run >= 0 && !decodeAt(text, run, Base64Run.end(raw, run, to), level, 0, ShortBase64.MIN_TEXT)) {
                return;
            }
        }
    }

    /** Reads what the runs of Base64 in a text decode to. */
    private void decodeLong(Text text, int from, int to, int level) {
        byte[] raw = text.bytes();
        int p = Base64Run.next(raw, from, to);
        while (p < to) {
            int end = Base64Run.end(raw, p, to);
            for (int line = Base64Run.nextLine(raw, end, to); line > 0; line = Base64Run.nextLine(raw, end, to)) {
                end = Base64Run.end(raw, line, to);
            }
            if (!decodeRun(text, p, end, level)) {
                return;
            }
            p = Base64Run.next(raw, end, to);
        }
    }

    /** A run may begin where another character of the alphabet stands between it and a word before. */
    private boolean decodeRun(Text text, int from, int to, int level) {
        byte[] raw = text.bytes();
        Arrays.fill(covered[level], from);
        int characters = 0;
        for (int at = from; to - at >= Base64Run.MIN; at++) {
            if (!Base64Run.isCharacter(raw[at])) {
                continue;
            }
            int alignment = characters++ & 3;
            boolean begins = at == from || !Character.isLetterOrDigit(raw[at - 1]);
            if (begins
                    && at >= covered[level][alignment]
                    && !decodeAt(text, at, to, level, alignment, Base64Run.MIN_TEXT)) {
                return false;
            }
        }
        return true;
    }

    private boolean decodeAt(Text text, int at, int to, int level, int alignment, int leastText) {
        Text said = decoded[level];
        said.derive(text, at, to);
        int end = Base64Run.decode(text.bytes(), at, to, said);
        covered[level][alignment] = end;
        if (!spend(end - at)) {
            return false;
        }
        if (said.length() < leastText) {
            return true;
        }
        if (level == DEPTH) {
            refuse(Uninspectable.DEPTH);
            return false;
        }
        Spans inner = spans[level + 1];
        read(said, 0, said.length(), level + 1, true);
        for (int i = 0; i < inner.size(); i++) {
            spans[level].add(inner.entity(i), inner.score(i), at, to, inner.treatment(i), NOTHING_KEPT);
        }
        inner.clear();
        return true;
    }

    /** Takes a reading of that many bytes out of the budget; false when it isn't to be made. */
    private boolean spend(int bytes) {
        budget -= bytes;
        if (budget < 0) {
            refuse(Uninspectable.SIZE);
        }
        return budget >= 0;
    }

    void refuse(Uninspectable reason) {
        if (policy.uninspectable(reason) == Uninspectable.Outcome.REFUSE) {
            findings.refuse(reason);
        } else {
            findings.pass(reason);
        }
    }

    void release() {
        longest = Integer.MAX_VALUE;
        policy = PiiPolicy.off();
        tell(FieldPlace.Name.NONE);
        hits.clear(); // there are some only after a fault
        for (int level = 0; level <= DEPTH; level++) {
            spans[level].clear();
            decoded[level].release();
            gathers[level].release();
            for (Text fold : folds[level]) {
                fold.release();
            }
        }
    }
}
