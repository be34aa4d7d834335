package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every node but {@code matches} evaluates without allocating, over values that satisfy it, violate it and can't be judged. */
class EvaluationAllocationTest {
    private static final String[] RULES = {
        "feature: age, required: true, notNull: true, type: int, between: [18, 120], in: [20, 30]",
        "feature: age, exclusiveMin: 0, multipleOf: 5, notIn: [25]",
        "feature: segment, notEmpty: true, in: [new]",
        "feature: note, startsWith: a, endsWith: z, contains: lm, notContains: secret, length: [2, 40]",
        "feature: note, equals: abcz, enforcement: shadow",
        "feature: active, equals: true",
        "feature: tags, length: [1, 3], items: {in: [a, b], notNull: true}",
        "feature: amounts, items: {min: 0, max: 10}",
        "unknownFeatures: deny",
        "feature: tenure, forbidden: true",
        "header: x-tier, in: [gold, silver]",
        "header: x-tier, startsWith: g, when: {feature: age, min: 18}",
        "feature: income, min: 10, when: {header: x-tier, equals: gold}",
        "feature: income, meanBetween: [10, 20], maxMissingShare: 0.1, when: {feature: age, required: true}",
        "rowCount: [1, 2]",
        "cel: \"features.income <= 5.0 * double(features.age) || request.headers['x-tier'] == 'gold'\"",
        "feature: note, notEmpty: true, when: \"features.segment in ['new', 'returning'] && size(features.tags) > 0\"",
        "phase: response, cel: \"prediction.value < 5.0 || features.age > 18\"",
        "phase: response, prediction: value, max: 5",
        "phase: response, enforcement: replace, replacement: {a: 1}, prediction: scores, items: {max: 1}",
        "phase: response, attribution: income, min: 0, when: {prediction: label, equals: approve}",
        "phase: response, prediction: value, meanBetween: [0, 1]"
    };

    private static final Phase[] PHASES = Phase.values();

    @TempDir
    Path directory;

    private final Violations violations = new Violations();
    private final FeatureRow[] rows = {PolicyFixtures.row(), PolicyFixtures.row(), PolicyFixtures.row()};
    private final FeatureRow[] predictions = {
        PolicyFixtures.prediction(), PolicyFixtures.prediction(), PolicyFixtures.prediction()
    };
    private final PolicyInput[] inputs = {new PolicyInput(), new PolicyInput(), new PolicyInput()};
    private int denied;

    @Test
    void evaluationAllocatesNothing() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, RULES);
        fill(0, "20", "15", "'new'", "'ablmz'", "true", "['a' 'b']", "[1 2]");
        fill(1, "19", "5", "'old'", "'secret'", "false", "['c' null]", "[-1]");
        fill(2, "'x'", "null", "5", "5", "absent", "torn", "['x']");
        for (FeatureRow row : rows) {
            row.markUnknown();
        }
        PolicyFixtures.set(predictions[0], PredictionFields.VALUE, "1");
        PolicyFixtures.set(predictions[0], PredictionFields.LABEL, "'approve'");
        PolicyFixtures.set(predictions[0], PredictionFields.SCORES, "[0.5 0.5]");
        PolicyFixtures.set(predictions[1], PredictionFields.VALUE, "9");
        PolicyFixtures.set(predictions[1], PredictionFields.SCORES, "[2]");
        String[] tiers = {"gold", "bronze", "gold"};
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].features(rows[i]);
            inputs[i].prediction(predictions[i], rows[i]);
            inputs[i].headers(new FixedHeaders(Map.of("x-tier", tiers[i])));
        }
        evaluate(policy, 20_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        evaluate(policy, 10_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes in 10,000 requests");
        assertEquals(30_000, denied);
        assertTrue(violations.hasErrors());
        assertTrue(violations.size() >= RULES.length - 4, violations::toString);
    }

    private void fill(int at, String... values) {
        for (int slot = 0; slot < values.length; slot++) {
            PolicyFixtures.set(rows[at], slot, values[slot]);
        }
    }

    private void evaluate(CompiledPolicy policy, int times) {
        for (int i = 0; i < times; i++) {
            violations.reset(policy);
            for (Phase phase : PHASES) {
                for (int row = 0; row < inputs.length; row++) {
                    policy.evaluate(phase, inputs[row], row, violations);
                }
                policy.finish(phase, inputs[0], violations);
            }
            denied += violations.denying() >= 0 ? 1 : 0;
        }
    }
}
