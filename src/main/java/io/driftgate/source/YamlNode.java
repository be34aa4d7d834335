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

    /**
     * A scalar.
     *
     * @param quoted such scalars are strings whatever they look like
     * @param style how it is written
     * @param lines of the file, to find a place inside of the scalar
     */
    record Scalar(
            Position position,
            String sourceLine,
            String text,
            boolean quoted,
            ScalarPlaces.Style style,
            List<String> lines)
            implements YamlNode {
        /** A scalar that no file holds. */
        public Scalar(Position position, String sourceLine, String text, boolean quoted) {
            this(position, sourceLine, text, quoted, ScalarPlaces.Style.NONE, List.of());
        }

        public boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("null") || text.equals("~"));
        }

        /** Where the character at {@code offset} of the text stands, its length included; the scalar's start when that can't be told. */
        public Place placeOf(int offset) {
            Position found = ScalarPlaces.find(style, lines, position, text, offset);
            return found == null ? new Place(position, sourceLine) : new Place(found, lines.get(found.line() - 1));
        }
    }

    /** A place in a file, and the text of its line. */
    record Place(Position position, String sourceLine) {}

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
