package io.driftgate.cel;

/**
 * A boolean expression that was compiled.
 *
 * @param predicate what evaluates it, and is all that has to be kept
 * @param fact what is known of it at load
 */
public record CelExpression(CelPredicate predicate, Fact fact) {}
