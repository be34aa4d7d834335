package io.driftgate.windowgate;

import java.util.Locale;

/** What a window says of a gate. Its label is a metric label. */
public enum GateLevel {
    /** Too few rows or requests to tell. */
    INSUFFICIENT,
    PASS,
    /** Out of bounds, and not often enough in a row to act upon. */
    WARNING,
    FAIL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
