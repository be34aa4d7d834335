package io.driftgate.policy;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.List;
import java.util.Optional;

/** Reads the conditions of numbers: ranges and steps. One thread, one mapping. */
final class NumberConditions {
    static final List<String> NAMES = List.of("between", "min", "max", "exclusiveMin", "exclusiveMax", "multipleOf");

    private final ConditionReader reader;
    private final Fields fields;
    private final Problems problems;

    NumberConditions(ConditionReader reader) {
        this.reader = reader;
        this.fields = reader.fields();
        this.problems = reader.problems();
    }

    void read() {
        boolean numeric = reader.subject().type().isNumeric();
        for (String name : NAMES) {
            Optional<YamlNode> node = fields.get(name);
            if (node.isPresent() && reader.needs(name, numeric, "an int or a float")) {
                read(name, node.get());
            }
        }
    }

    private void read(String name, YamlNode node) {
        if (name.equals("between")) {
            Bounds.ofNumbers(node, fields.pathOf(name), problems)
                    .ifPresent(bounds -> reader.add(name, new Check.Range(bounds.low(), bounds.high())));
            return;
        }
        Optional<Double> stated = Scalars.number(node);
        if (stated.isEmpty()) {
            problems.error(node, fields.pathOf(name) + " must be a number", quotedHint(node));
            return;
        }
        double number = stated.get();
        switch (name) {
            case "min" -> reader.add(name, new Check.Range(number, Double.POSITIVE_INFINITY));
            case "max" -> reader.add(name, new Check.Range(Double.NEGATIVE_INFINITY, number));
            case "exclusiveMin" -> reader.add(name, new Check.Range(Math.nextUp(number), Double.POSITIVE_INFINITY));
            case "exclusiveMax" -> reader.add(name, new Check.Range(Double.NEGATIVE_INFINITY, Math.nextDown(number)));
            default -> readMultipleOf(node, number);
        }
    }

    private void readMultipleOf(YamlNode node, double step) {
        if (step > 0) {
            reader.add("multipleOf", new Check.MultipleOf(step));
        } else {
            problems.error(node, fields.pathOf("multipleOf") + " must be above 0", "such as 0.5");
        }
    }

    private static String quotedHint(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.quoted() ? "write it without quotes" : "";
    }
}
