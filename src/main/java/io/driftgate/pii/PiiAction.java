package io.driftgate.pii;

/** What a finding does, the most severe first. */
public enum PiiAction {
    /** Refuses the request. */
    BLOCK,
    /** Overwrites the value, or puts its entity's name in its place, before the request is forwarded. */
    MASK,
    /** Puts a keyed hash of the value in its place, so that equal values stay equal. */
    HASH,
    /** Only counts. */
    SHADOW;

    private final int index;

    // As in PiiEntity.
    @SuppressWarnings("EnumOrdinal")
    PiiAction() {
        index = ordinal();
    }

    /** Whether the request is forwarded with other bytes. */
    public boolean rewrites() {
        return this == MASK || this == HASH;
    }

    /** The place in tables of actions. */
    public int index() {
        return index;
    }
}
