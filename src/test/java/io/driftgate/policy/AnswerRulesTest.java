package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about what a model answered. */
class AnswerRulesTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    private void evaluate(CompiledPolicy policy, FeatureRow prediction, FeatureRow attributions) {
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row());
        input.prediction(prediction, attributions);
        violations.reset(policy);
        policy.evaluate(Phase.RESPONSE, input, 0, violations);
        policy.finish(Phase.RESPONSE, input, violations);
    }

    private String outcome(CompiledPolicy policy, String subject, String name, String value) {
        FeatureRow prediction = PolicyFixtures.prediction();
        FeatureRow attributions = PolicyFixtures.row();
        if (subject.equals("prediction")) {
            PolicyFixtures.set(prediction, PredictionFields.INDEX.slotOf(name), value);
        } else {
            PolicyFixtures.set(attributions, PolicyFixtures.INDEX.slotOf(name), value);
        }
        evaluate(policy, prediction, attributions);
        return violations.hasErrors() ? "error" : violations.isEmpty() ? "holds" : "violated";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            # rule                                       @ holds for          @ is violated by       @ can't be evaluated over
            prediction: value, required: true            @ 0.5 null 'x'       @ absent [] {}         @
            prediction: value, notNull: true             @ 0.5 'x'            @ null [] {}           @ absent
            prediction: value, max: 1000000              @ 1 -5               @ 1000001 'x' [] {}    @ absent null
            prediction: value, required: true, max: 1    @ 1                  @ 2 absent             @ null
            prediction: value, forbidden: true           @ absent             @ null 1 'x' [] {}     @
            prediction: label, notIn: [approve]          @ 'refuse' ''        @ 'approve' 1 true     @ absent null
            prediction: top_score, min: 0.6              @ 0.6 1              @ 0.59 'x'             @ absent null
            prediction: scores, length: [2, 3]           @ [0.1 0.9]          @ [1] [] 0.5           @ absent null
            prediction: scores, items: {between: [0, 1]} @ [0.1 0.9] []       @ [0 2] 0.5            @ absent null torn
            prediction: text, notContains: secret        @ 'fine'             @ 'a secret'           @ absent null
            prediction: finish_reason, equals: stop      @ 'stop'             @ 'length'             @ absent null
            attribution: income, between: [-1, 1]        @ 0 -1               @ 2 'x' []             @ absent null
            attribution: note, required: true            @ 0 null             @ absent               @
            """)
    void answersMustHoldWhatRulesSpeakOf(String rule, String holds, String violated, String errors) {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "phase: response, " + rule);
        String subject = rule.substring(0, rule.indexOf(':'));
        String name = rule.substring(rule.indexOf(' ') + 1, rule.indexOf(','));
        for (String value : PolicyFixtures.values(holds)) {
            assertEquals("holds", outcome(policy, subject, name, value), rule + " over " + value);
        }
        for (String value : PolicyFixtures.values(violated)) {
            assertEquals("violated", outcome(policy, subject, name, value), rule + " over " + value);
        }
        for (String value : PolicyFixtures.values(errors == null ? "" : errors)) {
            assertEquals("error", outcome(policy, subject, name, value), rule + " over " + value);
            assertEquals(0, violations.denying(), "an error denies");
        }
    }

    @Test
    void eachPhaseHasItsRules() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "feature: age, max: 10", "phase: response, feature: age, max: 5");
        assertTrue(policy.has(Phase.REQUEST));
        assertTrue(policy.has(Phase.RESPONSE));
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row("age", "7"));
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, input, 0, violations);
        assertTrue(violations.isEmpty());
        policy.evaluate(Phase.RESPONSE, input, 0, violations);
        assertEquals(1, violations.denying());
        assertFalse(PolicyFixtures.compile(directory, "feature: age, max: 10").has(Phase.RESPONSE));
        assertFalse(CompiledPolicy.none().has(Phase.REQUEST));
    }

    @Test
    void aReplacingRuleReplacesWhenViolatedAndDeniesWhenNobodyKnows() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "phase: response, enforcement: shadow, prediction: value, max: 1",
                "phase: response, prediction: value, max: 5",
                "phase: response, enforcement: replace, replacement: {a: 1}, prediction: value, max: 2",
                "phase: response, enforcement: replace, replacement: [1], prediction: value, max: 3");
        FeatureRow prediction = PolicyFixtures.prediction();
        prediction.setNumber(PredictionFields.VALUE, 4);
        evaluate(policy, prediction, PolicyFixtures.row());
        assertEquals(2, violations.replacing());
        assertEquals(-1, violations.denying());
        assertEquals("{\"a\":1}", policy.rule(2).replacement());
        prediction.clear();
        evaluate(policy, prediction, PolicyFixtures.row());
        assertEquals(-1, violations.replacing());
        assertEquals(1, violations.denying());
        assertEquals(3, violations.size(), "the shadow rule only counts its error");
        assertEquals(1, violations.errors(0));
        assertEquals(0, violations.count(0));
    }
}
