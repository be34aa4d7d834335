package io.driftgate.alert;

import java.util.Locale;
import java.util.Optional;

/** What an alert is about. Its label is the key under {@code alerts.on}, a metric label, and the runbook section's anchor. */
public enum AlertKind {
    /** The input of a version that takes traffic does not fit its baseline any more. */
    DRIFT,
    /** Traffic moved to a fallback. */
    SWITCH,
    /** A version fails a gate. */
    GATE,
    /** A window gate fails. */
    WINDOW_GATE,
    /** A canary is worse than the version that it is compared with. */
    CANARY,
    /** A rule is violated by a large share of a model's requests. */
    VIOLATIONS,
    /** Personal data is found in a large share of a model's requests. */
    PII,
    /** A policy rule expires soon, or has. */
    EXPIRY,
    /** The audit log is in trouble. */
    AUDIT,
    /** Changed files are invalid and were not applied. */
    RELOAD,
    /** A person's override is in force. */
    OVERRIDE,
    /** Somebody tries whether alerts arrive. */
    TEST;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }

    public static Optional<AlertKind> of(String label) {
        for (AlertKind kind : values()) {
            if (kind.label.equals(label)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
