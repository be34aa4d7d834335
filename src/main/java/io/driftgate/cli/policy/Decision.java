package io.driftgate.cli.policy;

import java.util.Locale;

/** What a policy makes of a request and its answer. */
enum Decision {
    ALLOW,
    /** The request is refused, or the answer is. */
    DENY,
    /** The model server's answer is replaced by the rule's. */
    REPLACE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
