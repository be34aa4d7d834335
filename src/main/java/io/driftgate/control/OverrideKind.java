package io.driftgate.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an override does. */
public enum OverrideKind {
    /** The model's route stays as it is: neither drift nor a reload moves traffic. */
    FREEZE,
    /** All of the model's traffic goes to one version. */
    PIN,
    /** One version of the model gets no traffic: no weight, no fallback, no failover, no drift switch. */
    QUARANTINE,
    /** One rule of the model is not enforced, and still counted. */
    BYPASS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** In metrics, files and the admin API. */
    public String label() {
        return label;
    }

    /** Whether it is about one version. */
    public boolean hasVersion() {
        return this == PIN || this == QUARANTINE;
    }

    /** The kind of that label. */
    public static Optional<OverrideKind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
