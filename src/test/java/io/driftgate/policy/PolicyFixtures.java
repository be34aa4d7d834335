package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** The schema that the policy tests share, and policies compiled over it. */
final class PolicyFixtures {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

    static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("income", FeatureType.FLOAT),
            new Feature("segment", FeatureType.ENUM, List.of("new", "returning"), ""),
            new Feature("note", FeatureType.STRING),
            new Feature("active", FeatureType.BOOL)));

    /** Another version of the model also takes {@code tenure}. */
    static final FeatureIndex INDEX =
            FeatureIndex.of(List.of(SCHEMA, new Schema(List.of(new Feature("tenure", FeatureType.INT)))));

    private static final PolicyInput INPUT = new PolicyInput();

    private PolicyFixtures() {}

    /** An input over one row; the same object every time. */
    static PolicyInput input(FeatureRow row) {
        INPUT.features(row);
        return INPUT;
    }

    /** Compiles rules, one per argument, in YAML's flow form and without their id: they are called r0, r1, ... */
    static CompiledPolicy compile(Path directory, String... rules) {
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
        Problems problems = new Problems();
        var policy = new PolicyLoader(directory, TODAY).load("p@v1", SCHEMA, INDEX, problems);
        assertEquals("", problems.render());
        return policy.orElseThrow();
    }
}
