package io.driftgate.drift;

import java.time.Instant;
import java.util.List;

/**
 * What the window said at the last evaluation, for one version's baseline.
 *
 * @param since when the verdict became what it is
 * @param samples rows in the window
 * @param requests that those rows came from
 * @param features in the baseline's order
 */
public record DriftReport(
        Verdict verdict, Instant since, Instant evaluatedAt, long samples, long requests, List<FeatureDrift> features) {
    public DriftReport {
        features = List.copyOf(features);
    }
}
