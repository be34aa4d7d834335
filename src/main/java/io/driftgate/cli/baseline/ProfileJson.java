package io.driftgate.cli.baseline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.drift.statistic.PairStatistics;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import io.driftgate.sketch.NumericSummary;
import io.driftgate.sketch.PairProfile;
import java.io.IOException;
import java.util.OptionalDouble;

/** A baseline's histograms as JSON, with shares and densities that the file does not have. */
final class ProfileJson {
    private ProfileJson() {}

    static String write(Baseline baseline) {
        return JsonText.object(json -> {
            JsonText.source(json, baseline);
            json.writeArrayFieldStart("features");
            for (FeatureProfile feature : baseline.features()) {
                json.writeStartObject();
                json.writeStringField("name", feature.name());
                json.writeStringField("type", feature.type().label());
                json.writeNumberField("missing", share(feature, FeatureProfile.MISSING));
                if (feature instanceof NumericProfile numeric) {
                    numeric(json, numeric);
                } else if (feature instanceof CategoricalProfile categorical) {
                    categorical(json, categorical);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("pairs");
            for (PairProfile pair : baseline.pairs()) {
                PairStatistics statistics = new PairStatistics(pair, 0);
                json.writeStartObject();
                json.writeStringField("pair", pair.name());
                json.writeNumberField("rows", pair.rows());
                json.writeStringField("measure", statistics.ordered() ? "rankCorrelation" : "cramersV");
                JsonText.number(json, "association", OptionalDouble.of(statistics.trained()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void numeric(JsonGenerator json, NumericProfile profile) throws IOException {
        NumericSummary summary = profile.summary();
        if (summary.hasValues()) {
            json.writeNumberField("min", summary.min());
            json.writeNumberField("max", summary.max());
            json.writeNumberField("mean", summary.mean());
            json.writeNumberField("sd", summary.standardDeviation());
        }
        if (summary.distinct().isPresent()) {
            json.writeNumberField("distinct", summary.distinct().getAsInt());
        }
        json.writeNumberField("zero", share(profile, profile.zeroBin()));
        int mode = profile.modeBin();
        if (mode != FeatureProfile.MISSING) {
            json.writeFieldName("mode");
            bin(json, profile, mode - NumericProfile.FIRST);
        }
        json.writeArrayFieldStart("bins");
        for (int i = 0; i < profile.inRange(); i++) {
            bin(json, profile, i);
        }
        json.writeEndArray();
    }

    private static void bin(JsonGenerator json, NumericProfile profile, int i) throws IOException {
        double share = share(profile, NumericProfile.FIRST + i);
        json.writeStartObject();
        json.writeNumberField("from", profile.lower(i));
        json.writeNumberField("to", profile.upper(i));
        json.writeNumberField("rows", profile.inRangeCount(i));
        json.writeNumberField("share", share);
        double density = share / (profile.upper(i) - profile.lower(i));
        if (!profile.isSingle(i) && Double.isFinite(density)) {
            json.writeNumberField("density", density);
        }
        json.writeEndObject();
    }

    private static void categorical(JsonGenerator json, CategoricalProfile profile) throws IOException {
        int mode = FeatureProfile.MISSING;
        for (int bin = CategoricalProfile.FIRST; bin < profile.bins(); bin++) {
            if (profile.count(bin) > (mode == FeatureProfile.MISSING ? 0 : profile.count(mode))) {
                mode = bin;
            }
        }
        json.writeNumberField("other", share(profile, CategoricalProfile.OTHER));
        if (mode != FeatureProfile.MISSING) {
            json.writeFieldName("mode");
            value(json, profile, mode);
        }
        json.writeArrayFieldStart("values");
        for (int bin = CategoricalProfile.FIRST; bin < profile.bins(); bin++) {
            value(json, profile, bin);
        }
        json.writeEndArray();
    }

    private static void value(JsonGenerator json, CategoricalProfile profile, int bin) throws IOException {
        json.writeStartObject();
        json.writeStringField("value", profile.values().get(bin - CategoricalProfile.FIRST));
        json.writeNumberField("rows", profile.count(bin));
        json.writeNumberField("share", share(profile, bin));
        json.writeEndObject();
    }

    private static double share(FeatureProfile profile, int bin) {
        return (double) profile.count(bin) / profile.rows();
    }
}
