package io.driftgate.governance;

/**
 * Where a version's baseline comes from.
 *
 * @param dataSha256 of the training data that it was built from, hex
 * @param rows of it
 */
public record Lineage(String dataSha256, long rows) {}
