package io.driftgate.testing;

import java.io.IOException;

/** What was read is no strict HTTP/1.1. */
public final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1;

    public ProtocolViolation(String message) {
        super(message);
    }
}
