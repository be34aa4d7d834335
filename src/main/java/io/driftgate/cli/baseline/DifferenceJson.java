package io.driftgate.cli.baseline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.drift.statistic.BaselineDifference;
import io.driftgate.drift.statistic.FeatureDifference;
import io.driftgate.drift.statistic.FeatureDifference.Range;
import io.driftgate.drift.statistic.FeatureStatistics.Share;
import io.driftgate.drift.statistic.FeatureStatistics.Shares;
import io.driftgate.drift.statistic.PairDifference;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A difference of baselines as JSON. */
final class DifferenceJson {
    private DifferenceJson() {}

    static String write(Baseline first, Baseline second, BaselineDifference difference, List<String> beyond) {
        return JsonText.object(json -> {
            json.writeObjectFieldStart("a");
            JsonText.source(json, first);
            json.writeEndObject();
            json.writeObjectFieldStart("b");
            JsonText.source(json, second);
            json.writeEndObject();
            names(json, "added", difference.added());
            names(json, "removed", difference.removed());
            json.writeArrayFieldStart("retyped");
            for (BaselineDifference.Retyped feature : difference.retyped()) {
                json.writeStartObject();
                json.writeStringField("feature", feature.name());
                json.writeStringField("a", feature.first().label());
                json.writeStringField("b", feature.second().label());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("features");
            for (FeatureDifference feature : difference.features()) {
                feature(json, feature);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("pairs");
            for (PairDifference pair : difference.pairs()) {
                json.writeStartObject();
                json.writeStringField("pair", pair.name());
                json.writeStringField("measure", pair.ordered() ? "rankCorrelation" : "cramersV");
                JsonText.number(json, "a", pair.first());
                JsonText.number(json, "b", pair.second());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("beyond");
            for (String line : beyond) {
                json.writeString(line);
            }
            json.writeEndArray();
        });
    }

    private static void names(JsonGenerator json, String field, List<FeatureProfile> features) throws IOException {
        json.writeArrayFieldStart(field);
        for (FeatureProfile feature : features) {
            json.writeStartObject();
            json.writeStringField("feature", feature.name());
            json.writeStringField("type", feature.type().label());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void feature(JsonGenerator json, FeatureDifference feature) throws IOException {
        Shares shares = feature.statistics().shares().orElseThrow();
        json.writeStartObject();
        json.writeStringField("feature", feature.first().name());
        json.writeStringField("type", feature.second().type().label());
        range(json, "psi", Optional.of(feature.psi()));
        range(json, "js", Optional.of(feature.jensenShannon()));
        range(json, "ks", feature.kolmogorov());
        range(json, "wasserstein", feature.wasserstein());
        JsonText.number(json, "wassersteinDeviations", feature.wassersteinDeviations());
        both(json, "missing", Optional.of(shares.missing()));
        both(json, "zero", shares.zero());
        both(json, "mode", Optional.of(shares.mode()));
        both(json, "unseen", Optional.of(shares.unseen()));
        both(json, "below", shares.below());
        both(json, "above", shares.above());
        json.writeEndObject();
    }

    private static void range(JsonGenerator json, String field, Optional<Range> range) throws IOException {
        if (range.isPresent()) {
            json.writeNumberField(field, range.get().value());
            json.writeArrayFieldStart(field + "Range");
            json.writeNumber(range.get().least());
            json.writeNumber(range.get().greatest());
            json.writeEndArray();
        }
    }

    private static void both(JsonGenerator json, String field, Optional<Share> share) throws IOException {
        if (share.isPresent()) {
            json.writeObjectFieldStart(field);
            json.writeNumberField("a", share.get().baseline());
            json.writeNumberField("b", share.get().window());
            json.writeEndObject();
        }
    }
}
