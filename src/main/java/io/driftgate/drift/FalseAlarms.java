package io.driftgate.drift;

import io.driftgate.drift.evidence.EvidenceSettings;

/**
 * How often a model may be said to have drifted while it has not, and with that how sure evidence must be.
 *
 * @param atMost false alarms expected
 * @param perNanos in that time, over all features, versions and evaluations of a model, and over all replicas together
 * @param replicas gateways that watch the same model each by itself
 * @param immaterial share of rows that may lie elsewhere than in the baseline's population and still is no drift
 * @param lookbackNanos how far evidence reaches back at most
 * @param effectPsi whether drift must also reach the PSI threshold
 * @param effectKs whether drift must also reach the KS threshold; where both are set, either one
 */
public record FalseAlarms(
        double atMost,
        long perNanos,
        int replicas,
        double immaterial,
        long lookbackNanos,
        boolean effectPsi,
        boolean effectKs) {
    /** Fewer panes than this are no ground for a rate. */
    static final double MIN_PANES = 1000;

    public FalseAlarms {
        if (!(atMost > 0)
                || perNanos <= 0
                || replicas < 1
                || !(immaterial >= 0 && immaterial < 1)
                || lookbackNanos < 1) {
            throw new IllegalArgumentException("false alarms: " + atMost + " per " + perNanos + " ns");
        }
    }

    public boolean hasEffectGate() {
        return effectPsi || effectKs;
    }

    /**
     * What the evidence of one version's baseline must reach, so that all of them on all replicas keep the rate together.
     *
     * @param versions with a baseline
     */
    public EvidenceSettings evidence(DriftWindow window, int versions) {
        return new EvidenceSettings(panesPerFalseAlarm(window) * versions, immaterial, (int)
                Math.max(window.panes(), lookbackNanos / window.paneNanos()));
    }

    /** A window by count has at most one pane per look. */
    double panesPerFalseAlarm(DriftWindow window) {
        return (double) perNanos / window.lookNanos() / atMost * replicas;
    }
}
