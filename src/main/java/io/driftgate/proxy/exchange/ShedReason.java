package io.driftgate.proxy.exchange;

import java.util.Locale;

/** The limit that a shed request met; label {@code reason} of {@code driftgate_shed_total}. */
public enum ShedReason {
    CONNECTIONS,
    CONCURRENCY,
    BUFFERED_BYTES,
    /** The audit log takes no record, and its configuration says to refuse then. */
    AUDIT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
