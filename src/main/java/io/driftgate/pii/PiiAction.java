package io.driftgate.pii;

/** What a finding does, the most severe first. */
public enum PiiAction {
    /** Refuses the request. */
    BLOCK,
    /** Overwrites the letters and digits before the request is forwarded. */
    MASK,
    /** Only counts. */
    SHADOW;

    private final int index;

    // As in PiiEntity.
    @SuppressWarnings("EnumOrdinal")
    PiiAction() {
        index = ordinal();
    }

    /** The place in tables of actions. */
    int index() {
        return index;
    }
}
