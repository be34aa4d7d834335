package io.driftgate.sketch;

import java.util.List;
import java.util.Optional;

/**
 * Learns one column of the training data in two passes over the file: {@link #learn} finds the bins in bounded memory,
 * {@link #count} then counts exactly. One thread.
 */
interface ColumnProfiler {
    /**
     * Takes a field in the first pass.
     *
     * @return what is wrong with it and what to do; empty when nothing is
     */
    Optional<Refusal> learn(String field);

    /** Takes a field in the second pass; {@link #learn} has accepted it. */
    void count(String field);

    /** The column's profile, and those of what is derived from it. */
    List<FeatureProfile> profiles();

    /** Why a field is no value of its column. */
    record Refusal(String message, String hint) {}
}
