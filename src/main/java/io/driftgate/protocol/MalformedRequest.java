package io.driftgate.protocol;

/** A body that is JSON but not of the protocol's shape. Stackless. The message names the field, never a value. */
public final class MalformedRequest extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedRequest(String message) {
        super(message, null, false, false);
    }
}
