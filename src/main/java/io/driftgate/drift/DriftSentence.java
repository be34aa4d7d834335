package io.driftgate.drift;

import io.driftgate.drift.evidence.FeatureEvidence;
import java.util.Comparator;
import java.util.Locale;

/** What a report found, for logs and alerts. Names of features and figures only, never a value of one. */
public final class DriftSentence {
    private DriftSentence() {}

    /** The feature that is furthest beyond its thresholds, or nearest to them, and where evidence decides, what it says. */
    public static String of(DriftReport report) {
        String statistics = report.features().stream()
                .max(Comparator.comparingDouble(FeatureDrift::excess))
                .map(worst -> String.format(
                        Locale.ROOT,
                        "worst feature %s (psi %.3f of %.3f, ks %.3f of %.3f)",
                        worst.feature(),
                        worst.psi(),
                        worst.psiThreshold(),
                        worst.ks(),
                        worst.ksThreshold()))
                .orElse("no feature");
        return report.evidence()
                .map(evidence ->
                        String.format(Locale.ROOT, "evidence %.1f of %.1f, ", evidence.logE(), evidence.threshold())
                                + evidence.features().stream()
                                        .max(Comparator.comparingDouble(FeatureEvidence::logE))
                                        .map(DriftSentence::of)
                                        .orElse("")
                                + "; " + statistics)
                .orElse(statistics);
    }

    /** Such as {@code most of income (shift, more, over the last 1200 rows)}. */
    static String of(FeatureEvidence feature) {
        return "most of " + feature.feature() + " (" + direction(feature) + ", over the last " + feature.rows()
                + " rows)";
    }

    /** What became of a feature, such as {@code shift, more} or {@code missing, less}. */
    public static String direction(FeatureEvidence feature) {
        if (feature.direction().isEmpty()) {
            return "nothing yet";
        }
        return feature.direction() + (feature.more() ? ", more" : ", less");
    }
}
