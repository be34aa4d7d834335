package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.RequestFields;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and guards written in CEL; what CEL itself means is tested beside its compiler. */
class ExpressionRulesTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();
    private final PolicyInput input = new PolicyInput();

    private String outcome(CompiledPolicy policy, FeatureRow... rows) {
        violations.reset(policy);
        for (int row = 0; row < rows.length; row++) {
            input.features(rows[row]);
            input.request().setNumber(RequestFields.ROW, row);
            for (Phase phase : Phase.values()) {
                policy.evaluate(phase, input, row, violations);
            }
        }
        for (Phase phase : Phase.values()) {
            policy.finish(phase, input, violations);
        }
        return violations.hasErrors() ? "error" : violations.isEmpty() ? "holds" : "violated";
    }

    private static FeatureRow applicant(String age, String income) {
        FeatureRow row = PolicyFixtures.row("age", age);
        PolicyFixtures.set(row, PolicyFixtures.INDEX.slotOf("income"), income);
        return row;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            20     @ 50000 @ holds
            20     @ 100   @ violated
            absent @ 50000 @ error
            null   @ 50000 @ error
            'x'    @ 50000 @ error
            70     @ absent @ holds
            """)
    void mustBeTrue(String age, String income, String expected) {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "cel: \"features.age > 60 || features.income >= 1000.0\"");
        FeatureRow row = applicant(age, income);
        if (age.equals("absent") || age.equals("null") || age.equals("'x'")) {
            PolicyFixtures.set(row, PolicyFixtures.INDEX.slotOf("income"), "100");
        }
        assertEquals(expected, outcome(policy, row));
        assertEquals(expected.equals("holds") ? -1 : 0, violations.denying());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            20     @ violated
            10     @ holds
            absent @ error
            """)
    void guardsDecideWhereARuleApplies(String age, String expected) {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "feature: income, required: true, when: \"features.age >= 18\"",
                "onError: allow, feature: income, required: true, when: \"features.age >= 18\"");
        assertEquals(expected, outcome(policy, PolicyFixtures.row("age", age)));
        assertEquals(expected.equals("holds") ? -1 : 0, violations.denying());
        assertEquals(expected.equals("error") ? 1 : 0, violations.errors(1));
        assertEquals(expected.equals("violated") ? 1 : 0, violations.count(1), "onError: allow");
    }

    @Test
    void whatReadsNoRowIsAskedOnce() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "cel: \"request.headers['x-tier'] == 'gold'\"",
                "cel: \"request.rows <= 1\"",
                "cel: \"request.row < 1\"",
                "rowCount: [1, 1], when: \"request.rows > 0\"");
        input.request().setNumber(RequestFields.ROWS, 2);
        input.headers(new FixedHeaders(Map.of("x-tier", "silver")));
        assertEquals("violated", outcome(policy, PolicyFixtures.row(), PolicyFixtures.row()));
        assertEquals(1, violations.count(0));
        assertEquals(Violations.NO_ROW, violations.firstRow(0));
        assertEquals(1, violations.count(1));
        assertEquals(Violations.NO_ROW, violations.firstRow(1));
        assertEquals(1, violations.firstRow(2));
        assertEquals(Violations.NO_ROW, violations.firstRow(3));
        input.headers(Headers.EMPTY);
        assertEquals("error", outcome(policy));
    }

    @Test
    void answersMeetTheirRequest() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "phase: response, enforcement: replace, replacement: {decision: review},"
                        + " cel: \"!(prediction.label == 'approve' && features.segment == 'new' && features.income > 1000000.0)\"",
                "phase: response, cel: \"prediction.attributions.income <= 0.5\"");
        FeatureRow row = PolicyFixtures.row("segment", "'new'");
        PolicyFixtures.set(row, PolicyFixtures.INDEX.slotOf("income"), "2000000");
        FeatureRow prediction = PolicyFixtures.prediction();
        FeatureRow attributions = PolicyFixtures.row("income", "0.25");
        PolicyFixtures.set(prediction, PredictionFields.LABEL, "'approve'");
        input.prediction(prediction, attributions);
        assertEquals("violated", outcome(policy, row));
        assertEquals(0, violations.replacing());
        assertEquals(-1, violations.denying());
        prediction.clear();
        assertEquals("error", outcome(policy, row));
        assertEquals(0, violations.denying(), "nobody knows what the model answered");
        assertEquals(1, violations.size());
    }

    @Test
    void guardsSelectTheRowsOfABatch() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory, "feature: income, meanBetween: [10, 20], when: \"features.age >= 18\"");
        assertEquals("holds", outcome(policy, applicant("20", "12"), applicant("10", "900"), applicant("30", "18")));
        assertEquals("violated", outcome(policy, applicant("20", "12"), applicant("18", "900")));
        assertEquals("error", outcome(policy, applicant("20", "12"), applicant("absent", "12")));
        assertTrue(violations.denying() == 0 && violations.firstRow(0) == 1);
    }
}
