package io.driftgate.sketch;

import io.driftgate.feature.FeatureRow;
import java.util.List;

/**
 * Learns one column of the training data in two passes over the file: {@link #learn} finds the bins in bounded memory,
 * {@link #count} then counts exactly. One thread.
 */
interface ColumnProfiler {
    /** Takes a row in the first pass; an absent slot is a missing value, and the slot's kind fits the column's type. */
    void learn(FeatureRow row, int slot);

    /** Profiles that it makes at most. */
    int width();

    /**
     * Takes a row in the second pass; the same rows come as in the first.
     *
     * @param codes takes, from {@code at} on, what {@link #bin} knows by profile
     */
    void count(FeatureRow row, int slot, char[] codes, int at);

    /** The column's profile, and those of what is derived from it. */
    List<FeatureProfile> profiles();

    /** The bin of a profile that a code is of, once {@link #profiles} were made. */
    int bin(int profile, char code);
}
