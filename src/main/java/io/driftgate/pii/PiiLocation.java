package io.driftgate.pii;

/** Where a finding stands. */
public enum PiiLocation {
    /** The value of a string: the only place where masking is possible. */
    STRING,
    KEY,
    NUMBER,
    /** A string that names a feature: an input's name or a column. */
    FEATURE_NAME
}
