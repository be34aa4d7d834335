package io.driftgate.drift.evidence;

import java.util.List;

/**
 * What a pane said.
 *
 * @param logE natural logarithm of the e-value against the baseline's population
 * @param threshold that it raises an alarm at
 * @param features in the baseline's order
 */
public record EvidenceReport(double logE, double threshold, List<FeatureEvidence> features) {
    public EvidenceReport {
        features = List.copyOf(features);
    }

    public boolean alarm() {
        return logE >= threshold;
    }
}
