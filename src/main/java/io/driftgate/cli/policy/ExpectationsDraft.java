package io.driftgate.cli.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Turns a suite of Great Expectations (its JSON file, with {@code expectation_type} as up to 0.18 or {@code type} as since 1.0) into
 * a first policy. An expectation that has no form here stays as a comment that names it. What a suite says of a table becomes a shadow
 * rule where a request's few rows would be another matter. One use, one thread.
 */
final class ExpectationsDraft {
    private static final java.util.regex.Pattern NUMBER =
            java.util.regex.Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
    private static final java.util.regex.Pattern IDENTIFIER = java.util.regex.Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_NAME_CHARS = 500;

    /** An expectation of the suite. */
    private record Expectation(String type, Fields kwargs, String column, String severity, YamlNode node) {}

    /** Why an expectation has no form here. Stackless, for control flow within one expectation. */
    private static final class NoForm extends Exception {
        private static final long serialVersionUID = 1;

        NoForm(String why) {
            super(why, null, false, false);
        }
    }

    private final String file;
    private final Problems problems;
    private final PolicyDraft draft = new PolicyDraft();
    private final Map<String, FeatureType> types = new LinkedHashMap<>();
    private final Map<String, String> sample = new LinkedHashMap<>();
    private int leftOut;

    private ExpectationsDraft(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The draft, and how many expectations have no form here. */
    record Read(PolicyDraft draft, int leftOut) {}

    /** Empty after a problem. */
    static Optional<Read> read(YamlNode root, String file, Problems problems) {
        int errorsBefore = problems.errorCount();
        ExpectationsDraft reader = new ExpectationsDraft(file, problems);
        reader.read(root);
        return problems.errorCount() == errorsBefore
                ? Optional.of(new Read(reader.draft, reader.leftOut))
                : Optional.empty();
    }

    private void read(YamlNode root) {
        Fields suite = Fields.of(root, problems, "");
        if (!(root instanceof YamlNode.Mapping)) {
            return;
        }
        Optional<YamlNode> list = suite.require("expectations", "a suite is {\"name\": ..., \"expectations\": [...]}");
        if (list.isEmpty()) {
            return;
        }
        if (!(list.get() instanceof YamlNode.Sequence sequence)) {
            problems.error(
                    list.get(), "expectations must be a list, not " + list.get().kind());
            return;
        }
        String name = suite.string("name")
                .or(() -> suite.string("expectation_suite_name"))
                .orElse("");
        draft.header("A first policy, from " + file + (name.isEmpty() ? "." : ", the suite '" + name + "'."));
        draft.header("A suite checks tables, this checks requests: read every rule before it denies anything.");
        List<Expectation> expectations = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            expectation(sequence.items().get(i), "expectations[" + i + "]").ifPresent(expectations::add);
        }
        // Types first: a later expectation may say what an earlier one is about.
        expectations.forEach(this::learnType);
        for (Expectation expectation : expectations) {
            if (!expectation.column().isEmpty()) {
                types.putIfAbsent(expectation.column(), FeatureType.STRING);
            }
        }
        for (Expectation expectation : expectations) {
            try {
                rules(expectation);
            } catch (NoForm e) {
                leaveOut(expectation, e.getMessage());
            }
        }
        if (types.isEmpty()) {
            problems.error(list.get(), "the suite names no column", "a policy needs at least one feature to be about");
        }
        types.forEach((column, type) -> draft.feature(new Feature(column, type), ""));
        draft.sample("a row without any value", Map.of());
        if (!sample.isEmpty()) {
            draft.sample("a row of some values that the suite allows", sample);
        }
    }

    private Optional<Expectation> expectation(YamlNode node, String path) {
        Fields fields = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return Optional.empty();
        }
        Optional<String> type = fields.string("type").or(() -> fields.string("expectation_type"));
        if (type.isEmpty()) {
            problems.error(
                    node,
                    path + " has neither type nor expectation_type",
                    "such as expect_column_values_to_be_between");
            return Optional.empty();
        }
        Fields kwargs = fields.mapping("kwargs")
                .orElseGet(() -> Fields.of(
                        new YamlNode.Mapping(node.position(), node.sourceLine(), Map.of()),
                        problems,
                        path + ".kwargs"));
        String column =
                kwargs.string("column").or(() -> kwargs.string("column_A")).orElse("");
        if (column.length() > MAX_NAME_CHARS || (!column.isEmpty() && column.isBlank())) {
            problems.error(
                    node, path + ": a column's name has from 1 to " + MAX_NAME_CHARS + " characters, not only blanks");
            return Optional.empty();
        }
        return Optional.of(new Expectation(type.get(), kwargs, column, fields.string("severity", ""), node));
    }

    private void learnType(Expectation expectation) {
        Fields kwargs = expectation.kwargs();
        switch (expectation.type()) {
            case "expect_column_values_to_be_of_type" ->
                kwargs.string("type_")
                        .flatMap(ExpectationsDraft::typeOf)
                        .ifPresent(type -> types.put(expectation.column(), type));
            case "expect_column_values_to_be_between", "expect_column_mean_to_be_between" -> {
                if (hasNumber(kwargs, "min_value") || hasNumber(kwargs, "max_value")) {
                    types.putIfAbsent(expectation.column(), FeatureType.FLOAT);
                }
            }
            case "expect_column_values_to_be_in_set", "expect_column_values_to_not_be_in_set" ->
                firstOf(kwargs).ifPresent(value -> types.putIfAbsent(expectation.column(), typeOfValue(value)));
            case "expect_column_pair_values_a_to_be_greater_than_b" -> {
                types.putIfAbsent(expectation.column(), FeatureType.FLOAT);
                kwargs.string("column_B")
                        .filter(name -> !name.isBlank() && name.length() <= MAX_NAME_CHARS)
                        .ifPresent(name -> types.putIfAbsent(name, FeatureType.FLOAT));
            }
            default -> {}
        }
    }

    /** The names of pandas, Spark and SQL for types. */
    private static Optional<FeatureType> typeOf(String name) {
        String type = name.toLowerCase(Locale.ROOT).replaceAll("\\(.*", "").replaceAll("type$", "");
        if (type.matches("u?int(eger)?(8|16|32|64)?|bigint|smallint|tinyint|long|short|byte")) {
            return Optional.of(FeatureType.INT);
        }
        if (type.matches("float(16|32|64)?|double|double_precision|real|decimal|numeric|number")) {
            return Optional.of(FeatureType.FLOAT);
        }
        if (type.matches("bool(ean)?|bool_")) {
            return Optional.of(FeatureType.BOOL);
        }
        return type.matches("str(ing)?|object|o|text|varchar|char|nvarchar")
                ? Optional.of(FeatureType.STRING)
                : Optional.empty();
    }

    private static FeatureType typeOfValue(YamlNode.Scalar value) {
        if (!value.quoted() && NUMBER.matcher(value.text()).matches()) {
            return FeatureType.FLOAT;
        }
        boolean bool =
                !value.quoted() && (value.text().equals("true") || value.text().equals("false"));
        return bool ? FeatureType.BOOL : FeatureType.STRING;
    }

    private static Optional<YamlNode.Scalar> firstOf(Fields kwargs) {
        return kwargs.get("value_set")
                .filter(YamlNode.Sequence.class::isInstance)
                .map(node -> ((YamlNode.Sequence) node).items())
                .filter(items -> !items.isEmpty() && items.get(0) instanceof YamlNode.Scalar)
                .map(items -> (YamlNode.Scalar) items.get(0));
    }

    private void rules(Expectation expectation) throws NoForm {
        if (expectation.kwargs().get("row_condition").isPresent()) {
            throw new NoForm("it has a row_condition: write it as when:");
        }
        switch (expectation.type()) {
            case "expect_column_to_exist" -> rule(expectation, "exists").put("required", "true");
            case "expect_column_values_to_not_be_null" -> notNull(expectation);
            case "expect_column_values_to_be_between" -> between(expectation);
            case "expect_column_values_to_be_in_set" -> inSet(expectation, "in");
            case "expect_column_values_to_not_be_in_set" -> inSet(expectation, "notIn");
            case "expect_column_values_to_match_regex" -> regex(expectation);
            case "expect_column_value_lengths_to_be_between" -> lengths(expectation);
            case "expect_column_values_to_be_of_type" -> ofType(expectation);
            case "expect_column_mean_to_be_between" -> mean(expectation);
            case "expect_table_row_count_to_be_between" -> rowCount(expectation);
            case "expect_column_pair_values_a_to_be_greater_than_b" -> pair(expectation);
            default -> throw new NoForm("it has no form as a rule about one request");
        }
    }

    /** Begins a rule; everything that may fail must have been read before. */
    private PolicyDraft.Rule rule(Expectation expectation, String aspect) throws NoForm {
        if (expectation.column().isEmpty()) {
            throw new NoForm("it names no column");
        }
        return begin(expectation, expectation.column(), aspect).put("feature", YamlText.of(expectation.column()));
    }

    private PolicyDraft.Rule begin(Expectation expectation, String column, String aspect) throws NoForm {
        OptionalDouble mostly = number(expectation.kwargs(), "mostly");
        PolicyDraft.Rule rule = draft.rule(column, aspect).comment(expectation.type());
        switch (expectation.severity()) {
            case "critical", "info" -> rule.put("severity", expectation.severity());
            default -> {}
        }
        boolean share = mostly.isPresent() && mostly.getAsDouble() < 1 && !aspect.equals("missing-share");
        if (share) {
            rule.comment("holds for " + YamlText.of(mostly.getAsDouble())
                    + " of the rows (mostly), so it can deny no single one");
            rule.put("enforcement", "shadow");
        }
        return rule;
    }

    private void notNull(Expectation expectation) throws NoForm {
        OptionalDouble mostly = number(expectation.kwargs(), "mostly");
        if (mostly.isEmpty() || mostly.getAsDouble() >= 1) {
            rule(expectation, "present").put("required", "true").put("notNull", "true");
            return;
        }
        if (mostly.getAsDouble() <= 0) {
            throw new NoForm("mostly 0 says nothing");
        }
        double share = Math.round((1 - mostly.getAsDouble()) * 1e9) / 1e9;
        rule(expectation, "missing-share")
                .comment("a shadow rule, because a request has few rows")
                .put("enforcement", "shadow")
                .put("maxMissingShare", YamlText.of(share));
    }

    private void between(Expectation expectation) throws NoForm {
        OptionalDouble min = number(expectation.kwargs(), "min_value");
        OptionalDouble max = number(expectation.kwargs(), "max_value");
        boolean strictMin = expectation.kwargs().bool("strict_min", false);
        boolean strictMax = expectation.kwargs().bool("strict_max", false);
        checkBounds(min, max, strictMin || strictMax);
        requireType(expectation, FeatureType.INT, FeatureType.FLOAT);
        PolicyDraft.Rule rule = rule(expectation, "range");
        if (!strictMin && !strictMax) {
            rule.put("between", interval(min, max));
        } else {
            min.ifPresent(value -> rule.put(strictMin ? "exclusiveMin" : "min", YamlText.of(value)));
            max.ifPresent(value -> rule.put(strictMax ? "exclusiveMax" : "max", YamlText.of(value)));
        }
        double middle = min.isEmpty()
                ? max.getAsDouble() - 1
                : max.isEmpty() ? min.getAsDouble() + 1 : (min.getAsDouble() + max.getAsDouble()) / 2;
        boolean whole = types.get(expectation.column()) == FeatureType.INT;
        sample.putIfAbsent(expectation.column(), YamlText.of(whole ? Math.rint(middle) : middle));
    }

    private void inSet(Expectation expectation, String condition) throws NoForm {
        Optional<YamlNode> node = expectation.kwargs().get("value_set");
        if (node.isEmpty()
                || !(node.get() instanceof YamlNode.Sequence list)
                || list.items().isEmpty()) {
            throw new NoForm("its value_set is no list of values");
        }
        FeatureType type = types.get(expectation.column());
        Set<String> values = new LinkedHashSet<>();
        for (YamlNode item : list.items()) {
            boolean fits = item instanceof YamlNode.Scalar scalar
                    && !scalar.isNull()
                    && (type == FeatureType.INT
                            ? typeOfValue(scalar) == FeatureType.FLOAT
                            : typeOfValue(scalar) == type);
            if (!fits) {
                throw new NoForm("its value_set holds something other than the column's "
                        + (type == null ? "values" : type.label() + " values"));
            }
            String text = ((YamlNode.Scalar) item).text();
            values.add(type == FeatureType.STRING ? YamlText.of(text) : text);
        }
        rule(expectation, condition.equals("in") ? "known" : "not-in")
                .put(condition, "[" + String.join(", ", values) + "]");
        if (condition.equals("in")) {
            sample.putIfAbsent(expectation.column(), values.iterator().next());
        }
    }

    /** Great Expectations looks for a match anywhere, a policy matches the whole text. */
    private void regex(Expectation expectation) throws NoForm {
        requireType(expectation, FeatureType.STRING);
        String regex = expectation.kwargs().string("regex").orElseThrow(() -> new NoForm("it has no regex"));
        boolean whole = regex.matches("\\^[^|]*[^|\\\\]\\$");
        String matches = whole ? regex : "(?s:.*)(?:" + regex + ")(?s:.*)";
        try {
            if (Pattern.compile(matches).groupCount() < 0) {
                throw new IllegalStateException(matches);
            }
        } catch (PatternSyntaxException e) {
            throw new NoForm("its regex is not RE2's: " + e.getDescription());
        }
        rule(expectation, "matches").put("matches", YamlText.of(matches));
    }

    private void lengths(Expectation expectation) throws NoForm {
        OptionalDouble min = number(expectation.kwargs(), "min_value");
        OptionalDouble max = number(expectation.kwargs(), "max_value");
        checkBounds(min, max, false);
        requireType(expectation, FeatureType.STRING);
        long low = min.isPresent() ? (long) Math.ceil(min.getAsDouble()) : 0;
        long high = max.isPresent() ? (long) Math.floor(max.getAsDouble()) : Long.MAX_VALUE;
        if (min.isPresent() && expectation.kwargs().bool("strict_min", false)) {
            low = (long) Math.floor(min.getAsDouble()) + 1;
        }
        if (max.isPresent() && expectation.kwargs().bool("strict_max", false)) {
            high = (long) Math.ceil(max.getAsDouble()) - 1;
        }
        if (low < 0 || low > high || high < 0) {
            throw new NoForm("no text has such a length");
        }
        rule(expectation, "length")
                .put("length", "[" + low + ", " + (max.isPresent() ? Long.toString(high) : "~") + "]");
    }

    private void ofType(Expectation expectation) throws NoForm {
        String name = expectation.kwargs().string("type_").orElseThrow(() -> new NoForm("it has no type_"));
        FeatureType type = typeOf(name).orElseThrow(() -> new NoForm("the type " + name + " is none of JSON's"));
        if (types.get(expectation.column()) != type) {
            throw new NoForm("another expectation says that the column is of another type");
        }
        rule(expectation, "type").put("type", type == FeatureType.FLOAT ? "number" : type.label());
    }

    private void mean(Expectation expectation) throws NoForm {
        OptionalDouble min = number(expectation.kwargs(), "min_value");
        OptionalDouble max = number(expectation.kwargs(), "max_value");
        checkBounds(min, max, false);
        requireType(expectation, FeatureType.INT, FeatureType.FLOAT);
        PolicyDraft.Rule rule = rule(expectation, "mean")
                .comment("a shadow rule, because the mean of one request's few rows is not that of a table");
        rule.put("enforcement", "shadow").put("meanBetween", interval(min, max));
    }

    private void rowCount(Expectation expectation) throws NoForm {
        OptionalDouble min = number(expectation.kwargs(), "min_value");
        OptionalDouble max = number(expectation.kwargs(), "max_value");
        checkBounds(min, max, false);
        begin(expectation, "", "row-count")
                .comment(
                        "a shadow rule, because the suite means the rows of a table, and this counts those of a request")
                .put("enforcement", "shadow")
                .put(
                        "rowCount",
                        interval(
                                min.isPresent() ? OptionalDouble.of(Math.max(0, Math.ceil(min.getAsDouble()))) : min,
                                max.isPresent() ? OptionalDouble.of(Math.floor(max.getAsDouble())) : max));
    }

    private void pair(Expectation expectation) throws NoForm {
        String a = expectation.column();
        String b = expectation.kwargs().string("column_B").orElse("");
        if (!IDENTIFIER.matcher(a).matches() || !IDENTIFIER.matcher(b).matches()) {
            throw new NoForm("an expression needs columns whose names are identifiers");
        }
        if (!types.get(a).isNumeric() || !types.get(b).isNumeric()) {
            throw new NoForm("it compares what is no number");
        }
        String operator = expectation.kwargs().bool("or_equal", false) ? ">=" : ">";
        String missing = switch (expectation.kwargs().string("ignore_row_if", "both_values_are_missing")) {
            case "both_values_are_missing" -> "!has(features.%1$s) && !has(features.%2$s) || ";
            case "either_value_is_missing" -> "!has(features.%1$s) || !has(features.%2$s) || ";
            case "neither" -> "";
            default -> throw new NoForm("its ignore_row_if is none that is known");
        };
        String expression =
                String.format(Locale.ROOT, missing, a, b) + operand(a, b) + " " + operator + " " + operand(b, a);
        begin(expectation, a + "-" + b, "order").put("cel", YamlText.of(expression));
    }

    /** A whole number beside one that is not is compared as a double. */
    private String operand(String column, String other) {
        boolean promotes = types.get(column) == FeatureType.INT && types.get(other) == FeatureType.FLOAT;
        return promotes ? "double(features." + column + ")" : "features." + column;
    }

    private void leaveOut(Expectation expectation, String why) {
        leftOut++;
        String column = expectation.column().isEmpty() ? "" : " of '" + expectation.column() + "'";
        draft.footer("not taken over: " + expectation.type() + column + " (line "
                + expectation.node().position().line() + "), because " + why);
    }

    private void requireType(Expectation expectation, FeatureType... wanted) throws NoForm {
        FeatureType type = types.get(expectation.column());
        for (FeatureType each : wanted) {
            if (type == each) {
                return;
            }
        }
        throw new NoForm(
                type == null ? "it names no column" : "other expectations take the column for " + type.label());
    }

    private static void checkBounds(OptionalDouble min, OptionalDouble max, boolean strict) throws NoForm {
        if (min.isEmpty() && max.isEmpty()) {
            throw new NoForm("it has no bound");
        }
        if (min.isPresent() && max.isPresent()) {
            double low = min.getAsDouble();
            double high = max.getAsDouble();
            if (low > high || (strict && low == high)) {
                throw new NoForm("nothing lies between its bounds");
            }
        }
    }

    private static String interval(OptionalDouble min, OptionalDouble max) {
        return "[" + (min.isPresent() ? YamlText.of(min.getAsDouble()) : "~") + ", "
                + (max.isPresent() ? YamlText.of(max.getAsDouble()) : "~") + "]";
    }

    private static boolean hasNumber(Fields kwargs, String key) {
        return kwargs.get(key)
                .filter(node -> node instanceof YamlNode.Scalar scalar
                        && !scalar.quoted()
                        && NUMBER.matcher(scalar.text()).matches())
                .isPresent();
    }

    /** A bound that is no number, such as a date or a parameter of the run, has no form here. */
    private static OptionalDouble number(Fields kwargs, String key) throws NoForm {
        Optional<YamlNode> node = kwargs.get(key);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!hasNumber(kwargs, key)) {
            throw new NoForm("its " + key + " is no number");
        }
        double value = Double.parseDouble(((YamlNode.Scalar) node.get()).text());
        if (!Double.isFinite(value)) {
            throw new NoForm("its " + key + " is beyond what JSON's numbers hold");
        }
        return OptionalDouble.of(value);
    }
}
