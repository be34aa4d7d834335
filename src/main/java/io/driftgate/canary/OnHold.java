package io.driftgate.canary;

/** What becomes of a canary that has held through all steps. */
public enum OnHold {
    /** It gets all the traffic. */
    PROMOTE,
    /** It stays at its last step, and goes on being compared. */
    KEEP
}
