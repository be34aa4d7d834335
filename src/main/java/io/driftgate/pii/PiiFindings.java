package io.driftgate.pii;

import io.driftgate.feature.Retention;
import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import java.util.Arrays;
import java.util.Optional;

/**
 * What was found in one request: ranges of its parts, in order, not overlapping, each with what is done about it; what stands in several
 * elements of an array comes before what stands in one. Mutable, reused,
 * owned by one event loop.
 *
 * <p>At most {@value #MAX_FINDINGS} findings are kept. One that blocks or rewrites beyond them is not: then the last kept one is made
 * to block, because what can't be rewritten as a whole must not go out. One that only counts is counted all the same.
 */
public final class PiiFindings {
    public static final int MAX_FINDINGS = 10_000;

    private static final int KEPT = 64;
    private static final int ENTRY_BYTES = 28;
    private static final int NONE = -1;
    private static final int ACTIONS = PiiAction.values().length;

    private PatternSet set = PiiPolicy.off().set();
    private int[] entities = new int[KEPT];
    private int[] scores = new int[KEPT];
    private PiiAction[] actions = new PiiAction[KEPT];
    private PiiLocation[] locations = new PiiLocation[KEPT];
    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private int[] parts = new int[KEPT];
    private int size;
    private int blocking = NONE;
    private boolean overflown;
    private Uninspectable refused;
    private Uninspectable passed;
    private int[] counts = new int[set.size() * ACTIONS];
    private final Retention retention = new Retention();
    private final Edits edits = new Edits();
    private int part;
    private Coding coding = Coding.PLAIN;

    public int size() {
        return size;
    }

    public PiiEntity entity(int finding) {
        return set.entity(entities[check(finding)]);
    }

    /** The place of the entity in the policy's {@link PiiPolicy#set()}. */
    public int entityIndex(int finding) {
        return entities[check(finding)];
    }

    /** How sure it is, of 100. */
    public int score(int finding) {
        return scores[check(finding)];
    }

    /** What is done: what can't be rewritten in a number or key has become BLOCK. */
    public PiiAction action(int finding) {
        return actions[check(finding)];
    }

    public PiiLocation location(int finding) {
        return locations[check(finding)];
    }

    /** The part of the request that holds it, as numbered by {@link PiiScanner}. */
    public int part(int finding) {
        return parts[check(finding)];
    }

    /** First byte in the part's array. */
    public int from(int finding) {
        return froms[check(finding)];
    }

    /** One past the last byte in the part's array. */
    public int to(int finding) {
        return tos[check(finding)];
    }

    /** Why the request can't be inspected as a whole, when the policy refuses it for that. */
    public Optional<Uninspectable> refused() {
        return Optional.ofNullable(refused);
    }

    /** Why not all of the request was inspected, when the policy lets that pass. */
    public Optional<Uninspectable> passed() {
        return Optional.ofNullable(passed);
    }

    /** The first blocking finding, or -1. */
    public int blocking() {
        return blocking;
    }

    /** Whether there was more to block or rewrite than is kept; then something blocks. */
    public boolean isOverflown() {
        return overflown;
    }

    /** Whether any part has to be rewritten. */
    public boolean masks() {
        return edits.size() > 0;
    }

    /** Whether a part has to be rewritten. */
    public boolean rewrites(int ofPart) {
        return edits.has(ofPart);
    }

    /** Findings of an entity that had an action, those beyond the kept ones included. */
    public int count(PiiEntity entity, PiiAction action) {
        int index = set.indexOf(entity);
        return index < 0 ? 0 : counts[index * ACTIONS + action.index()];
    }

    /** What was rewritten, such as {@code EMAIL_ADDRESS=1, CREDIT_CARD=2}; empty when nothing was. */
    public String redactedSummary() {
        StringBuilder out = new StringBuilder();
        for (int entity = 0; entity < set.size(); entity++) {
            int count = counts[entity * ACTIONS + PiiAction.MASK.index()]
                    + counts[entity * ACTIONS + PiiAction.HASH.index()];
            if (count > 0) {
                out.append(out.length() == 0 ? "" : ", ")
                        .append(set.entity(entity))
                        .append('=')
                        .append(count);
            }
        }
        return out.toString();
    }

    /** As {@link #rewrite} for the first part. */
    public byte[] redact(byte[] body, int from, int to) {
        return rewrite(0, body, from, to);
    }

    /**
     * What is forwarded in place of {@code body[from, to)}, a fresh array; {@code body} is the array that was scanned as that part.
     * What no edit covers is copied byte by byte, escapes and all.
     */
    public byte[] rewrite(int ofPart, byte[] body, int from, int to) {
        return edits.apply(ofPart, body, from, to);
    }

    /** How many ranges are put other text in the place of, in all parts, in order. */
    int edits() {
        return edits.size();
    }

    int editFrom(int edit) {
        return edits.from(edit);
    }

    int editTo(int edit) {
        return edits.to(edit);
    }

    byte[] editText(int edit) {
        return edits.text(edit);
    }

    public void clear() {
        int needed = 2 * size > froms.length ? froms.length : size;
        if (froms.length > KEPT && !retention.keeps(ENTRY_BYTES * froms.length, ENTRY_BYTES * needed)) {
            resize(KEPT);
        }
        size = 0;
        part = 0;
        refused = null;
        passed = null;
        blocking = NONE;
        overflown = false;
        Arrays.fill(counts, 0);
        edits.clear();
    }

    void begin(PatternSet of) {
        clear();
        set = of;
        if (counts.length < of.size() * ACTIONS) {
            counts = new int[of.size() * ACTIONS];
        }
    }

    /** What is added from now on is of that part; parts come in order. */
    void beginPart(int number, Coding written) {
        part = number;
        coding = written;
    }

    /** Whether all could be looked at, and nothing was found. */
    boolean isClean() {
        return size == 0 && refused == null && passed == null;
    }

    void refuse(Uninspectable reason) {
        refused = refused == null ? reason : refused;
    }

    void pass(Uninspectable reason) {
        passed = passed == null ? reason : passed;
    }

    /** Adds a finding behind all others; false when it isn't kept. */
    boolean add(int entity, int score, PiiAction action, PiiLocation location, int from, int to) {
        counts[entity * ACTIONS + action.index()]++;
        if (size == MAX_FINDINGS) {
            if (action != PiiAction.SHADOW) {
                overflown = true;
                block(size - 1);
            }
            return false;
        }
        if (size == froms.length) {
            resize(Math.min(size * 2, MAX_FINDINGS));
        }
        entities[size] = entity;
        scores[size] = score;
        actions[size] = action;
        locations[size] = location;
        froms[size] = from;
        tos[size] = to;
        parts[size] = part;
        if (action == PiiAction.BLOCK && blocking == NONE) {
            blocking = size;
        }
        size++;
        return true;
    }

    /** Makes a finding block. */
    void block(int finding) {
        actions[finding] = PiiAction.BLOCK;
        blocking = blocking == NONE ? finding : Math.min(blocking, finding);
    }

    /** Writes one character in place of what stands there. */
    void overwrite(int from, int to, byte character) {
        if (to > edits.lastEnd(part)) {
            edits.begin(part, from, to);
            edits.write(character);
        }
    }

    /** Writes an ASCII text in place of what stands there. */
    void replace(int from, int to, String text) {
        edits.begin(part, from, to);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = coding == Coding.PLAIN || Character.isLetterOrDigit(c) || c == '_';
            if (!plain) {
                edits.write((byte) '%');
                edits.write((byte) Character.toUpperCase(Character.forDigit(c >> 4, 16)));
            }
            edits.write((byte) (plain ? c : Character.toUpperCase(Character.forDigit(c & 0xf, 16))));
        }
    }

    private void resize(int capacity) {
        entities = Arrays.copyOf(entities, capacity);
        scores = Arrays.copyOf(scores, capacity);
        actions = Arrays.copyOf(actions, capacity);
        locations = Arrays.copyOf(locations, capacity);
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        parts = Arrays.copyOf(parts, capacity);
    }

    private int check(int finding) {
        if (finding >= size) {
            throw new IndexOutOfBoundsException(finding);
        }
        return finding;
    }
}
