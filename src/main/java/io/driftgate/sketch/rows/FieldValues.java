package io.driftgate.sketch.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.NumberText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Puts fields into a row, or says what is wrong with them. Missing values stay absent. One thread. */
final class FieldValues {
    private static final String LEAVE_EMPTY = "leave the field empty where the value is missing";
    private static final String NULL = "write null, or leave the key out, where the value is missing";

    private final FeatureRow row;

    private final List<Set<String>> categories = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param row in whose slots the schema's features are
     * @param strictEnums whether a value that its enum has not is refused
     */
    FieldValues(FeatureRow row, Schema schema, boolean strictEnums) {
        this.row = row;
        for (Feature feature : schema.features()) {
            categories.add(strictEnums ? Set.copyOf(feature.categories()) : Set.of());
        }
    }

    /** Why a field is no value of its feature, and what to do. */
    record Refusal(String message, String hint) {}

    /** Takes a field of CSV, in which text alone is known: numbers and bools may be spelled, and words say that there is nothing. */
    Optional<Refusal> csv(Feature feature, int slot, String field) {
        if (!feature.type().isNumeric() && feature.type() != FeatureType.BOOL) {
            if (!field.isEmpty()) {
                text(slot, field);
                return category(feature, slot, field);
            }
            return Optional.empty();
        }
        String text = field.strip();
        if (NumberText.isMissing(text)) {
            return Optional.empty();
        }
        if (feature.type() == FeatureType.BOOL) {
            switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1", "1.0" -> row.setBool(slot, true);
                case "false", "0", "0.0" -> row.setBool(slot, false);
                default -> {
                    return refused(feature, "true or false", text, "1 and 0 are fine as well; " + LEAVE_EMPTY);
                }
            }
            return Optional.empty();
        }
        return NumberText.isNumber(text)
                ? number(feature, slot, Double.parseDouble(text), text)
                : refused(feature, kind(feature.type()), text, hint(text));
    }

    /** What to do about a text that is no number. */
    private static String hint(String text) {
        String digits = text.replaceAll("[,_' \u00a0\u202f]", "");
        if (digits.length() < text.length() && NumberText.isNumber(digits)) {
            return "write '" + shortened(digits)
                    + "' if that is meant: a point before decimals, and nothing between thousands";
        }
        String word = text.toLowerCase(Locale.ROOT);
        return word.startsWith("inf") || word.startsWith("-inf") || word.startsWith("+inf")
                ? "infinity is in no bin: " + LEAVE_EMPTY + ", or write the largest number that can be"
                : LEAVE_EMPTY;
    }

    /** Takes the value at the parser's token: a number, true or false, a string, or null. Skips a list or object that is none. */
    Optional<Refusal> json(Feature feature, int slot, JsonParser parser) throws IOException {
        FeatureType type = feature.type();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (token.isStructStart()) {
            parser.skipChildren();
            return refused(feature, kind(type), token == JsonToken.START_ARRAY ? "a list" : "an object");
        }
        if (type.isNumeric()) {
            return token.isNumeric()
                    ? number(feature, slot, parser)
                    : refused(feature, kind(type), parser.getText(), NULL);
        }
        if (type == FeatureType.BOOL) {
            boolean digit = token.isNumeric()
                    && (parser.getText().equals("0") || parser.getText().equals("1"));
            if (!digit && !token.isBoolean()) {
                return refused(feature, kind(type), parser.getText(), NULL);
            }
            row.setBool(slot, digit ? parser.getText().equals("1") : parser.getBooleanValue());
            return Optional.empty();
        }
        if (token.isBoolean()) {
            row.setBool(slot, parser.getBooleanValue());
        } else if (token.isNumeric()) {
            double value = parser.getDoubleValue();
            if (!Double.isFinite(value)) {
                return tooLarge(feature, parser.getText());
            }
            row.setNumber(slot, value + 0.0);
        } else {
            text(slot, parser.getText());
        }
        return category(feature, slot, parser.getText());
    }

    /** Without its text, which only problems need. */
    private Optional<Refusal> number(Feature feature, int slot, JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        boolean fine = Double.isFinite(value) && (feature.type() != FeatureType.INT || value == Math.rint(value));
        if (!fine) {
            return number(feature, slot, value, parser.getText());
        }
        row.setNumber(slot, value + 0.0); // +0.0 makes -0.0 equal to 0.0
        return Optional.empty();
    }

    private static Optional<Refusal> tooLarge(Feature feature, String text) {
        return Optional.of(new Refusal(feature.name() + " is too large: '" + shortened(text) + "'", ""));
    }

    private Optional<Refusal> category(Feature feature, int slot, String text) {
        Set<String> known = categories.get(slot);
        if (known.isEmpty() || known.contains(text)) {
            return Optional.empty();
        }
        for (String category : row.isNumber(slot) ? known : Set.<String>of()) {
            if (NumberText.isNumber(category) && Double.parseDouble(category) == row.number(slot)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Refusal(
                feature.name() + " has '" + shortened(text) + "', which the schema's enum has not",
                "add it to the enum, or clean the data"));
    }

    private Optional<Refusal> number(Feature feature, int slot, double value, String text) {
        if (!Double.isFinite(value)) {
            return tooLarge(feature, text);
        }
        if (feature.type() == FeatureType.INT && value != Math.rint(value)) {
            return refused(feature, "a whole number", text, "if it is right, make the feature a float in the schema");
        }
        row.setNumber(slot, value + 0.0); // +0.0 makes -0.0 equal to 0.0
        return Optional.empty();
    }

    private void text(int slot, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        row.setText(slot, utf8, 0, utf8.length);
    }

    private static Optional<Refusal> refused(Feature feature, String kind, String text, String hint) {
        return Optional.of(new Refusal(feature.name() + " must be " + kind + ", not '" + shortened(text) + "'", hint));
    }

    private static Optional<Refusal> refused(Feature feature, String kind, String what) {
        return Optional.of(new Refusal(feature.name() + " must be " + kind + ", not " + what, ""));
    }

    private static String kind(FeatureType type) {
        return switch (type) {
            case INT -> "a whole number";
            case FLOAT -> "a number";
            case BOOL -> "true or false";
            default -> "a single value";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
