/**
 * What a model takes: its features, their schema, and one row of their values in slots. The vocabulary that protocols write
 * and that policies, PII rules and sketches read.
 *
 * <p>A leaf of the domain beside {@code source}. {@link io.driftgate.feature.FeatureRow} is mutable and belongs to one event
 * loop; everything else is immutable.
 */
package io.driftgate.feature;
