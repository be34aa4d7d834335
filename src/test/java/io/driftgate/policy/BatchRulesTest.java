package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;
import io.driftgate.feature.PredictionFields;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about all rows of a request together. */
class BatchRulesTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    /** Every word is a row's value of a feature. */
    private String outcome(CompiledPolicy policy, String feature, String words) {
        violations.reset(policy);
        List<String> values = PolicyFixtures.values(words);
        for (int row = 0; row < values.size(); row++) {
            PolicyInput input = PolicyFixtures.input(PolicyFixtures.row(feature, values.get(row)));
            policy.evaluate(Phase.REQUEST, input, row, violations);
        }
        policy.finish(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row()), violations);
        return violations.hasErrors()
                ? "error in row " + violations.firstRow(0)
                : violations.isEmpty() ? "holds" : "violated in row " + violations.firstRow(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', nullValues = "-", textBlock = """
            # rule                                   @ rows                           @ outcome
            feature: age, maxMissingShare: 0.25      @ 1 2 3 null                     @ holds
            feature: age, maxMissingShare: 0.25      @ 1 absent 3 null                @ violated in row -1
            feature: age, maxMissingShare: 0         @ 1 'x' true []                  @ holds
            feature: age, maxMissingShare: 0         @ 1 null                         @ violated in row -1
            feature: age, maxMissingShare: 0.5       @ -                              @ holds
            feature: tags, maxMissingShare: 0.5      @ ['a'] null absent              @ violated in row -1
            feature: income, meanBetween: [0.1, 0.1] @ 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 @ holds
            feature: income, meanBetween: [1, 2]     @ 0 null 3 absent                @ holds
            feature: income, meanBetween: [1, 2]     @ 0 0.5 1                        @ violated in row -1
            feature: income, meanBetween: [1, ~]     @ 3                              @ holds
            feature: income, meanBetween: [1, 2]     @ null absent                    @ holds
            feature: income, meanBetween: [1, 2]     @ -                              @ holds
            feature: income, meanBetween: [1, 2]     @ 1 'x' 1 []                     @ error in row 1
            feature: income, meanBetween: [1, 2]     @ 1 true                         @ error in row 1
            feature: income, meanBetween: [0, ~]     @ 1e308 1e308                    @ violated in row -1
            feature: income, meanBetween: [-1, 1]    @ 1e16 1 -1e16                   @ holds
            feature: income, meanBetween: [1, 2], maxMissingShare: 0.5 @ 1.5 null     @ holds
            feature: income, meanBetween: [1, 2], maxMissingShare: 0.4 @ 1.5 null     @ violated in row -1
            rowCount: [1, 2]                         @ 1 null                         @ holds
            rowCount: [1, 2]                         @ -                              @ violated in row -1
            rowCount: [1, 2]                         @ 1 2 3                          @ violated in row -1
            rowCount: [~, 1]                         @ 1 2                            @ violated in row -1
            feature: income, meanBetween: [1, 2], when: {feature: income, min: 1} @ -5 1 0 2 @ holds
            feature: income, meanBetween: [1, 2], when: {feature: income, min: 1} @ 1 'x'  @ error in row 1
            feature: age, maxMissingShare: 0.1, when: {feature: age, min: 1} @ null null 1 @ holds
            """)
    void addUpOverTheRows(String rule, String rows, String expected) {
        CompiledPolicy policy = PolicyFixtures.compile(directory, rule);
        String feature = rule.startsWith("feature") ? rule.substring(9, rule.indexOf(',')) : "age";
        assertEquals(expected, outcome(policy, feature, rows == null ? "" : rows));
        assertEquals(expected, outcome(policy, feature, rows == null ? "" : rows), "and again after a reset");
    }

    @Test
    void aShareIsWhatTheFileSays() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "feature: age, maxMissingShare: 0.29");
        assertEquals("holds", outcome(policy, "age", "null ".repeat(29) + "1 ".repeat(71)));
        assertEquals("violated in row -1", outcome(policy, "age", "null ".repeat(30) + "1 ".repeat(70)));
    }

    @Test
    void rowsAreCountedWhereTheGuardOverHeadersHolds() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "rowCount: [1, 1], when: {header: x-tier, equals: free}");
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row());
        for (String tier : List.of("free", "gold")) {
            input.headers(new FixedHeaders(Map.of("x-tier", tier)));
            violations.reset(policy);
            policy.evaluate(Phase.REQUEST, input, 0, violations);
            policy.evaluate(Phase.REQUEST, input, 1, violations);
            policy.finish(Phase.REQUEST, input, violations);
            assertEquals(tier.equals("free") ? 0 : -1, violations.denying());
        }
        input.headers(new FixedHeaders(Map.of()).twice("x-tier"));
        violations.reset(policy);
        policy.finish(Phase.REQUEST, input, violations);
        assertEquals(1, violations.errors(0));
        input.headers(Headers.EMPTY);
    }

    @Test
    void theMeanOfAnswersNeedsAllOfThem() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "phase: response, prediction: value, meanBetween: [0, 1]");
        PolicyInput input = PolicyFixtures.input(PolicyFixtures.row());
        FeatureRow prediction = PolicyFixtures.prediction();
        input.prediction(prediction, PolicyFixtures.row());
        violations.reset(policy);
        prediction.setNumber(PredictionFields.VALUE, 1);
        policy.evaluate(Phase.RESPONSE, input, 0, violations);
        prediction.clear();
        policy.evaluate(Phase.RESPONSE, input, 1, violations);
        policy.finish(Phase.RESPONSE, input, violations);
        assertEquals(1, violations.errors(0), "the row, and not the whole once more");
        assertEquals(1, violations.firstRow(0));
        assertEquals(0, violations.denying());
    }

    @Test
    void totalsOfOneRuleAreNotThoseOfAnother() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "phase: response, feature: age, meanBetween: [~, 1]",
                "feature: income, meanBetween: [~, 1]",
                "rowCount: [3, ~]",
                "feature: age, meanBetween: [~, 1]");
        FeatureRow row = PolicyFixtures.row("age", "5");
        PolicyInput input = PolicyFixtures.input(row);
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, input, 0, violations);
        policy.finish(Phase.REQUEST, input, violations);
        assertEquals(List.of(2, 3), List.of(violations.rule(0), violations.rule(1)));
        assertEquals(2, violations.size());
    }
}
