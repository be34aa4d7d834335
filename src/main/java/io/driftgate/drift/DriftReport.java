package io.driftgate.drift;

import io.driftgate.drift.evidence.EvidenceReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the window said at the last evaluation, for one version's baseline.
 *
 * @param since when the verdict became what it is
 * @param samples rows in the window
 * @param requests that those rows came from
 * @param features in the baseline's order
 * @param pairs of features, in the baseline's order; none of a baseline without
 * @param evidence where it decides: since it last started anew, at a trip the one that tripped; features in the same order
 * @param misfit how far the traffic is from this baseline, 1 being where it trips: the evidence over its threshold, that of the
 *     last alarm while drifted, or the greatest statistic over its own; empty when the window holds too little
 * @param age of what the window holds
 */
public record DriftReport(
        Verdict verdict,
        Instant since,
        Instant evaluatedAt,
        long samples,
        long requests,
        List<FeatureDrift> features,
        List<PairDrift> pairs,
        Optional<EvidenceReport> evidence,
        OptionalDouble misfit,
        WindowAge age) {
    public DriftReport {
        features = List.copyOf(features);
        pairs = List.copyOf(pairs);
    }

    /** Of a baseline without pairs. */
    public DriftReport(
            Verdict verdict,
            Instant since,
            Instant evaluatedAt,
            long samples,
            long requests,
            List<FeatureDrift> features,
            Optional<EvidenceReport> evidence,
            OptionalDouble misfit,
            WindowAge age) {
        this(verdict, since, evaluatedAt, samples, requests, features, List.of(), evidence, misfit, age);
    }

    /** All features, then all pairs under their names. */
    public List<FeatureDrift> all() {
        return Stream.concat(features.stream(), pairs.stream().map(PairDrift::statistics))
                .toList();
    }

    /** By fixed thresholds, of rows that arrived just now. */
    public DriftReport(
            Verdict verdict,
            Instant since,
            Instant evaluatedAt,
            long samples,
            long requests,
            List<FeatureDrift> features) {
        this(
                verdict,
                since,
                evaluatedAt,
                samples,
                requests,
                features,
                Optional.empty(),
                OptionalDouble.empty(),
                WindowAge.NONE);
    }
}
