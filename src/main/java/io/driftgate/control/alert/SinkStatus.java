package io.driftgate.control.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * A sink and how it is doing; no secret.
 *
 * @param place where it is, for people
 * @param waiting alerts in its queue, of {@code bytes} together
 * @param oldest when the oldest of them was found
 * @param circuitOpen whether attempts are refused for a while
 * @param result of the last delivery; empty before the first
 * @param retryAt when the next attempt is due, after one that failed
 */
public record SinkStatus(
        String name,
        String type,
        String place,
        int waiting,
        long bytes,
        Optional<Instant> oldest,
        boolean circuitOpen,
        String result,
        Optional<Instant> at,
        Optional<Instant> delivered,
        Optional<Instant> retryAt) {}
