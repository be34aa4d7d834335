package io.driftgate.sketch;

import java.time.Instant;
import java.util.Optional;

/**
 * When a baseline came about.
 *
 * @param trainedAt when the version was trained, as whoever built the baseline said
 * @param builtAt when the file was built; empty of one that an earlier release built
 */
public record Provenance(Optional<Instant> trainedAt, Optional<Instant> builtAt) {
    /** Nothing is known. */
    public static final Provenance UNKNOWN = new Provenance(Optional.empty(), Optional.empty());
}
