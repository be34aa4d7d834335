package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The schema that the policy tests share, policies compiled over it, and values in words. */
final class PolicyFixtures {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

    static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("income", FeatureType.FLOAT),
            new Feature("segment", FeatureType.ENUM, List.of("new", "returning"), ""),
            new Feature("note", FeatureType.STRING),
            new Feature("active", FeatureType.BOOL),
            Feature.list("tags", FeatureType.STRING, ""),
            Feature.list("amounts", FeatureType.FLOAT, "")));

    /** Another version of the model also takes {@code tenure}. */
    static final FeatureIndex INDEX =
            FeatureIndex.of(List.of(SCHEMA, new Schema(List.of(new Feature("tenure", FeatureType.INT)))));

    private static final Pattern VALUE = Pattern.compile("'[^']*'|\\[[^]]*]|[^\\s,\\[\\]]+");

    private static final PolicyInput INPUT = new PolicyInput();

    private PolicyFixtures() {}

    /** An input over one row; the same object every time. */
    static PolicyInput input(FeatureRow row) {
        INPUT.features(row);
        return INPUT;
    }

    static FeatureRow row() {
        return new FeatureRow(INDEX.slots());
    }

    static FeatureRow row(String feature, String value) {
        FeatureRow row = row();
        set(row, INDEX.slotOf(feature), value);
        return row;
    }

    static FeatureRow prediction() {
        return new FeatureRow(PredictionFields.INDEX.slots());
    }

    /** Values between blanks; a text in quotes may hold blanks, and a list in brackets. */
    static List<String> values(String line) {
        return VALUE.matcher(line).results().map(MatchResult::group).toList();
    }

    /** Sets a slot from a word: absent, null, true, false, a number, a text in quotes, a list such as [1 'a' null] or {@code {}}. */
    static void set(FeatureRow row, int slot, String value) {
        if (value.startsWith("[")) {
            row.beginList(slot);
            values(value.substring(1, value.length() - 1)).forEach(element -> add(row, slot, element));
            return;
        }
        switch (value) {
            case "absent" -> {}
            case "null" -> row.setNull(slot);
            case "true", "false" -> row.setBool(slot, value.equals("true"));
            case "{}" -> row.setObject(slot, 2);
            case "torn" -> row.setList(slot, 3);
            default -> {
                if (value.startsWith("'")) {
                    row.setText(slot, padded(value), 1, padded(value).length - 8);
                } else {
                    row.setNumber(slot, Double.parseDouble(value));
                }
            }
        }
    }

    private static void add(FeatureRow row, int slot, String element) {
        switch (element) {
            case "null" -> row.addOther(slot, FeatureRow.NULL);
            case "{}" -> row.addOther(slot, FeatureRow.OBJECT);
            case "list" -> row.addOther(slot, FeatureRow.LIST);
            case "true", "false" -> row.addBool(slot, element.equals("true"));
            default -> {
                if (element.startsWith("'")) {
                    row.addText(slot, padded(element), 1, padded(element).length - 8);
                } else {
                    row.addNumber(slot, Double.parseDouble(element));
                }
            }
        }
    }

    /** A text in the middle of a buffer, as in a body. */
    private static byte[] padded(String quoted) {
        return (quoted + "padding").getBytes(StandardCharsets.UTF_8);
    }

    /** Compiles rules, one per argument, in YAML's flow form and without their id: they are called r0, r1, ... */
    static CompiledPolicy compile(Path directory, String... rules) {
        Problems problems = new Problems();
        Optional<CompiledPolicy> policy = load(directory, problems, rules);
        assertEquals("", problems.render());
        return policy.orElseThrow();
    }

    /** As {@link #compile}, with whatever problems there are. */
    static Optional<CompiledPolicy> load(Path directory, Problems problems, String... rules) {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < rules.length; i++) {
            yaml.append("  - {id: r").append(i).append(", ").append(rules[i]).append("}\n");
        }
        try {
            Path file = directory.resolve("p/v1/policy.yaml");
            Files.createDirectories(file.getParent());
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PolicyLoader(directory, TODAY).load("p@v1", SCHEMA, INDEX, problems);
    }
}
