package io.driftgate.policy;

/** What a violated rule does. */
public enum Enforcement {
    /** Refuses the request, or keeps the model server's answer back. */
    DENY,
    /** Answers with a configured body in the model server's place; rules of the response phase only. */
    REPLACE,
    /** Only counts. */
    SHADOW
}
