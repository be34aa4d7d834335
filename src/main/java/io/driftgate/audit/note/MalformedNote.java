package io.driftgate.audit.note;

/** A text that is no note, checkpoint or key as the formats define them; the message says what is wrong with it. */
public final class MalformedNote extends Exception {
    private static final long serialVersionUID = 1;

    MalformedNote(String message) {
        super(message);
    }
}
