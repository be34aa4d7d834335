package io.driftgate.source;

import java.util.List;
import java.util.Map;

/**
 * A YAML value with its position. The tree is immutable and holds only what YAML 1.2's core schema knows; loaders give it
 * meaning. Alias and merge keys never appear: the reader refuses them.
 */
public sealed interface YamlNode {
    /** Where the value starts. */
    Position position();

    /** The text of the line where the value starts, for carets. */
    String sourceLine();

    /** A scalar. {@code quoted} scalars are strings whatever they look like. */
    record Scalar(Position position, String sourceLine, String text, boolean quoted) implements YamlNode {
        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("null") || text.equals("~"));
        }
    }

    record Sequence(Position position, String sourceLine, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A mapping in file order; keys are unique strings. */
    record Mapping(Position position, String sourceLine, Map<String, Entry> entries) implements YamlNode {}

    /** A key, for problems about the key itself, and its value. */
    record Entry(Scalar key, YamlNode value) {}

    /** What a user would call it. */
    default String kind() {
        if (this instanceof Scalar scalar) {
            return scalar.isNull() ? "nothing" : "a single value";
        }
        return this instanceof Sequence ? "a list" : "a mapping";
    }
}
