package io.driftgate.policy;

/** What a violated rule does: {@code DENY} refuses the request, {@code SHADOW} only counts. */
public enum Enforcement {
    DENY,
    SHADOW
}
