package io.driftgate.cli.audit;

/** A line that says no proof, or one that doesn't hold; the message says why. */
final class BadProof extends Exception {
    private static final long serialVersionUID = 1;

    BadProof(String message) {
        super(message, null, false, false);
    }
}
