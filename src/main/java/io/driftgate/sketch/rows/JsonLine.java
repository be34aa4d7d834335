package io.driftgate.sketch.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftgate.feature.Feature;
import io.driftgate.feature.Schema;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The features of one JSON object at a time: the top-level member of the feature's name, else what its pointer leads to. One thread. */
final class JsonLine {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private final List<Feature> features;
    private final Map<String, Integer> slots = new HashMap<>();
    private final JsonPointer[] pointers;
    private final JsonNode[] values;
    private final int[] columns;
    private final boolean anyPointer;

    JsonLine(Schema schema, int[] columns) {
        features = schema.features();
        pointers = new JsonPointer[features.size()];
        values = new JsonNode[features.size()];
        this.columns = columns;
        boolean any = false;
        for (int slot = 0; slot < pointers.length; slot++) {
            Feature feature = features.get(slot);
            slots.put(feature.name(), slot);
            pointers[slot] = JsonPointer.compile(feature.pointer());
            any |= !feature.pointer().isEmpty();
        }
        anyPointer = any;
    }

    /** What is wrong with a line. */
    record Malformed(int column, String message) {}

    /** Reads a line; its values are in {@link #value} then, and their columns in the array given. */
    Optional<Malformed> read(String line) throws IOException {
        Arrays.fill(values, null);
        Arrays.fill(columns, 1);
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of(new Malformed(1, "must be a JSON object"));
            }
            if (anyPointer) {
                JsonNode tree = MAPPER.readTree(parser);
                for (int slot = 0; slot < values.length; slot++) {
                    JsonNode named = tree.get(features.get(slot).name());
                    values[slot] = named != null || features.get(slot).pointer().isEmpty() ? named : at(tree, slot);
                }
            } else {
                members(parser);
            }
            return parser.nextToken() == null
                    ? Optional.empty()
                    : Optional.of(new Malformed(
                            parser.currentTokenLocation().getColumnNr(), "has more than one value on the line"));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            return Optional.of(
                    new Malformed(at == null ? 1 : at.getColumnNr(), "is not valid JSON: " + e.getOriginalMessage()));
        }
    }

    private void members(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Integer slot = slots.get(parser.currentName());
            parser.nextToken();
            if (slot == null) {
                parser.skipChildren();
                continue;
            }
            columns[slot] = parser.currentTokenLocation().getColumnNr();
            values[slot] = MAPPER.readTree(parser);
        }
    }

    private JsonNode at(JsonNode tree, int slot) {
        JsonNode found = tree.at(pointers[slot]);
        return found.isMissingNode() ? null : found;
    }

    /** The value of a feature in the line. */
    Optional<JsonNode> value(int slot) {
        return Optional.ofNullable(values[slot]);
    }
}
