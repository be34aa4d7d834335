package io.driftgate.alert;

import java.util.Locale;
import java.util.Optional;

/** How bad it is, in PagerDuty's four words. */
public enum AlertSeverity {
    /** Requests are answered wrongly or not, or evidence is lost: somebody gets up. */
    CRITICAL,
    ERROR,
    WARNING,
    INFO;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }

    public static Optional<AlertSeverity> of(String label) {
        for (AlertSeverity severity : values()) {
            if (severity.label.equals(label)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
