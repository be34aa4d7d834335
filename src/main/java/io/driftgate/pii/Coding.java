package io.driftgate.pii;

/** How a text is written where it stands, and how edits of it are. */
public enum Coding {
    /** As it is, in UTF-8. */
    PLAIN,
    /** {@code application/x-www-form-urlencoded}: percent-encoded bytes, {@code +} for a blank. */
    URL
}
