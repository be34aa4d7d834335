package io.driftgate.policy;

import com.google.re2j.Pattern;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.TextSet;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what one rule states about its feature, checks it against the feature's type, and compiles it. A condition that could
 * never hold, or never fail, is a problem: its author meant something else. One thread, one rule.
 */
final class ConditionReader {
    private static final List<String> NAMES =
            List.of("required", "notNull", "notEmpty", "between", "in", "matches", "type", "forbidden");

    /** JSON's numbers, which are what Double.parseDouble takes without its suffixes, hexadecimals and names. */
    private static final java.util.regex.Pattern NUMBER =
            java.util.regex.Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

    private final Fields rule;
    private final int slot;
    private final Optional<Feature> feature;
    private final Problems problems;
    private final List<Check> checks = new ArrayList<>();
    private boolean isRequired;
    private boolean isNotNull;

    /** @param feature empty when the version's schema has no such feature, which only {@code forbidden} allows */
    ConditionReader(Fields rule, int slot, Optional<Feature> feature, Problems problems) {
        this.rule = rule;
        this.slot = slot;
        this.feature = feature;
        this.problems = problems;
    }

    /** Marks the conditions as known, and returns those that the rule has. */
    static List<String> accept(Fields rule) {
        NAMES.forEach(rule::accept);
        return NAMES.stream().filter(rule.keys()::contains).toList();
    }

    /** Empty after a problem; then there may be more than one. */
    Optional<Condition> read() {
        List<String> stated = accept(rule);
        int errorsBefore = problems.errorCount();
        if (isTrue("forbidden")) {
            if (stated.size() > 1) {
                problems.error(
                        at("forbidden"),
                        rule.pathOf("forbidden") + " stands alone",
                        "remove " + String.join(", ", stated.subList(0, stated.size() - 1)) + ", or make two rules");
            }
            return Optional.of(slot(Outcome.HOLDS, Outcome.VIOLATED, List.of(new Check.Nothing())));
        }
        readPresence();
        readType();
        rule.get("between").ifPresent(this::readBetween);
        rule.get("in").ifPresent(this::readIn);
        readMatches();
        if (problems.errorCount() > errorsBefore) {
            return Optional.empty();
        }
        if (checks.isEmpty()) {
            problems.error(
                    rule.node(),
                    "the rule states nothing about '" + featureName() + "'",
                    "add one of: " + String.join(", ", NAMES));
            return Optional.empty();
        }
        return Optional.of(slot(
                isRequired ? Outcome.VIOLATED : Outcome.HOLDS, isNotNull ? Outcome.VIOLATED : Outcome.HOLDS, checks));
    }

    private void readPresence() {
        if (isTrue("required")) {
            isRequired = true;
            checks.add(new Check.OfKinds(Check.OfKinds.SCALAR, Outcome.WRONG_KIND));
        }
        if (isTrue("notNull")) {
            isNotNull = true;
            checks.add(new Check.OfKinds(Check.OfKinds.SCALAR, Outcome.WRONG_KIND));
        }
        if (isTrue("notEmpty") && needs("notEmpty", isText(), "a string or an enum")) {
            checks.add(new Check.NotEmpty());
        }
    }

    private void readType() {
        Optional<String> word = rule.string("type");
        if (word.isEmpty()) {
            return;
        }
        List<String> words = List.of("int", "float", "number", "bool", "string");
        switch (word.get()) {
            case "int" -> addType(Check.OfKinds.INT, type().isNumeric());
            case "float", "number" -> addType(Check.OfKinds.NUMBER, type().isNumeric());
            case "bool" -> addType(Check.OfKinds.BOOL, type() == FeatureType.BOOL);
            case "string" -> addType(Check.OfKinds.STRING, isText());
            default ->
                problems.error(
                        at("type"),
                        rule.pathOf("type") + " must be one of " + String.join(", ", words),
                        Spelling.hint(word.get(), words, ""));
        }
    }

    private void addType(int kinds, boolean possible) {
        if (possible) {
            checks.add(new Check.OfKinds(kinds, Outcome.VIOLATED));
        } else {
            problems.error(
                    at("type"),
                    rule.pathOf("type") + " contradicts the schema, where '" + featureName() + "' is " + type().label(),
                    "every request would violate the rule");
        }
    }

    private void readBetween(YamlNode node) {
        if (!needs("between", type().isNumeric(), "an int or a float")) {
            return;
        }
        if (!(node instanceof YamlNode.Sequence bounds) || bounds.items().size() != 2) {
            problems.error(
                    node, rule.pathOf("between") + " must be a list of two bounds", "such as [18, 120], or [0, ~]");
            return;
        }
        Optional<Double> low = readBound(bounds.items().get(0), Double.NEGATIVE_INFINITY);
        Optional<Double> high = readBound(bounds.items().get(1), Double.POSITIVE_INFINITY);
        if (low.isEmpty() || high.isEmpty()) {
            return;
        }
        if (low.get() > high.get()) {
            problems.error(node, rule.pathOf("between") + " has its lower bound above its upper bound", "swap the two");
        } else if (low.get().isInfinite() && high.get().isInfinite()) {
            problems.error(node, rule.pathOf("between") + " has no bound at all", "give it one, or use type: number");
        } else {
            checks.add(new Check.Range(low.get(), high.get()));
        }
    }

    private Optional<Double> readBound(YamlNode node, double open) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
            return Optional.of(open);
        }
        Optional<Double> bound = number(node);
        if (bound.isEmpty()) {
            problems.error(node, rule.pathOf("between") + " needs numbers for bounds", "write ~ for an open end");
        }
        return bound;
    }

    private void readIn(YamlNode node) {
        if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
            problems.error(
                    node,
                    rule.pathOf("in") + " must be a list of at least one value",
                    "such as " + (type().isNumeric() ? "[36, 60]" : type() == FeatureType.BOOL ? "[true]" : "[a, b]"));
            return;
        }
        if (type().isNumeric()) {
            readInNumbers(list);
        } else if (type() == FeatureType.BOOL) {
            readInBools(list);
        } else {
            readInTexts(list);
        }
    }

    private void readInNumbers(YamlNode.Sequence list) {
        Set<Double> values = new LinkedHashSet<>();
        for (YamlNode item : list.items()) {
            Optional<Double> value = number(item).map(number -> number + 0.0);
            if (value.isEmpty()) {
                problems.error(item, wrongValue("a number"));
            } else if (type() == FeatureType.INT && value.get() != Math.rint(value.get())) {
                problems.error(item, wrongValue("a whole number"));
            } else if (!values.add(value.get())) {
                reportTwice(item);
            }
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        checks.add(new Check.InNumbers(sorted, true));
    }

    private void readInBools(YamlNode.Sequence list) {
        Set<String> values = new LinkedHashSet<>();
        for (YamlNode item : list.items()) {
            if (!(item instanceof YamlNode.Scalar scalar) || !isBool(scalar)) {
                problems.error(item, wrongValue("true or false"));
            } else if (!values.add(scalar.text())) {
                reportTwice(item);
            }
        }
        if (values.size() == 2) {
            problems.error(list, rule.pathOf("in") + " allows both values of a bool", "write type: bool");
        }
        checks.add(new Check.IsBool(values.contains("true")));
    }

    private void readInTexts(YamlNode.Sequence list) {
        List<String> categories = feature.map(Feature::categories).orElse(List.of());
        Set<String> values = new LinkedHashSet<>();
        for (YamlNode item : list.items()) {
            if (!(item instanceof YamlNode.Scalar scalar)) {
                problems.error(item, wrongValue("a text"));
            } else if (type() == FeatureType.STRING && looksOtherwise(scalar)) {
                problems.error(item, wrongValue("a text"), "quote it: '" + scalar.text() + "'");
            } else if (type() == FeatureType.ENUM && !categories.contains(scalar.text())) {
                problems.error(
                        item,
                        "'" + scalar.text() + "' is none of the schema's categories of '" + featureName() + "'",
                        Spelling.hint(
                                scalar.text(),
                                categories,
                                "categories: "
                                        + String.join(", ", categories.subList(0, Math.min(20, categories.size())))));
            } else if (!values.add(scalar.text())) {
                reportTwice(item);
            }
        }
        checks.add(new Check.InTexts(new TextSet(values), true));
    }

    private void readMatches() {
        Optional<String> regex = rule.string("matches");
        if (regex.isPresent() && needs("matches", isText(), "a string or an enum")) {
            Optional<Pattern> pattern =
                    Regexes.compile(regex.get(), (YamlNode.Scalar) at("matches"), rule.pathOf("matches"), problems);
            pattern.ifPresent(p -> checks.add(new Check.Matches(p, true)));
        }
    }

    private Condition slot(int onAbsent, int onNull, List<Check> ofValue) {
        return new Condition.OfSlot(PolicyInput.FEATURES, slot, new Condition.Missing(onAbsent, onNull), ofValue);
    }

    /** A condition that is there or not; {@code false} would read as its opposite, so it is refused. */
    private boolean isTrue(String name) {
        Optional<YamlNode> value = rule.get(name);
        if (value.isEmpty()) {
            return false;
        }
        int errorsBefore = problems.errorCount();
        if (rule.bool(name, true)) {
            return problems.errorCount() == errorsBefore;
        }
        problems.error(value.get(), rule.pathOf(name) + " can only be true", "leave it out when it should not hold");
        return false;
    }

    private boolean needs(String condition, boolean isSo, String what) {
        if (!isSo) {
            problems.error(
                    at(condition),
                    rule.pathOf(condition) + " needs a feature that is " + what + ", and '" + featureName() + "' is "
                            + type().label());
        }
        return isSo;
    }

    private String wrongValue(String expected) {
        return rule.pathOf("in") + " must hold " + expected + " here, because '" + featureName() + "' is "
                + type().label();
    }

    private void reportTwice(YamlNode item) {
        problems.error(item, rule.pathOf("in") + " has this value twice", "remove one");
    }

    private static Optional<Double> number(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar
                && !scalar.quoted()
                && NUMBER.matcher(scalar.text()).matches()) {
            return Optional.of(Double.parseDouble(scalar.text())).filter(Double::isFinite);
        }
        return Optional.empty();
    }

    private static boolean isBool(YamlNode.Scalar scalar) {
        return !scalar.quoted()
                && (scalar.text().equals("true") || scalar.text().equals("false"));
    }

    private static boolean looksOtherwise(YamlNode.Scalar scalar) {
        return scalar.isNull() || isBool(scalar) || number(scalar).isPresent();
    }

    /** STRING for a feature that the schema lacks: then nothing but {@code forbidden} is compiled. */
    private FeatureType type() {
        return feature.map(Feature::type).orElse(FeatureType.STRING);
    }

    private boolean isText() {
        return type() == FeatureType.STRING || type() == FeatureType.ENUM;
    }

    private String featureName() {
        return feature.map(Feature::name).orElse("");
    }

    private YamlNode at(String key) {
        return rule.get(key).orElse(rule.node());
    }
}
