package io.driftgate.sketch.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the features of one JSON object at a time: the top-level member of the feature's name, else what its pointer leads to. Values go
 * from the parser to whoever takes them; a tree is made only where the schema has pointers. One thread.
 */
final class JsonLine {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // the same values as Double.parseDouble
            .build();
    /** As Python's json.dumps writes them. */
    private static final Pattern NOT_A_NUMBER = Pattern.compile("^Non-standard token '([^']{1,12})'");

    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private final List<Feature> features;
    private final Map<String, Integer> slots = new HashMap<>();
    private final JsonPointer[] pointers;
    private final int[] columns;
    private final boolean anyPointer;
    private final Values values;

    /**
     * Makes one.
     *
     * @param columns takes where in its line each value is, from 1
     */
    JsonLine(Schema schema, int[] columns, Values values) {
        features = schema.features();
        pointers = new JsonPointer[features.size()];
        this.columns = columns;
        this.values = values;
        boolean any = false;
        for (int slot = 0; slot < pointers.length; slot++) {
            Feature feature = features.get(slot);
            slots.put(feature.name(), slot);
            pointers[slot] = JsonPointer.compile(feature.pointer());
            any |= !feature.pointer().isEmpty();
        }
        anyPointer = any;
    }

    /** Takes the values of a line in its order; one that turns out to be malformed afterwards gave some already. */
    @FunctionalInterface
    interface Values {
        /** Takes the value at the parser's token, and leaves it at its last one. */
        void take(int slot, JsonParser parser) throws IOException;
    }

    /** What is wrong with a line, and what to do. */
    record Malformed(int column, String message, String hint) {
        private Malformed(int column, String message) {
            this(column, message, "write one JSON object on each line");
        }

        /** Without what the parser says of itself. */
        static Malformed of(JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            int column = at == null ? 1 : at.getColumnNr();
            String message = e.getOriginalMessage();
            Matcher number = NOT_A_NUMBER.matcher(message);
            if (number.find()) {
                return new Malformed(
                        column,
                        "is not valid JSON: " + number.group(1) + " is no number of JSON",
                        "write null, or leave the key out, where the value is missing");
            }
            int own = message.indexOf(" (start marker at ");
            return new Malformed(column, "is not valid JSON: " + (own < 0 ? message : message.substring(0, own)));
        }
    }

    Optional<Malformed> read(String line) throws IOException {
        Arrays.fill(columns, 1);
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of(new Malformed(1, "must be a JSON object"));
            }
            if (anyPointer) {
                tree(MAPPER.readTree(parser));
            } else {
                members(parser);
            }
            return parser.nextToken() == null
                    ? Optional.empty()
                    : Optional.of(new Malformed(
                            parser.currentTokenLocation().getColumnNr(), "has more than one value on the line"));
        } catch (JsonProcessingException e) {
            return Optional.of(Malformed.of(e));
        }
    }

    private void members(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Integer slot = slots.get(parser.currentName());
            parser.nextToken();
            if (slot == null) {
                parser.skipChildren();
            } else {
                columns[slot] = parser.currentTokenLocation().getColumnNr();
                values.take(slot, parser);
            }
        }
    }

    private void tree(JsonNode tree) throws IOException {
        for (int slot = 0; slot < pointers.length; slot++) {
            JsonNode named = tree.get(features.get(slot).name());
            JsonNode value = named != null || features.get(slot).pointer().isEmpty() ? named : at(tree, slot);
            if (value != null) {
                try (JsonParser parser = value.traverse()) {
                    parser.nextToken();
                    values.take(slot, parser);
                }
            }
        }
    }

    private JsonNode at(JsonNode tree, int slot) {
        JsonNode found = tree.at(pointers[slot]);
        return found.isMissingNode() ? null : found;
    }
}
