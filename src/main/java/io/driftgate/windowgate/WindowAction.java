package io.driftgate.windowgate;

import java.util.Locale;

/** What a window gate that fails does, besides being told. */
public enum WindowAction {
    /** Nothing. */
    ALERT,
    /** Traffic leaves the version for a fallback whose own gates hold. */
    FALLBACK,
    /** The model's requests are refused. */
    REFUSE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
