package io.driftgate.policy;

/** When a rule is evaluated. */
public enum Phase {
    /** Before the request is forwarded. */
    REQUEST,
    /** When the model server has answered: features and prediction are there. */
    RESPONSE
}
