package io.driftgate.route;

import java.util.Locale;

/** Why a version answers; {@code x-driftgate-reason} and a metric label. */
public enum RouteReason {
    WEIGHT,
    STICKY,
    DRIFT,
    /** A person pinned the model to the version. */
    PIN,
    /** No version with a weight may answer, so the first of the chain that may does. */
    FALLBACK,
    /** The version that was chosen did not answer. */
    FAILOVER;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
