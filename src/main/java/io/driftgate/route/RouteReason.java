package io.driftgate.route;

import java.util.Locale;

/** Why a version answers; {@code x-driftgate-reason} and a metric label. */
public enum RouteReason {
    WEIGHT,
    STICKY,
    DRIFT,
    FAILOVER;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
