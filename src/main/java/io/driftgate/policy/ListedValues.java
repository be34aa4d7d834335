package io.driftgate.policy;

import io.driftgate.feature.FeatureType;
import io.driftgate.feature.TextSet;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code equals}, {@code in} and {@code notIn}: values of the subject's own type. One thread, one mapping. */
final class ListedValues {
    static final List<String> NAMES = List.of("equals", "in", "notIn");

    private final ConditionReader reader;
    private final Fields fields;
    private final Subject subject;
    private final Problems problems;

    ListedValues(ConditionReader reader) {
        this.reader = reader;
        this.fields = reader.fields();
        this.subject = reader.subject();
        this.problems = reader.problems();
    }

    void read() {
        for (String name : NAMES) {
            Optional<YamlNode> node = fields.get(name);
            if (node.isPresent() && reader.needs(name, subject.type() != FeatureType.LIST, "a single value")) {
                read(name, node.get());
            }
        }
    }

    private void read(String name, YamlNode node) {
        if (name.equals("equals")) {
            value(name, node).ifPresent(value -> add(name, Set.of(value), true));
            return;
        }
        String example =
                subject.type().isNumeric() ? "[36, 60]" : subject.type() == FeatureType.BOOL ? "[true]" : "[a, b]";
        if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
            problems.error(node, fields.pathOf(name) + " must be a list of at least one value", "such as " + example);
            return;
        }
        if (list.items().size() > Limits.MAX_VALUES) {
            problems.error(
                    node,
                    fields.pathOf(name) + " has " + list.items().size() + " values, and the most is "
                            + Limits.MAX_VALUES,
                    "so long a list is data: let the model's schema have it as an enum, or match a pattern");
            return;
        }
        int errorsBefore = problems.errorCount();
        Set<Object> values = new LinkedHashSet<>();
        for (YamlNode item : list.items()) {
            Optional<Object> value = value(name, item);
            if (value.isPresent() && !values.add(value.get())) {
                problems.error(item, fields.pathOf(name) + " has this value twice", "remove one");
            }
        }
        if (subject.type() == FeatureType.BOOL && values.size() == 2) {
            problems.error(
                    node,
                    fields.pathOf(name) + (name.equals("in") ? " allows" : " excludes") + " both values of a bool",
                    name.equals("in") ? "write type: bool" : "to refuse the feature, write forbidden: true");
        }
        if (problems.errorCount() == errorsBefore) {
            add(name, values, name.equals("in"));
        }
    }

    private void add(String name, Set<Object> values, boolean wanted) {
        reader.add(new Part(reader.id(), name, reader.at(name), compile(values, wanted), values, ""));
    }

    private Check compile(Set<Object> values, boolean wanted) {
        if (subject.type() == FeatureType.BOOL) {
            return new Check.IsBool(values.contains(true) == wanted);
        }
        if (!subject.type().isNumeric()) {
            return new Check.InTexts(
                    new TextSet(values.stream().map(Object::toString).toList()), wanted);
        }
        double[] sorted =
                values.stream().mapToDouble(value -> (Double) value).sorted().toArray();
        return wanted && sorted.length == 1
                ? new Check.Range(sorted[0], sorted[0])
                : new Check.InNumbers(sorted, wanted);
    }

    /** A Double, a Boolean or a String, as the subject's type wants it; empty after a problem. */
    private Optional<Object> value(String name, YamlNode node) {
        if (subject.type().isNumeric()) {
            return numberValue(name, node);
        }
        if (!(node instanceof YamlNode.Scalar scalar)) {
            problems.error(node, wrongValue(name, subject.type() == FeatureType.BOOL ? "true or false" : "a text"));
            return Optional.empty();
        }
        if (subject.type() == FeatureType.BOOL) {
            if (Scalars.isBool(scalar)) {
                return Optional.of(scalar.text().equals("true"));
            }
            problems.error(node, wrongValue(name, "true or false"));
            return Optional.empty();
        }
        return textValue(name, scalar);
    }

    private Optional<Object> numberValue(String name, YamlNode node) {
        Optional<Double> value = Scalars.number(node).map(number -> number + 0.0);
        if (value.isEmpty()) {
            problems.error(node, wrongValue(name, "a number"));
            return Optional.empty();
        }
        if (subject.type() == FeatureType.INT && value.get() != Math.rint(value.get())) {
            problems.error(node, wrongValue(name, "a whole number"));
            return Optional.empty();
        }
        return Optional.of(value.get());
    }

    private Optional<Object> textValue(String name, YamlNode.Scalar scalar) {
        String text = scalar.text();
        if (text.length() > Limits.MAX_LITERAL_CHARACTERS) {
            problems.error(
                    scalar,
                    fields.pathOf(name) + " has a value of more than " + Limits.MAX_LITERAL_CHARACTERS + " characters");
            return Optional.empty();
        }
        if (subject.type() == FeatureType.STRING && Scalars.looksOtherwise(scalar)) {
            problems.error(scalar, wrongValue(name, "a text"), "quote it: '" + text + "'");
            return Optional.empty();
        }
        List<String> categories = subject.categories();
        if (subject.type() == FeatureType.ENUM && !categories.contains(text)) {
            problems.error(
                    scalar,
                    "'" + text + "' is none of the schema's categories of '" + subject.name() + "'",
                    Spelling.hint(
                            text,
                            categories,
                            "categories: "
                                    + String.join(", ", categories.subList(0, Math.min(20, categories.size())))));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private String wrongValue(String name, String expected) {
        return fields.pathOf(name) + (name.equals("equals") ? " must be " : " must hold ") + expected
                + " here, because " + subject.label() + " is "
                + (subject.isHeader() ? "text" : subject.type().label());
    }
}
