package io.driftgate.testing;

/** How a message says where its body ends. */
public enum BodyFraming {
    /** No length header: a request has no body, a response's goes to the end of the connection. */
    NONE,
    LENGTH,
    CHUNKED,
}
