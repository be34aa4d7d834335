package io.driftgate.control.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.alert.Json;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSentence;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a drift report says to people and to whoever trains. */
final class DriftText {
    /** How many features are told of, the worst first; the admin page has all. */
    static final int MAX_FEATURES = 20;

    private static final Comparator<FeatureDrift> WORST_FIRST =
            Comparator.comparingDouble(FeatureDrift::excess).reversed().thenComparing(FeatureDrift::feature);

    private DriftText() {}

    static String summary(String model, String version, DriftReport report) {
        return model + " " + version + ": the input drifted from its baseline over " + report.samples() + " rows" + ", "
                + DriftSentence.of(report);
    }

    /** {@code psi} is the largest; {@code features} are those and the pairs that drifted, worst first. */
    static String details(
            DriftReport report, Optional<DriftSettings> settings, Map<String, String> verdicts, boolean learned) {
        List<FeatureDrift> worst =
                report.all().stream().sorted(WORST_FIRST).limit(MAX_FEATURES).toList();
        double psi = report.all().stream()
                .mapToDouble(FeatureDrift::psi)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return Json.object(json -> {
            json.writeNumberField("psi", psi);
            json.writeBooleanField("learned", learned);
            if (!worst.isEmpty()) {
                json.writeStringField("worst", worst.get(0).feature());
            }
            json.writeArrayFieldStart("features");
            for (FeatureDrift feature : worst) {
                if (feature.state() == Verdict.DRIFT) {
                    json.writeString(feature.feature());
                }
            }
            json.writeEndArray();
            if (report.evidence().isPresent()) {
                evidence(json, report.evidence().get());
            }
            json.writeObjectFieldStart("statistics");
            for (FeatureDrift feature : worst) {
                statistics(json, feature);
            }
            json.writeEndObject();
            if (!report.pairs().isEmpty()) {
                associations(json, report);
            }
            json.writeObjectFieldStart("window");
            if (settings.isPresent()) {
                json.writeNumberField("seconds", settings.get().windowNanos() / 1e9);
            }
            json.writeNumberField("samples", report.samples());
            json.writeNumberField("requests", report.requests());
            json.writeStringField("until", report.evaluatedAt().toString());
            json.writeEndObject();
            json.writeObjectFieldStart("verdicts");
            for (Map.Entry<String, String> verdict : verdicts.entrySet()) {
                json.writeStringField(verdict.getKey(), verdict.getValue());
            }
            json.writeEndObject();
        });
    }

    /** How strongly both go together, of the pairs that drifted: in training, and now. */
    private static void associations(JsonGenerator json, DriftReport report) throws IOException {
        json.writeObjectFieldStart("associations");
        for (PairDrift pair : report.pairs().stream()
                .filter(each -> each.statistics().state() == Verdict.DRIFT)
                .sorted(Comparator.comparing(PairDrift::statistics, WORST_FIRST))
                .limit(MAX_FEATURES)
                .toList()) {
            json.writeObjectFieldStart(pair.name());
            number(json, "training", pair.trained());
            number(json, "now", pair.now());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Natural logarithms, and the features and pairs that say most. */
    private static void evidence(JsonGenerator json, EvidenceReport evidence) throws IOException {
        json.writeObjectFieldStart("evidence");
        number(json, "log_e", evidence.logE());
        json.writeNumberField("threshold", evidence.threshold());
        json.writeObjectFieldStart("features");
        for (FeatureEvidence feature : evidence.all().stream()
                .filter(each -> each.logE() > 0)
                .sorted(Comparator.comparingDouble(FeatureEvidence::logE).reversed())
                .limit(MAX_FEATURES)
                .toList()) {
            json.writeObjectFieldStart(feature.feature());
            number(json, "log_e", feature.logE());
            json.writeStringField("direction", DriftSentence.direction(feature));
            json.writeNumberField("rows", feature.rows());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void statistics(JsonGenerator json, FeatureDrift feature) throws IOException {
        json.writeObjectFieldStart(feature.feature());
        number(json, "psi", feature.psi());
        json.writeNumberField("psi_threshold", feature.psiThreshold());
        number(json, "ks", feature.ks());
        json.writeNumberField("ks_threshold", feature.ksThreshold());
        json.writeNumberField("samples", feature.samples());
        json.writeStringField("state", feature.state().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }

    /** A statistic that is undefined is left out: JSON has no word for it. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }
}
