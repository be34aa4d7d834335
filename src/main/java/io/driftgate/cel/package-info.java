/**
 * Expressions of the Common Expression Language (https://github.com/google/cel-spec) over rows of features. cel-java parses and
 * type-checks, at load; what it says is then compiled to nodes of our own that read slots and allocate nothing. cel-java's runtime is
 * not used.
 */
package io.driftgate.cel;
