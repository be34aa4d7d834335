package io.driftgate.drift.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pane said.
 *
 * @param logE natural logarithm of the e-value against the baseline's population
 * @param threshold that it raises an alarm at
 * @param features in the baseline's order
 * @param pairs of features, in the baseline's order: what they say together and neither by itself
 */
public record EvidenceReport(
        double logE, double threshold, List<FeatureEvidence> features, List<FeatureEvidence> pairs) {
    public EvidenceReport {
        features = List.copyOf(features);
        pairs = List.copyOf(pairs);
    }

    /** Of a baseline without pairs. */
    public EvidenceReport(double logE, double threshold, List<FeatureEvidence> features) {
        this(logE, threshold, features, List.of());
    }

    /** All features, then all pairs under their names. */
    public List<FeatureEvidence> all() {
        return Stream.concat(features.stream(), pairs.stream()).toList();
    }

    /** The feature or pair that says most. */
    public Optional<FeatureEvidence> leading() {
        return all().stream().max(Comparator.comparingDouble(FeatureEvidence::logE));
    }

    public boolean alarm() {
        return logE >= threshold;
    }
}
