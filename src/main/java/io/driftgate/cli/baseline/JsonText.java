package io.driftgate.cli.baseline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.sketch.Baseline;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;

/** One JSON value on one line. What does not apply is left out. */
final class JsonText {
    private JsonText() {}

    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** The text of an object with these fields, and a line break. */
    static String object(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text + "\n";
    }

    /** The fields that say which data a baseline is of. */
    static void source(JsonGenerator json, Baseline baseline) throws IOException {
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
    }

    static void number(JsonGenerator json, String field, OptionalDouble value) throws IOException {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            json.writeNumberField(field, value.getAsDouble());
        }
    }
}
