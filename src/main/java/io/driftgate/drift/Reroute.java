package io.driftgate.drift;

/** What drift of the primary does: {@code ALWAYS} moves traffic to the fallback, {@code ALERT} only says so. */
public enum Reroute {
    ALWAYS,
    ALERT
}
