package io.driftgate.sketch;

import java.time.Instant;
import java.util.Optional;

/**
 * When and how a baseline came about.
 *
 * @param trainedAt when the version was trained, as whoever built the baseline said
 * @param builtAt when the file was built; empty of one that an earlier release built
 * @param learned present when it is of live traffic
 */
public record Provenance(Optional<Instant> trainedAt, Optional<Instant> builtAt, Optional<Learned> learned) {
    /** Nothing is known. */
    public static final Provenance UNKNOWN = new Provenance(Optional.empty(), Optional.empty(), Optional.empty());
}
