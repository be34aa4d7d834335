package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.cel.BoundedMatch;
import io.driftgate.feature.FeatureRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of rules that can't be evaluated, and of time. */
class ViolationsTest {
    private static final String TOO_LONG = "'" + "a".repeat(BoundedMatch.MAX_TEXT_BYTES + 1) + "'";

    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    private void evaluate(CompiledPolicy policy, FeatureRow... rows) {
        violations.reset(policy);
        for (int i = 0; i < rows.length; i++) {
            policy.evaluate(Phase.REQUEST, PolicyFixtures.input(rows[i]), i, violations);
        }
        policy.finish(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row()), violations);
    }

    @Test
    void anErrorDeniesAndCountsAsAViolation() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "feature: note, matches: 'a*'");
        evaluate(policy, PolicyFixtures.row("note", "'a'"), PolicyFixtures.row("note", TOO_LONG));
        assertEquals(0, violations.denying());
        assertEquals(1, violations.firstRow(0));
        assertEquals(1, violations.count(0));
        assertEquals(1, violations.errors(0));
        assertTrue(violations.hasErrors());
        assertEquals(1, violations.failedSize());
        assertEquals(0, violations.failedRule(0));
        assertThrows(IndexOutOfBoundsException.class, () -> violations.failedRule(1));
    }

    @Test
    void anErrorThatIsAllowedIsOnlySeen() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "onError: allow, feature: note, matches: 'a*'");
        evaluate(policy, PolicyFixtures.row("note", "'a'"), PolicyFixtures.row("note", TOO_LONG));
        assertEquals(-1, violations.denying());
        assertTrue(violations.isEmpty());
        assertEquals(0, violations.count(0));
        assertEquals(1, violations.errors(0));
        assertEquals(1, violations.firstRow(0));
        assertTrue(violations.hasErrors());
        evaluate(policy, PolicyFixtures.row("note", TOO_LONG), PolicyFixtures.row("note", "'b'"));
        assertEquals(0, violations.denying(), "it is still violated by what it can be evaluated over");
        assertEquals(0, violations.firstRow(0), "the error came first");
    }

    @Test
    void aViolationIsOneWhateverElseCannotBeEvaluated() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "onError: allow, feature: note, matches: 'a*', length: [0, 5]",
                "onError: allow, feature: tags, items: {notEmpty: true}, length: [0, 2]");
        FeatureRow row = PolicyFixtures.row("note", TOO_LONG);
        PolicyFixtures.set(row, PolicyFixtures.INDEX.slotOf("tags"), "torn");
        evaluate(policy, row);
        assertFalse(violations.hasErrors());
        assertEquals(2, violations.size());
    }

    @Test
    void shadowRulesOnlyCountTheirErrors() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "enforcement: shadow, feature: note, matches: 'a*'");
        evaluate(policy, PolicyFixtures.row("note", TOO_LONG));
        assertTrue(violations.isEmpty());
        assertEquals(1, violations.errors(0));
        assertEquals(-1, violations.denying());
    }

    @Test
    void errorsAndViolationsOfOneRuleAddUp() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "feature: note, matches: 'a*'");
        FeatureRow failing = PolicyFixtures.row("note", TOO_LONG);
        FeatureRow violating = PolicyFixtures.row("note", "'b'");
        evaluate(policy, violating, failing, failing, violating, PolicyFixtures.row());
        assertEquals(4, violations.count(0));
        assertEquals(2, violations.errors(0));
        assertEquals(0, violations.firstRow(0));
        assertEquals(1, violations.size());
        evaluate(policy, PolicyFixtures.row());
        assertFalse(violations.hasErrors(), "a reset forgets errors");
        assertEquals(0, violations.errors(0));
        assertEquals(Violations.NO_ROW, violations.firstRow(0));
    }

    @Test
    void timesEveryRuleOfThePhase() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "feature: age, max: 10",
                "phase: response, feature: age, max: 10",
                "feature: age, meanBetween: [0, 10]",
                "header: x-tier, required: true",
                "unknownFeatures: deny");
        List<Integer> timed = new ArrayList<>();
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row("age", "50"));
        violations.reset(policy);
        RuleTimer timer = (rule, nanos) -> {
            assertTrue(nanos >= 0);
            timed.add(rule);
        };
        policy.evaluateTimed(Phase.REQUEST, input, 0, violations, timer);
        assertEquals(List.of(0, 4, 2), timed);
        policy.finishTimed(Phase.REQUEST, input, violations, timer);
        assertEquals(List.of(0, 4, 2, 3, 2), timed);
        assertEquals(3, violations.size(), "and finds what it finds untimed");
    }
}
