package io.driftgate.cli.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A first policy in the making: the schema and the rules that were read off data, a model's signature or a suite, with comments that
 * say what each came from. Renders as files for a person to edit. One thread.
 */
final class PolicyDraft {
    private static final int MAX_ID = 100;

    /** A rule: its fields in order, as YAML, and what is said above it. */
    static final class Rule {
        private final List<String> comments = new ArrayList<>();
        private final Map<String, String> fields = new LinkedHashMap<>();

        private Rule(String id) {
            fields.put("id", YamlText.of(id));
        }

        Rule comment(String text) {
            comments.add(text);
            return this;
        }

        /** @param yaml the value as it will stand in the file */
        Rule put(String field, String yaml) {
            fields.put(field, yaml);
            return this;
        }

        String id() {
            return fields.get("id");
        }
    }

    /** A row for the tests: values, as YAML, by feature. */
    record Sample(String name, Map<String, String> members) {}

    private final List<String> header = new ArrayList<>();
    private final List<Feature> features = new ArrayList<>();
    private final Map<String, String> featureNotes = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<String> footer = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private int leftOut;

    void header(String line) {
        header.add(line);
    }

    /** What is said after the last rule. */
    void footer(String line) {
        footer.add(line);
    }

    /** @param note what the schema says beside it; may be empty */
    void feature(Feature feature, String note) {
        features.add(feature);
        if (!note.isEmpty()) {
            featureNotes.put(feature.name(), note);
        }
    }

    List<Feature> features() {
        return List.copyOf(features);
    }

    void sample(String name, Map<String, String> members) {
        samples.add(new Sample(name, members));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    List<Rule> rules() {
        return List.copyOf(rules);
    }

    /** Adds a rule about a column; its id is made of the column's name and {@code aspect}, and is unique. */
    Rule rule(String column, String aspect) {
        Rule rule = new Rule(idOf(column, aspect));
        rules.add(rule);
        return rule;
    }

    /** Turns a rule into a comment at the end, for one that the loader refuses. */
    void leaveOut(Rule rule, String why) {
        rules.remove(rule);
        leftOut++;
        footer("left out, because " + why + ":");
        rule.fields.forEach((field, value) -> footer("  " + field + ": " + value));
    }

    /** How many rules were left out. */
    int leftOut() {
        return leftOut;
    }

    private String idOf(String column, String aspect) {
        StringBuilder stem = new StringBuilder();
        String lower = column.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length() && stem.length() < MAX_ID; i++) {
            char c = lower.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (letterOrDigit || (c == '_' && !stem.isEmpty())) {
                stem.append(c);
            } else if (!stem.isEmpty() && stem.charAt(stem.length() - 1) != '-') {
                stem.append('-');
            }
        }
        while (!stem.isEmpty() && stem.charAt(stem.length() - 1) == '-') {
            stem.setLength(stem.length() - 1);
        }
        String first = stem.isEmpty() ? (column.isEmpty() ? aspect : "column-" + aspect) : stem + "-" + aspect;
        String id = first;
        for (int i = 2; !ids.add(id); i++) {
            id = first + "-" + i;
        }
        return id;
    }

    /** {@code policy.yaml}. */
    String policyYaml(boolean withSchema) {
        StringBuilder out = new StringBuilder();
        header.forEach(line -> comment(out, "", line));
        if (withSchema) {
            comment(out, "", "");
            comment(out, "", "Its schema, for driftgate.yaml or a file of its own:");
            schemaYaml().lines().forEach(line -> comment(out, "", "  " + line));
        }
        out.append(rules.isEmpty() ? "rules: []\n" : "rules:\n");
        for (Rule rule : rules) {
            rule.comments.forEach(line -> comment(out, "  ", line));
            String indent = "  - ";
            for (Map.Entry<String, String> field : rule.fields.entrySet()) {
                out.append(indent)
                        .append(field.getKey())
                        .append(": ")
                        .append(field.getValue())
                        .append('\n');
                indent = "    ";
            }
        }
        footer.forEach(line -> comment(out, "  ", line));
        return out.toString();
    }

    /** The rule that stands in a line of {@code policyYaml(false)}; empty when none does. */
    Optional<Rule> ruleAt(int line) {
        int last = header.size() + 1;
        for (Rule rule : rules) {
            int first = last + 1;
            last += rule.comments.size() + rule.fields.size();
            if (line >= first && line <= last) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** {@code schema.yaml}. */
    String schemaYaml() {
        StringBuilder out = new StringBuilder();
        for (Feature feature : features) {
            out.append(YamlText.of(feature.name())).append(": ").append(type(feature));
            String note = featureNotes.getOrDefault(feature.name(), "");
            out.append(note.isEmpty() ? "" : "  # " + YamlText.comment(note)).append('\n');
        }
        return out.toString();
    }

    private static String type(Feature feature) {
        if (feature.type() == FeatureType.ENUM) {
            return "{enum: " + YamlText.list(feature.categories()) + "}";
        }
        if (feature.type() == FeatureType.LIST) {
            return "{list: " + feature.element().orElseThrow().label() + "}";
        }
        return feature.type().label();
    }

    private static void comment(StringBuilder out, String indent, String line) {
        out.append(indent)
                .append(line.isEmpty() ? "#" : "# " + YamlText.comment(line))
                .append('\n');
    }
}
