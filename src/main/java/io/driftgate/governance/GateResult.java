package io.driftgate.governance;

import java.util.Locale;
import java.util.Optional;

/**
 * What a gate says of a version.
 *
 * @param detail the values that the gate looked at, and what it missed; for people, no value of a request
 * @param waiver the one in force; empty when there is none, or the gate passes
 * @param holds whether the version must not have traffic because of it
 */
public record GateResult(
        String gate,
        String owner,
        String description,
        boolean required,
        Outcome outcome,
        String detail,
        Optional<Waiver> waiver,
        boolean holds) {
    /** A gate's verdict. */
    public enum Outcome {
        PASS,
        FAIL,
        /** It depends on something outside of the files that is not known yet. */
        UNKNOWN;

        /** Also the value of a metric label. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
