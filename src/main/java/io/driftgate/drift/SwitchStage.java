package io.driftgate.drift;

/** How far a switch has come. */
public enum SwitchStage {
    /** The fallback's share grows. */
    RAMPING,
    /** The fallback has all traffic. */
    AWAY,
    /** The primary's input fits again, and a small share has returned to it. */
    HALF_OPEN,
    /** The primary's input fits again, and it is quarantined until a person releases it. */
    HELD
}
