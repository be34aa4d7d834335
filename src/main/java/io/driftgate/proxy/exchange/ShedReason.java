package io.driftgate.proxy.exchange;

import java.util.Locale;

/** The limit that a shed request met; label {@code reason} of {@code driftgate_shed_total}. */
public enum ShedReason {
    CONNECTIONS,
    CONCURRENCY,
    BUFFERED_BYTES;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
