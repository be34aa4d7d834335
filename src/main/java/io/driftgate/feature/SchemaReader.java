package io.driftgate.feature;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a schema: in {@code driftgate.yaml} or as a file of its own, which is the same mapping in YAML or JSON.
 *
 * <pre>
 * age: int
 * income: float                                      # number is another word for float
 * segment: {enum: [new, returning]}
 * tags: {list: string}
 * debt: {type: float, pointer: /applicant/debt}      # pointer: RFC 6901, for the json protocol
 * </pre>
 *
 * In the pointer of a list the token {@code *} stands for every element of an array. The features keep their order, which is the order of tensors without names. Control plane and command line, any thread.
 */
public final class SchemaReader {
    public static final int MAX_FEATURES = 10_000;
    public static final int MAX_CATEGORIES = 10_000;
    private static final String TYPES = "int, float, bool, string, {enum: [a, b]}, or {list: string}";

    private final Problems problems;
    private final Map<String, String> namesByPointer = new LinkedHashMap<>();

    private SchemaReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads a schema and reports all its problems.
     *
     * @param path how messages call this mapping, such as {@code models.credit-risk.schema}; empty for a file's root
     * @return empty when there was an error
     */
    public static Optional<Schema> read(YamlNode node, Problems problems, String path) {
        return new SchemaReader(problems).schema(node, path);
    }

    private Optional<Schema> schema(YamlNode node, String path) {
        int errorsBefore = problems.errorCount();
        String name = path.isEmpty() ? "the schema" : path;
        if (!(node instanceof YamlNode.Mapping mapping)) {
            problems.error(
                    node,
                    name + " must be a mapping, not " + node.kind(),
                    "write one line per feature, such as age: int");
            return Optional.empty();
        }
        if (mapping.entries().isEmpty()) {
            problems.error(node, name + " has no feature", "write one line per feature, such as age: int");
        }
        if (mapping.entries().size() > MAX_FEATURES) {
            problems.error(node, name + " has more than " + MAX_FEATURES + " features");
            return Optional.empty();
        }
        List<Feature> features = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries().values()) {
            String feature = entry.key().text();
            if (feature.isBlank()) {
                problems.error(entry.key(), name + " has a feature without a name");
                continue;
            }
            feature(feature, entry.value(), path.isEmpty() ? feature : path + "." + feature)
                    .ifPresent(features::add);
        }
        return problems.errorCount() == errorsBefore ? Optional.of(new Schema(features)) : Optional.empty();
    }

    private Optional<Feature> feature(String name, YamlNode value, String path) {
        if (value instanceof YamlNode.Scalar scalar) {
            return type(scalar, path).map(type -> new Feature(name, type));
        }
        if (!(value instanceof YamlNode.Mapping)) {
            problems.error(value, path + " must be a type, not " + value.kind(), "types are " + TYPES);
            return Optional.empty();
        }
        Fields fields = Fields.of(value, problems, path);
        Optional<YamlNode> type = fields.get("type");
        Optional<YamlNode> categories = fields.get("enum");
        Optional<YamlNode> element = fields.get("list");
        String pointer = pointer(name, fields);
        fields.reportUnknown();
        if (element.isEmpty() && List.of(pointer.split("/", -1)).contains("*")) {
            problems.warning(
                    fields.get("pointer").orElse(value),
                    path + ".pointer: '*' is a member's name here, as the feature is no list",
                    "write {list: string, pointer: " + pointer + "} for the values of every element");
        }
        if (categories.isPresent()) {
            type.filter(node -> !isText(node, "enum"))
                    .ifPresent(node -> problems.error(
                            node,
                            path + " has both enum and type",
                            "leave type away: the values of an enum are strings"));
            List<String> values = categories(categories.get(), path + ".enum");
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Feature(name, FeatureType.ENUM, values, pointer));
        }
        if (element.isPresent()) {
            type.filter(node -> !isText(node, "list"))
                    .ifPresent(node -> problems.error(
                            node,
                            path + " has both list and type",
                            "leave type away: list: names that of the elements"));
            return type(element.get(), path + ".list").map(known -> Feature.list(name, known, pointer));
        }
        if (type.isEmpty()) {
            problems.error(value, path + " has no type", "write type: with one of " + TYPES);
            return Optional.empty();
        }
        return type(type.get(), path + ".type").map(known -> new Feature(name, known, List.of(), pointer));
    }

    private Optional<FeatureType> type(YamlNode node, String path) {
        if (isText(node, "enum")) {
            problems.error(node, path + " is an enum without its values", "write {enum: [a, b]}");
            return Optional.empty();
        }
        if (isText(node, "list")) {
            problems.error(node, path + " is a list without the type of its elements", "write {list: string}");
            return Optional.empty();
        }
        Optional<FeatureType> type = node instanceof YamlNode.Scalar scalar ? named(scalar.text()) : Optional.empty();
        if (type.isEmpty()) {
            String given = node instanceof YamlNode.Scalar scalar && !scalar.isNull()
                    ? "'" + scalar.text() + "'"
                    : node.kind();
            problems.error(node, path + " must be a type, not " + given, "types are " + TYPES);
        }
        return type;
    }

    private static Optional<FeatureType> named(String type) {
        return switch (type) {
            case "int" -> Optional.of(FeatureType.INT);
            case "float", "number" -> Optional.of(FeatureType.FLOAT);
            case "bool" -> Optional.of(FeatureType.BOOL);
            case "string" -> Optional.of(FeatureType.STRING);
            default -> Optional.empty();
        };
    }

    private List<String> categories(YamlNode node, String path) {
        if (!(node instanceof YamlNode.Sequence sequence)
                || sequence.items().isEmpty()
                || sequence.items().size() > MAX_CATEGORIES) {
            problems.error(node, path + " must be a list of 1 to " + MAX_CATEGORIES + " values", "write [a, b]");
            return List.of();
        }
        List<String> values = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlNode item : sequence.items()) {
            if (!(item instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
                problems.error(item, path + " must hold single values, not " + item.kind());
            } else if (!seen.add(scalar.text())) {
                problems.error(item, path + " has '" + scalar.text() + "' twice", "keep one of the two");
            } else {
                values.add(scalar.text());
            }
        }
        return values;
    }

    private String pointer(String name, Fields fields) {
        Optional<YamlNode> node = fields.get("pointer");
        String pointer = fields.string("pointer", "");
        if (node.isEmpty() || !(node.get() instanceof YamlNode.Scalar)) {
            return "";
        }
        if (!isPointer(pointer)) {
            problems.error(
                    node.get(),
                    fields.pathOf("pointer") + " must be a JSON pointer",
                    "write /applicant/age; in a name, ~ is written ~0 and / is written ~1 (RFC 6901)");
            return "";
        }
        String other = namesByPointer.putIfAbsent(pointer, name);
        if (other != null) {
            problems.error(node.get(), fields.pathOf("pointer") + " is also that of feature '" + other + "'");
        }
        return pointer;
    }

    private static boolean isPointer(String text) {
        if (!text.startsWith("/")) {
            return false;
        }
        for (int i = text.indexOf('~'); i >= 0; i = text.indexOf('~', i + 1)) {
            if (i + 1 == text.length() || (text.charAt(i + 1) != '0' && text.charAt(i + 1) != '1')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(YamlNode node, String text) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(text);
    }
}
