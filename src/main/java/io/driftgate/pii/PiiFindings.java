package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was found in one request: ranges of its body, in order, not overlapping, each with what is done about it. Mutable, reused,
 * owned by one event loop.
 *
 * <p>At most {@value #MAX_FINDINGS} findings are kept. One that blocks or masks beyond them is not: then the last kept one is made
 * to block, because a body that can't be masked as a whole must not go out. One that only counts is counted all the same.
 */
public final class PiiFindings {
    public static final int MAX_FINDINGS = 10_000;

    private static final int KEPT = 64;
    private static final int NONE = -1;
    private static final List<PiiEntity> ENTITIES = PiiEntity.builtIn();
    private static final int ACTIONS = PiiAction.values().length;

    private PiiEntity[] entities = new PiiEntity[KEPT];
    private PiiAction[] actions = new PiiAction[KEPT];
    private PiiLocation[] locations = new PiiLocation[KEPT];
    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    private int[] parts = new int[KEPT];
    private int size;
    private int part;
    private Uninspectable refused;
    private int blocking = NONE;
    private boolean overflown;
    private final int[] counts = new int[ENTITIES.size() * ACTIONS];

    // Masks: the bytes [from, to) of the body become that many stars.
    private int[] maskFroms = new int[KEPT];
    private int[] maskTos = new int[KEPT];
    private int[] maskStars = new int[KEPT];
    private int[] maskParts = new int[KEPT];
    private int masks;

    public int size() {
        return size;
    }

    public PiiEntity entity(int finding) {
        return entities[check(finding)];
    }

    /** What is done: a MASK in a number or key has become BLOCK. */
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

    /** The first blocking finding, or -1. */
    public int blocking() {
        return blocking;
    }

    /** Whether there was more to block or mask than is kept; then something blocks. */
    public boolean isOverflown() {
        return overflown;
    }

    /** Whether any part has to be rewritten. */
    public boolean masks() {
        return masks > 0;
    }

    /** Whether a part has to be rewritten. */
    public boolean rewrites(int ofPart) {
        int first = firstMask(ofPart);
        return first < masks && maskParts[first] == ofPart;
    }

    /** Findings of an entity that had an action, those beyond the kept ones included. */
    public int count(PiiEntity entity, PiiAction action) {
        return counts[entity.index() * ACTIONS + action.index()];
    }

    /** What was masked, such as {@code EMAIL_ADDRESS=1, CREDIT_CARD=2}; empty when nothing was. */
    public String redactedSummary() {
        StringBuilder out = new StringBuilder();
        for (PiiEntity entity : ENTITIES) {
            int count = count(entity, PiiAction.MASK);
            if (count > 0) {
                out.append(out.length() == 0 ? "" : ", ")
                        .append(entity)
                        .append('=')
                        .append(count);
            }
        }
        return out.toString();
    }

    /**
     * The body {@code body[from, to)}, which was scanned, with its masks, in a fresh array. What no mask covers is copied byte by
     * byte, escapes and all.
     */
    public byte[] redact(byte[] body, int from, int to) {
        return rewrite(0, body, from, to);
    }

    /** As {@link #redact}, for a part: {@code body} is the array that was scanned. */
    public byte[] rewrite(int ofPart, byte[] body, int from, int to) {
        int first = firstMask(ofPart);
        int end = firstMask(ofPart + 1);
        int length = to - from;
        for (int i = first; i < end; i++) {
            length += maskStars[i] - (maskTos[i] - maskFroms[i]);
        }
        byte[] redacted = new byte[length];
        int in = from;
        int out = 0;
        for (int i = first; i < end; i++) {
            System.arraycopy(body, in, redacted, out, maskFroms[i] - in);
            out += maskFroms[i] - in;
            Arrays.fill(redacted, out, out + maskStars[i], (byte) '*');
            out += maskStars[i];
            in = maskTos[i];
        }
        System.arraycopy(body, in, redacted, out, to - in);
        return redacted;
    }

    private int firstMask(int ofPart) {
        int low = 0;
        int high = masks;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (maskParts[middle] < ofPart) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many spans of the body are put other text in the place of, in order. */
    int edits() {
        return masks;
    }

    int editFrom(int edit) {
        return maskFroms[edit];
    }

    int editTo(int edit) {
        return maskTos[edit];
    }

    byte[] editText(int edit) {
        byte[] stars = new byte[maskStars[edit]];
        Arrays.fill(stars, (byte) '*');
        return stars;
    }

    public void clear() {
        size = 0;
        part = 0;
        refused = null;
        masks = 0;
        blocking = NONE;
        overflown = false;
        Arrays.fill(counts, 0);
        if (froms.length > KEPT) {
            resize(KEPT);
        }
        if (maskFroms.length > KEPT) {
            maskFroms = new int[KEPT];
            maskTos = new int[KEPT];
            maskStars = new int[KEPT];
            maskParts = new int[KEPT];
        }
    }

    void refuse(Uninspectable reason) {
        refused = refused == null ? reason : refused;
    }

    /** What is added from now on is of that part; parts come in order. */
    void beginPart(int number) {
        part = number;
    }

    /** Adds a finding behind all others; false when it isn't kept. */
    boolean add(PiiEntity entity, PiiAction action, PiiLocation location, int from, int to) {
        counts[entity.index() * ACTIONS + action.index()]++;
        if (size == MAX_FINDINGS) {
            if (action != PiiAction.SHADOW) {
                overflown = true;
                actions[size - 1] = PiiAction.BLOCK;
                blocking = blocking == NONE ? size - 1 : blocking;
            }
            return false;
        }
        if (size == froms.length) {
            resize(Math.min(size * 2, MAX_FINDINGS));
        }
        entities[size] = entity;
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

    /** Adds a mask of one character behind all others; characters side by side are one mask. */
    void mask(int from, int to) {
        if (masks > 0 && maskTos[masks - 1] == from && maskParts[masks - 1] == part) {
            maskTos[masks - 1] = to;
            maskStars[masks - 1]++;
            return;
        }
        if (masks == maskFroms.length) {
            maskFroms = Arrays.copyOf(maskFroms, masks * 2);
            maskTos = Arrays.copyOf(maskTos, masks * 2);
            maskStars = Arrays.copyOf(maskStars, masks * 2);
            maskParts = Arrays.copyOf(maskParts, masks * 2);
        }
        maskFroms[masks] = from;
        maskTos[masks] = to;
        maskParts[masks] = part;
        maskStars[masks++] = 1;
    }

    private void resize(int capacity) {
        entities = Arrays.copyOf(entities, capacity);
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
