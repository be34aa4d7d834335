package io.driftgate.pii;

/**
 * What is done about an entity in a field.
 *
 * @param keepLast how many letters and digits at the end stay readable in a mask of stars or digits
 */
record Treatment(PiiAction action, Style style, int keepLast) {
    /** The entity is not looked for. */
    static final Treatment OFF = new Treatment(PiiAction.SHADOW, Style.STARS, -1);

    static final Treatment BLOCK = of(PiiAction.BLOCK);

    /** How a value is overwritten. */
    enum Style {
        /** A star for each letter and digit. */
        STARS,
        /** A {@code 0} for each digit and an {@code x} for each letter; what is a number stays one. */
        DIGITS,
        /** {@code <CREDIT_CARD>} or {@code <CREDIT_CARD:5f2b…>}. */
        LABEL,
        /** The hash alone. */
        HEX;

        /** Whether the length stays, and so the end can be kept. */
        boolean preservesLength() {
            return this == STARS || this == DIGITS;
        }
    }

    static Treatment of(PiiAction action) {
        return new Treatment(action, action == PiiAction.HASH ? Style.LABEL : Style.STARS, 0);
    }

    /** Whether the entity is not looked for. */
    boolean isOff() {
        return keepLast < 0;
    }

    /** Whether it is more than counted. */
    boolean acts() {
        return !isOff() && action != PiiAction.SHADOW;
    }

    /** Only counts, if the entity is looked for at all. */
    Treatment shadowed() {
        return isOff() ? this : of(PiiAction.SHADOW);
    }

    /** The same where it can't be written: only digits may stand in a number or a key. */
    Treatment at(PiiLocation location) {
        boolean possible = !action.rewrites()
                || location.isRewritable()
                || (style == Style.DIGITS && location != PiiLocation.FEATURE_NAME);
        return possible ? this : BLOCK;
    }
}
