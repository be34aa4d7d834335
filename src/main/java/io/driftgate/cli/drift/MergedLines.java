package io.driftgate.cli.drift;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.cli.drift.MergedVersion.Judged;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.stream.PaneHeader;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One line for each merged pane, for people or as JSON. */
final class MergedLines {
    private static final JsonFactory JSON = new JsonFactory();

    private MergedLines() {}

    static String text(PaneHeader time, List<String> replicas, PaneCounts counts, Judged judged) {
        String worst = judged.report().all().stream()
                .filter(feature -> feature.state() != Verdict.INSUFFICIENT) // nothing was worked out
                .max(Comparator.comparingDouble(FeatureDrift::excess))
                .map(feature -> String.format(
                        Locale.ROOT,
                        "%s psi %.3f of %.3f, ks %.3f of %.3f",
                        feature.feature(),
                        feature.psi(),
                        feature.psiThreshold(),
                        feature.ks(),
                        feature.ksThreshold()))
                .orElse("too few rows or requests in the window to compare");
        return String.format(
                Locale.ROOT,
                "%s  %s/%s  %d rows of %d replicas, window %d  %-12s  evidence %.1f of %.1f  %s",
                Instant.ofEpochMilli(time.toMillis()),
                time.model(),
                time.version(),
                counts.rows(),
                replicas.size(),
                judged.report().samples(),
                label(judged.report().verdict()),
                judged.evidence().logE(),
                judged.evidence().threshold(),
                worst);
    }

    static String json(PaneHeader time, List<String> replicas, PaneCounts counts, Judged judged) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", time.model());
            json.writeStringField("version", time.version());
            json.writeStringField(
                    "from", Instant.ofEpochMilli(time.fromMillis()).toString());
            json.writeStringField("to", Instant.ofEpochMilli(time.toMillis()).toString());
            json.writeArrayFieldStart("replicas");
            for (String replica : replicas) {
                json.writeString(replica);
            }
            json.writeEndArray();
            json.writeNumberField("rows", counts.rows());
            json.writeNumberField("requests", counts.requests());
            json.writeNumberField("windowRows", judged.report().samples());
            json.writeNumberField("windowRequests", judged.report().requests());
            json.writeStringField("verdict", label(judged.report().verdict()));
            number(json, "logE", judged.evidence().logE());
            json.writeNumberField("logEThreshold", judged.evidence().threshold());
            json.writeBooleanField("alarm", judged.evidence().alarm());
            json.writeArrayFieldStart("features");
            for (int i = 0; i < judged.report().features().size(); i++) {
                feature(
                        json,
                        judged.report().features().get(i),
                        judged.evidence().features().get(i));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("pairs");
            for (int i = 0; i < judged.report().pairs().size(); i++) {
                feature(
                        json,
                        judged.report().pairs().get(i).statistics(),
                        judged.evidence().pairs().get(i));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString();
    }

    private static void feature(JsonGenerator json, FeatureDrift drift, FeatureEvidence evidence) throws IOException {
        json.writeStartObject();
        json.writeStringField("feature", drift.feature());
        json.writeNumberField("psi", drift.psi());
        json.writeNumberField("ks", drift.ks());
        json.writeNumberField("psiThreshold", drift.psiThreshold());
        json.writeNumberField("ksThreshold", drift.ksThreshold());
        json.writeStringField("state", label(drift.state()));
        number(json, "logE", evidence.logE());
        json.writeStringField("direction", evidence.direction());
        json.writeEndObject();
    }

    /** JSON has no infinity: no evidence at all is null. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
