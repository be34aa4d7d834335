package io.driftgate.protocol;

/** What a canonical path and method mean. */
public sealed interface PathMatch {
    /**
     * An inference request: inspected.
     *
     * @param model index of the model in the table's order
     * @param version the version that the path names, empty when none
     */
    record Infer(int model, Protocol protocol, String version) implements PathMatch {}

    /** A listed metadata or ready GET (or HEAD): passes uninspected, without a body, to the model's chosen version. */
    record Metadata(int model, Protocol protocol) implements PathMatch {}

    /** Under a governed prefix, yet nothing that passes: 404, or 405 when only the method is wrong. */
    record NotServed(int status, String message, Protocol protocol) implements PathMatch {}

    /** Under no governed prefix: refused or passed as {@code unmatched} says. */
    record Unmatched() implements PathMatch {}
}
