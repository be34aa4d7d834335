package io.driftgate.config;

import io.driftgate.source.Problems;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What the readers of one load share.
 *
 * @param problems of {@code driftgate.yaml} and of schemas: an error leaves no snapshot
 * @param contents problems of policies and baselines: an error denies the model
 * @param releases problems of cards and gates: an error holds the version back
 * @param policies the directory of policies
 * @param state the state directory, where learned baselines are
 * @param now decides how old baselines are
 * @param today decides which rules have expired
 */
record Loading(
        SourceFiles files,
        SchemaFiles schemas,
        Problems problems,
        Problems contents,
        Problems releases,
        Path policies,
        Path state,
        Instant now,
        LocalDate today) {}
