package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderRulesTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();
    private final PolicyInput input = new PolicyInput();

    HeaderRulesTest() {
        input.features(PolicyFixtures.row());
    }

    private String outcome(CompiledPolicy policy, String value) {
        input.headers(
                switch (value) {
                    case "absent" -> new FixedHeaders(Map.of("x-other", "gold"));
                    case "twice" -> new FixedHeaders(Map.of("x-other", "gold")).twice("x-tier");
                    default -> new FixedHeaders(Map.of("x-tier", value.substring(1, value.length() - 1)));
                });
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, input, 0, violations);
        policy.evaluate(Phase.REQUEST, input, 1, violations);
        policy.finish(Phase.REQUEST, input, violations);
        return violations.hasErrors() ? "error" : violations.isEmpty() ? "holds" : "violated";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            required: true         @ '' 'a'                  @ absent            @ twice
            notEmpty: true         @ absent 'a'              @ ''                @ twice
            equals: gold           @ absent 'gold'           @ 'GOLD' '' 'golden' @ twice
            in: [gold, silver]     @ absent 'silver'         @ 'bronze'          @ twice
            notIn: [gold]          @ absent '' 'silver'      @ 'gold'            @ twice
            matches: 'g.*'         @ absent 'gold'           @ 'og' ''           @ twice
            length: [1, 4]         @ absent 'gold'           @ '' 'golden'       @ twice
            startsWith: g          @ absent 'gold'           @ 'old' ''          @ twice
            forbidden: true        @ absent                  @ '' 'x' twice      @
            """)
    void headersAreText(String conditions, String holds, String violated, String errors) {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "header: x-tier, " + conditions);
        for (String value : PolicyFixtures.values(holds)) {
            assertEquals("holds", outcome(policy, value), conditions + " over " + value);
        }
        for (String value : PolicyFixtures.values(violated)) {
            assertEquals("violated", outcome(policy, value), conditions + " over " + value);
            assertEquals(Violations.NO_ROW, violations.firstRow(0), "headers belong to no row");
            assertEquals(1, violations.count(0));
        }
        for (String value : PolicyFixtures.values(errors == null ? "" : errors)) {
            assertEquals("error", outcome(policy, value), conditions + " over " + value);
            assertEquals(0, violations.denying());
        }
    }

    @Test
    void headersAreLookedAtWithoutRowsToo() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "header: x-tier, required: true");
        violations.reset(policy);
        policy.finish(Phase.REQUEST, new PolicyInput(), violations);
        assertEquals(0, violations.denying());
    }

    @Test
    void aGuardOverRowsMakesItARuleOverRows() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "header: x-tier, equals: gold, when: {feature: age, min: 100}");
        PolicyInput old = PolicyFixtures.input(PolicyFixtures.row("age", "120"));
        old.headers(new FixedHeaders(Map.of("x-tier", "silver")));
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, old, 3, violations);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("age", "20")), 4, violations);
        policy.finish(Phase.REQUEST, old, violations);
        assertEquals(3, violations.firstRow(0));
        assertEquals(1, violations.count(0));
    }

    @Test
    void aGuardOverHeadersIsAskedForEveryRow() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "feature: age, max: 60, when: {header: x-tier, notIn: [gold]}");
        PolicyInput row = PolicyFixtures.input(PolicyFixtures.row("age", "70"));
        assertFalse(violated(policy, row, new FixedHeaders(Map.of())), "an absent value fulfils no guard");
        assertFalse(violated(policy, row, new FixedHeaders(Map.of("x-tier", "gold"))));
        assertTrue(violated(policy, row, new FixedHeaders(Map.of("x-tier", "silver"))));
        assertFalse(violations.hasErrors());
        assertTrue(violated(policy, row, new FixedHeaders(Map.of()).twice("x-tier")));
        assertTrue(violations.hasErrors());
    }

    private boolean violated(CompiledPolicy policy, PolicyInput row, FixedHeaders headers) {
        row.headers(headers);
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, row, 0, violations);
        return !violations.isEmpty();
    }
}
