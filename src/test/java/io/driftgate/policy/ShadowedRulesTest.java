package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy some of whose rules only count for a while. */
class ShadowedRulesTest {
    @TempDir
    Path directory;

    private CompiledPolicy compile() {
        return PolicyFixtures.compile(
                directory,
                "feature: age, min: 18",
                "feature: income, required: true",
                "enforcement: shadow, feature: note, required: true",
                "phase: response, enforcement: replace, replacement: {a: 1}, prediction: value, max: 1");
    }

    @Test
    void findsTheSameAndEnforcesLess() {
        CompiledPolicy policy = compile();
        CompiledPolicy shadowed = policy.withShadowed(Set.of("r0", "r3"));
        Violations found = new Violations();
        found.reset(shadowed);

        shadowed.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("age", "17")), 0, found);

        assertEquals(1, found.count(0));
        assertEquals(1, found.count(1));
        assertEquals(1, found.denying(), "the next rule that denies decides");
        assertEquals(Enforcement.SHADOW, shadowed.rule(3).enforcement());
        assertEquals("", shadowed.rule(3).replacement());
        assertEquals(Enforcement.DENY, policy.rule(0).enforcement(), "the policy itself is as it was");
        assertEquals(policy.digest(), shadowed.digest());
        assertEquals(policy.rules(), shadowed.rules());
    }

    @Test
    void whatCantBeEvaluatedIsToleratedToo() {
        CompiledPolicy shadowed = compile().withShadowed(Set.of("r0"));
        Violations found = new Violations();
        found.reset(shadowed);

        found.markError(0, 0);

        assertEquals(-1, found.denying());
        assertEquals(1, found.errors(0));
    }

    @Test
    void isTheSameWhereNothingChanges() {
        CompiledPolicy policy = compile();

        assertSame(policy, policy.withShadowed(Set.of()));
        assertSame(policy, policy.withShadowed(Set.of("r2", "unknown")));
    }
}
