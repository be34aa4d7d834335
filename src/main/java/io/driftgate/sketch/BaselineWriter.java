package io.driftgate.sketch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes baseline files: lists on one line, the rest one field a line, always with the same line ends. */
final class BaselineWriter {
    private static final double LARGEST_EXACT_WHOLE = 1L << 53;

    private BaselineWriter() {}

    static byte[] write(Baseline baseline) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            json.setPrettyPrinter(printer);
            json.writeStartObject();
            json.writeNumberField("format", Baseline.FORMAT);
            json.writeStringField("tool", baseline.tool());
            json.writeObjectFieldStart("data");
            json.writeStringField("name", baseline.dataName());
            json.writeStringField("sha256", baseline.dataSha256());
            json.writeNumberField("rows", baseline.rows());
            json.writeEndObject();
            if (baseline.trainedAt().isPresent()) {
                json.writeStringField("trainedAt", baseline.trainedAt().get().toString());
            }
            if (baseline.builtAt().isPresent()) {
                json.writeStringField("builtAt", baseline.builtAt().get().toString());
            }
            if (baseline.learned().isPresent()) {
                json.writeObjectFieldStart("learned");
                json.writeStringField("from", baseline.learned().get().from().toString());
                json.writeStringField("until", baseline.learned().get().until().toString());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("features");
            for (FeatureProfile feature : baseline.features()) {
                feature(json, feature);
            }
            json.writeEndArray();
            if (!baseline.pairs().isEmpty()) {
                PairsJson.write(json, baseline.pairs());
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    private static void feature(JsonGenerator json, FeatureProfile feature) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", feature.name());
        json.writeStringField("type", feature.type().label());
        json.writeNumberField("missing", feature.count(FeatureProfile.MISSING));
        if (feature instanceof NumericProfile numeric) {
            summary(json, numeric.summary());
            json.writeArrayFieldStart("uppers");
            for (int i = 0; i < numeric.inRange(); i++) {
                number(json, numeric.upper(i));
            }
            json.writeEndArray();
            counts(json, numeric, NumericProfile.FIRST, numeric.inRange());
        } else if (feature instanceof CategoricalProfile categorical) {
            json.writeNumberField("other", categorical.count(CategoricalProfile.OTHER));
            json.writeArrayFieldStart("values");
            for (String value : categorical.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
            counts(
                    json,
                    categorical,
                    CategoricalProfile.FIRST,
                    categorical.values().size());
        }
        json.writeEndObject();
    }

    private static void summary(JsonGenerator json, NumericSummary summary) throws IOException {
        if (summary.hasValues()) {
            json.writeFieldName("min");
            number(json, summary.min());
            json.writeFieldName("max");
            number(json, summary.max());
            json.writeFieldName("mean");
            number(json, summary.mean());
            json.writeFieldName("sd");
            number(json, summary.standardDeviation());
        }
        if (summary.distinct().isPresent()) {
            json.writeNumberField("distinct", summary.distinct().getAsInt());
        }
    }

    private static void counts(JsonGenerator json, FeatureProfile feature, int from, int length) throws IOException {
        json.writeArrayFieldStart("counts");
        for (int i = 0; i < length; i++) {
            json.writeNumber(feature.count(from + i));
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT_WHOLE) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }
}
