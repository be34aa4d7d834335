package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code when}, as a mapping. Every guarded rule here is violated where its guard holds. */
class GuardsTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    private String outcome(CompiledPolicy policy, PolicyInput input) {
        violations.reset(policy);
        for (Phase phase : Phase.values()) {
            policy.evaluate(phase, input, 0, violations);
            policy.finish(phase, input, violations);
        }
        return violations.hasErrors() ? "error" : violations.isEmpty() ? "skips" : "applies";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            # guard                                 @ applies to           @ skips                       @ can't be evaluated over
            feature: age, required: true            @ 5 'x' true           @ absent null                 @ [] {}
            feature: age, min: 18                   @ 18 20                @ 17 absent null              @ 'x' true [] {}
            feature: age, min: 18, max: 20          @ 18 20                @ 17 21 absent null           @ 'x' {}
            feature: age, type: int                 @ 5                    @ 5.5 'x' true absent null {} @
            feature: segment, in: [new]             @ 'new'                @ 'returning' absent null     @ 5 [] true
            feature: active, equals: true           @ true                 @ false absent null           @ 1 'true'
            feature: note, notEmpty: true           @ 'x'                  @ '' absent null              @ 5 []
            feature: note, notMatches: '[0-9]+'     @ 'x' ''               @ '5' absent null             @ 5
            feature: tags, notEmpty: true           @ ['a'] torn           @ [] absent null              @ 5 {}
            feature: tags, items: {in: [a]}         @ ['a'] [] ['a' null]  @ ['b'] absent null           @ 5 'a' {} [5] torn
            """)
    void holdForValuesThatAreThere(String guard, String applies, String skips, String errors) {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "feature: income, required: true, when: {" + guard + "}");
        String feature = guard.substring(9, guard.indexOf(','));
        for (String value : PolicyFixtures.values(applies)) {
            assertEquals("applies", outcome(policy, PolicyFixtures.input(PolicyFixtures.row(feature, value))), value);
        }
        for (String value : PolicyFixtures.values(skips)) {
            assertEquals("skips", outcome(policy, PolicyFixtures.input(PolicyFixtures.row(feature, value))), value);
        }
        for (String value : PolicyFixtures.values(errors == null ? "" : errors)) {
            assertEquals("error", outcome(policy, PolicyFixtures.input(PolicyFixtures.row(feature, value))), value);
            assertEquals(0, violations.denying(), "never silently skipped");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            prediction: label, equals: approve @ 'approve' @ applies
            prediction: label, equals: approve @ 'refuse'  @ skips
            prediction: label, equals: approve @ absent    @ error
            prediction: label, equals: approve @ null      @ error
            prediction: label, equals: approve @ 5         @ error
            prediction: label, required: true  @ 5         @ applies
            prediction: label, required: true  @ absent    @ skips
            """)
    void errOverAnswersThatLackTheirValue(String guard, String label, String expected) {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory, "phase: response, feature: income, required: true, when: {" + guard + "}");
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row());
        FeatureRow prediction = PolicyFixtures.prediction();
        PolicyFixtures.set(prediction, PredictionFields.LABEL, label);
        input.prediction(prediction, PolicyFixtures.row());
        assertEquals(expected, outcome(policy, input));
    }

    @Test
    void guardUnknownFeaturesToo() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "unknownFeatures: deny, when: {feature: age, min: 18}");
        FeatureRow row = PolicyFixtures.row("age", "20");
        assertEquals("skips", outcome(policy, PolicyFixtures.input(row)));
        row.markUnknown();
        assertEquals("applies", outcome(policy, PolicyFixtures.input(row)));
        PolicyFixtures.set(row, PolicyFixtures.INDEX.slotOf("age"), "17");
        assertEquals("skips", outcome(policy, PolicyFixtures.input(row)));
    }
}
