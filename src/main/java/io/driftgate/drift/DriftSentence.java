package io.driftgate.drift;

import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a report found, for logs and alerts. Names of features and figures only, never a value of one. */
public final class DriftSentence {
    private DriftSentence() {}

    /** The feature or pair that is furthest beyond its thresholds, or nearest to them, and where evidence decides, what it says. */
    public static String of(DriftReport report) {
        String statistics = report.all().stream()
                .max(Comparator.comparingDouble(FeatureDrift::excess))
                .map(worst -> String.format(
                        Locale.ROOT,
                        "worst %s (psi %.3f of %.3f, ks %.3f of %.3f%s)",
                        kind(worst.feature(), report) + " " + worst.feature(),
                        worst.psi(),
                        worst.psiThreshold(),
                        worst.ks(),
                        worst.ksThreshold(),
                        association(worst.feature(), report)
                                .filter(text -> !isLeading(worst.feature(), report))
                                .map(text -> "; " + text)
                                .orElse("")))
                .orElse("no feature");
        return report.evidence()
                .map(evidence -> String.format(
                                Locale.ROOT, "evidence %.1f of %.1f, ", evidence.logE(), evidence.threshold())
                        + evidence.leading().map(leading -> of(leading, report)).orElse("")
                        + "; " + statistics)
                .orElse(statistics);
    }

    private static boolean isLeading(String name, DriftReport report) {
        return report.evidence()
                .flatMap(EvidenceReport::leading)
                .filter(leading -> leading.feature().equals(name))
                .isPresent();
    }

    private static String kind(String name, DriftReport report) {
        return pair(name, report).isPresent() ? "pair" : "feature";
    }

    private static Optional<PairDrift> pair(String name, DriftReport report) {
        return report.pairs().stream().filter(pair -> pair.name().equals(name)).findFirst();
    }

    /** Of a pair, such as {@code association 0.80 in training, now -0.79}. */
    public static Optional<String> association(String name, DriftReport report) {
        return pair(name, report)
                .filter(pair -> Double.isFinite(pair.trained()) && Double.isFinite(pair.now()))
                .map(pair -> String.format(
                        Locale.ROOT, "association %.2f in training, now %.2f", pair.trained(), pair.now()));
    }

    private static String of(FeatureEvidence leading, DriftReport report) {
        return of(leading)
                + association(leading.feature(), report)
                        .map(text -> ", " + text)
                        .orElse("");
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
