package io.driftgate.drift;

/** What becomes of the primary once its input fits again. */
public enum OnClear {
    /** Traffic returns to it. */
    RETURN,
    /** It is quarantined until a person releases it. */
    HOLD
}
