package io.driftgate.feature;

import java.util.Locale;

/** The type that a schema gives a feature. */
public enum FeatureType {
    /** A whole number; {@code 5.0} is one, {@code 5.5} is not. */
    INT,
    FLOAT,
    BOOL,
    STRING,
    /** A string out of a known set, see {@link Feature#categories()}. */
    ENUM,
    /** A list of single values, see {@link Feature#element()}. */
    LIST;

    public boolean isNumeric() {
        return this == INT || this == FLOAT;
    }

    /** As written in a schema. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
