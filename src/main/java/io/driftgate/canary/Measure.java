package io.driftgate.canary;

import java.util.Locale;

/** What a canary is compared by; its label is a metric label. */
public enum Measure {
    /** Requests that the model server did not answer, or answered with a status of 400 or more. */
    ERRORS,
    /** Requests or answers that the version's policy in force refuses or replaces. */
    VIOLATIONS,
    /** Time from sending to the end of an answer below 400. */
    LATENCY,
    /** The predicted number or class of an answer. */
    PREDICTIONS;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
