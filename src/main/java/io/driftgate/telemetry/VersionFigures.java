package io.driftgate.telemetry;

import java.util.Map;
import java.util.Optional;

/**
 * What a version did since the process started.
 *
 * @param requests that ended
 * @param outcomes how many ended how, by {@link Outcome#label()}; without those that none did
 * @param perHour requests of the last minute, for an hour
 * @param p50Millis and {@code p99Millis}: of the whole request, to within a bucket of the histogram; empty before the first, or when it
 *     is beyond all buckets
 */
public record VersionFigures(
        long requests,
        Map<String, Long> outcomes,
        double perHour,
        Optional<Double> p50Millis,
        Optional<Double> p99Millis) {}
