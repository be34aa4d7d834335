package io.driftgate.sketch;

import java.time.Instant;

/**
 * That a baseline was learned from live traffic and not built from training data: nobody says that this traffic was what the version was
 * made for, so it moves none.
 *
 * @param from when the first rows came
 * @param until when the last did
 */
public record Learned(Instant from, Instant until) {}
