package io.driftgate.pii;

/** Where a finding stands. */
public enum PiiLocation {
    /** The value of a JSON string. */
    STRING,
    /** A member's name in a JSON object. */
    KEY,
    /** A JSON number. */
    NUMBER,
    /** A string that names a feature: an input's name or a column. */
    FEATURE_NAME,
    /** A name or value in a query string. */
    QUERY,
    /** The value of a header field. */
    HEADER,
    /** A name or value in a form, URL-encoded or multipart. */
    FORM_FIELD,
    /** An element of a BYTES tensor. */
    TENSOR_ELEMENT,
    /** A text that stands by itself. */
    TEXT;

    /** Whether any text may stand there in place of what was found. */
    boolean isRewritable() {
        return this != KEY && this != NUMBER && this != FEATURE_NAME;
    }
}
