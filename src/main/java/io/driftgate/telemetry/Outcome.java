package io.driftgate.telemetry;

import java.util.Locale;

/** How a request ended; label {@code outcome} of {@code driftgate_requests_total}. */
public enum Outcome {
    /** The model server's answer, whatever its status below 500, reached the client. */
    OK,
    /** The model server answered 5xx. */
    UPSTREAM_ERROR,
    /** The model server refused, reset, or answered what is no HTTP. */
    UPSTREAM_UNAVAILABLE,
    UPSTREAM_TIMEOUT,
    POLICY_DENIED,
    /** A rule put a configured answer in the place of the model server's. */
    REPLACED,
    PII_BLOCKED,
    /** A window gate of the model refuses all its requests. */
    WINDOW_GATE,
    /** Not JSON, or not of the protocol's shape, encoding or type. */
    MALFORMED,
    TOO_LARGE,
    /** A limit was reached. */
    SHED,
    /** No version may answer, or the model's policy or baseline is invalid. */
    UNAVAILABLE,
    /** No such path, model or method. */
    NOT_FOUND,
    CLIENT_GONE,
    /** The client sent its request, or took its answer, too slowly. */
    CLIENT_TIMEOUT,
    /** A fault of Driftgate's own; the log says which. */
    INTERNAL_ERROR;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
