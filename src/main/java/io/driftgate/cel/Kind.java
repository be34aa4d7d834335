package io.driftgate.cel;

/** What an operand is. */
enum Kind {
    BOOL("a bool"),
    INT("an int"),
    DOUBLE("a double"),
    TEXT("a string"),
    LIST("a list"),
    /** {@code features} itself. */
    RECORD("a record"),
    /** {@code request.headers} itself. */
    HEADERS("a map of headers");

    /** As messages call it. */
    final String label;

    Kind(String label) {
        this.label = label;
    }
}
