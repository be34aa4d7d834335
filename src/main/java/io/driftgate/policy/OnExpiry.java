package io.driftgate.policy;

/** What becomes of a rule after the day that its {@code expires} names. */
public enum OnExpiry {
    /** It stays in force, and its owner is named until somebody looks at it. */
    KEEP,
    /** It only counts from then on. */
    SHADOW
}
