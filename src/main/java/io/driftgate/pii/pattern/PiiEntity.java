package io.driftgate.pii;

/** What the scanner finds. The names are Presidio's, where it has one. */
public enum PiiEntity {
    EMAIL_ADDRESS,
    /** A payment card number with a valid check digit. */
    CREDIT_CARD,
    IBAN_CODE,
    US_SSN,
    PHONE_NUMBER,
    /** IPv4 or IPv6. */
    IP_ADDRESS,
    /** A feature, column or key whose name says that it is personal. */
    PII_FEATURE_NAME;

    private final int index;

    // The scanner's tables are arrays, read for every finding; the place never leaves this package nor this process.
    @SuppressWarnings("EnumOrdinal")
    PiiEntity() {
        index = ordinal();
    }

    /** The place in tables of entities. */
    int index() {
        return index;
    }
}
