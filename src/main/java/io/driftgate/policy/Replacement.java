package io.driftgate.policy;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the answer that a rule gives in the model server's place, a YAML value, as compact JSON (RFC 8259). Numbers keep their digits;
 * what is quoted, or looks like nothing else, is a string. One use.
 */
final class Replacement {
    static final int MAX_BYTES = 64 << 10;

    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    /** YAML's numbers that JSON has none of, or writes otherwise. */
    private static final Pattern OTHER_NUMBER =
            Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+");

    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    private final String path;
    private final Problems problems;
    private final StringBuilder json = new StringBuilder();

    private Replacement(String path, Problems problems) {
        this.path = path;
        this.problems = problems;
    }

    /** Empty after a problem. */
    static Optional<String> toJson(YamlNode node, String path, Problems problems) {
        int errorsBefore = problems.errorCount();
        Replacement replacement = new Replacement(path, problems);
        replacement.write(node);
        String json = replacement.json.toString();
        if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.error(node, path + " is longer than " + MAX_BYTES + " bytes of JSON", "answer with less");
        }
        return problems.errorCount() == errorsBefore ? Optional.of(json) : Optional.empty();
    }

    private void write(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            char before = '{';
            for (Map.Entry<String, YamlNode.Entry> entry : mapping.entries().entrySet()) {
                json.append(before);
                writeString(entry.getKey());
                json.append(':');
                write(entry.getValue().value());
                before = ',';
            }
            json.append(before == '{' ? "{}" : "}");
        } else if (node instanceof YamlNode.Sequence sequence) {
            char before = '[';
            for (YamlNode item : sequence.items()) {
                json.append(before);
                write(item);
                before = ',';
            }
            json.append(before == '[' ? "[]" : "]");
        } else {
            writeScalar((YamlNode.Scalar) node);
        }
    }

    private void writeScalar(YamlNode.Scalar scalar) {
        String text = scalar.text();
        if (scalar.quoted()) {
            writeString(text);
        } else if (TRUE.contains(text) || FALSE.contains(text)) {
            json.append(TRUE.contains(text));
        } else if (NULL.contains(text)) {
            json.append("null");
        } else if (JSON_NUMBER.matcher(text).matches()) {
            json.append(text);
        } else if (Scalars.isNumber(scalar)) {
            writeOddNumber(scalar);
        } else if (OTHER_NUMBER.matcher(text).matches()) {
            problems.error(
                    scalar,
                    path + " has a number that JSON can't write: " + text,
                    "write it in decimal, or quote it for a string");
        } else {
            writeString(text);
        }
    }

    /** {@code +1}, {@code 007}, {@code .5} and {@code 5.} are numbers in YAML and none in JSON. */
    private void writeOddNumber(YamlNode.Scalar scalar) {
        try {
            json.append(new BigDecimal(scalar.text()));
        } catch (NumberFormatException e) {
            problems.error(
                    scalar, path + " has a number that JSON can't write: " + scalar.text(), "write fewer digits");
        }
    }

    private void writeString(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(text, i)) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
