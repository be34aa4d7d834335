package io.driftgate.policy;

import com.google.re2j.Pattern;
import io.driftgate.cel.BoundedMatch;
import io.driftgate.cel.EveryText;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the conditions of texts: patterns, literals and lengths; lists have lengths too. One thread, one mapping. */
final class TextConditions {
    static final List<String> NAMES =
            List.of("matches", "notMatches", "startsWith", "endsWith", "contains", "notContains", "length");

    private final ConditionReader reader;
    private final Limits limits;
    private final Fields fields;
    private final Problems problems;

    TextConditions(ConditionReader reader, Limits limits) {
        this.reader = reader;
        this.limits = limits;
        this.fields = reader.fields();
        this.problems = reader.problems();
    }

    void read() {
        Subject subject = reader.subject();
        boolean isText = subject.isText();
        byte kind = isText ? FeatureRow.TEXT : FeatureRow.LIST;
        boolean hasLength = isText || subject.type() == FeatureType.LIST;
        if (reader.isTrue("notEmpty") && reader.needs("notEmpty", hasLength, "a string, an enum or a list")) {
            reader.add("notEmpty", new Check.NotEmpty(kind));
        }
        for (String name : NAMES) {
            Optional<YamlNode> node = fields.get(name);
            if (node.isEmpty()) {
                continue;
            }
            if (name.equals("length")) {
                if (reader.needs(name, hasLength, "a string, an enum or a list")) {
                    Bounds.ofCounts(node.get(), fields.pathOf(name), problems)
                            .ifPresent(bounds ->
                                    reader.add(name, new Check.Length(kind, (long) Math.max(0, bounds.low()), (long)
                                            bounds.high())));
                }
            } else if (reader.needs(name, isText, "a string or an enum")) {
                readText(name, node.get());
            }
        }
    }

    private void readText(String name, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            problems.error(node, fields.pathOf(name) + " must be a single value, not " + node.kind());
        } else if (name.equals("matches") || name.equals("notMatches")) {
            limits.regex(scalar, fields.pathOf(name)).ifPresent(pattern -> addMatch(name, scalar, pattern));
        } else {
            readLiteral(name, scalar);
        }
    }

    private void addMatch(String name, YamlNode.Scalar scalar, Pattern pattern) {
        boolean wanted = name.equals("matches");
        if (EveryText.isMatchedBy(pattern.pattern(), reader.subject().isHeader())) {
            problems.error(
                    scalar,
                    fields.pathOf(name) + " matches every text",
                    wanted ? "it would never fail" : "every text would violate it");
            return;
        }
        reader.add(name, new Check.Matches(new BoundedMatch(pattern, true), wanted));
    }

    private void readLiteral(String name, YamlNode.Scalar scalar) {
        String text = scalar.text();
        if (text.isEmpty()) {
            problems.error(
                    scalar,
                    fields.pathOf(name) + " is empty, and every text " + describe(name) + " that",
                    name.equals("notContains") ? "every text would violate it" : "it would never fail");
            return;
        }
        if (text.length() > Limits.MAX_LITERAL_CHARACTERS) {
            problems.error(
                    scalar, fields.pathOf(name) + " is longer than " + Limits.MAX_LITERAL_CHARACTERS + " characters");
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Check check = switch (name) {
            case "startsWith" -> new Check.StartsWith(utf8);
            case "endsWith" -> new Check.EndsWith(utf8);
            default -> new Check.Contains(utf8, name.equals("contains"));
        };
        reader.add(new Part(reader.id(), name, scalar, check, Set.of(), text));
    }

    private static String describe(String name) {
        return name.equals("startsWith") ? "starts with" : name.equals("endsWith") ? "ends with" : "contains";
    }
}
