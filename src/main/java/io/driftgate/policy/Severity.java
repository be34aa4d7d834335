package io.driftgate.policy;

/** How much a violation matters to whoever is told of it; it decides nothing. */
public enum Severity {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
