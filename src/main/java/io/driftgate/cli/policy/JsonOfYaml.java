package io.driftgate.cli.policy;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a YAML value as the JSON that it stands for: quoted scalars and plain ones that mean nothing else are strings, the rest is
 * {@code null}, a bool or a number. A number that JSON writes in another way ({@code .5}, {@code +1}, {@code 0x1F}) is a problem, not
 * a guess. One use, one thread.
 */
final class JsonOfYaml {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    /** What YAML 1.2 takes for a number and JSON does not. */
    private static final Pattern FOREIGN_NUMBER = Pattern.compile(
            "[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    private final Problems problems;
    private final StringBuilder out = new StringBuilder();

    private JsonOfYaml(Problems problems) {
        this.problems = problems;
    }

    static String write(YamlNode node, Problems problems) {
        JsonOfYaml json = new JsonOfYaml(problems);
        json.value(node);
        return json.out.toString();
    }

    private void value(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            scalar(scalar);
        } else if (node instanceof YamlNode.Sequence sequence) {
            String separator = "[";
            for (YamlNode item : sequence.items()) {
                out.append(separator);
                value(item);
                separator = ",";
            }
            out.append(sequence.items().isEmpty() ? "[]" : "]");
        } else if (node instanceof YamlNode.Mapping mapping) {
            String separator = "{";
            for (YamlNode.Entry entry : mapping.entries().values()) {
                out.append(separator);
                string(entry.key().text(), out);
                out.append(':');
                value(entry.value());
                separator = ",";
            }
            out.append(mapping.entries().isEmpty() ? "{}" : "}");
        }
    }

    private void scalar(YamlNode.Scalar scalar) {
        String text = scalar.text();
        if (scalar.isNull()) {
            out.append("null");
        } else if (!scalar.quoted() && (text.equals("true") || text.equals("false"))) {
            out.append(text);
        } else if (!scalar.quoted() && NUMBER.matcher(text).matches()) {
            out.append(text);
        } else {
            if (!scalar.quoted() && FOREIGN_NUMBER.matcher(text).matches()) {
                problems.error(
                        scalar,
                        "'" + text + "' is a number that JSON doesn't write like this",
                        "write it as JSON does, or quote it when it is a string");
            }
            string(text, out);
        }
    }

    /** Appends a JSON string. */
    static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
