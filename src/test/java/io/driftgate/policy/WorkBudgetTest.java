package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However many rows a client sends, what rules spend on one request is bounded, and the same on every machine. */
final class WorkBudgetTest {
    private static final int ROWS = 400;

    private static final Schema SCHEMA = new Schema(List.of(
            Feature.list("ids", FeatureType.INT, ""),
            new Feature("note", FeatureType.STRING),
            new Feature("age", FeatureType.INT)));
    private static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    private static final String LISTS =
            "{id: lists, cel: \"!features.ids.exists(a, features.ids.exists(b, a + b == -1))\"}";
    private static final String REGEX = "{id: regex, feature: note, notMatches: '(.*a){1,200}b(.?x?){400}'}";
    private static final String CHEAP = "{id: cheap, feature: age, min: 18}";

    private final PolicyInput input = new PolicyInput();
    private final Violations violations = new Violations();

    private static CompiledPolicy policy(String... rules) {
        Problems problems = new Problems();
        byte[] yaml = ("rules:\n- " + String.join("\n- ", rules) + "\n").getBytes(StandardCharsets.UTF_8);
        return PolicyLoader.compile(
                        new PolicyReference("p", "v1"),
                        yaml,
                        "policy.yaml",
                        SCHEMA,
                        INDEX,
                        LocalDate.of(2026, 11, 1),
                        problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    private static FeatureRow row(int ids, int noteBytes, int age) {
        FeatureRow row = new FeatureRow(INDEX.slots());
        int slot = INDEX.slotOf("ids");
        row.beginList(slot);
        for (int i = 0; i < ids; i++) {
            row.addNumber(slot, i);
        }
        byte[] note = "a".repeat(noteBytes).getBytes(StandardCharsets.UTF_8);
        row.setText(INDEX.slotOf("note"), note, 0, note.length);
        row.setNumber(INDEX.slotOf("age"), age);
        return row;
    }

    /** Evaluates the same row so many times; returns how many rows each rule could not be evaluated over. */
    private int[] run(CompiledPolicy policy, FeatureRow row, int rows) {
        violations.reset(policy);
        input.features(row);
        for (int i = 0; i < rows; i++) {
            policy.evaluate(Phase.REQUEST, input, i, violations);
        }
        policy.finish(Phase.REQUEST, input, violations);
        int[] errors = new int[policy.rules()];
        for (int rule = 0; rule < errors.length; rule++) {
            errors[rule] = violations.errors(rule);
        }
        return errors;
    }

    @Test
    void listsOfManyRowsEndInErrorsThatRefuse() {
        CompiledPolicy policy = policy(LISTS, CHEAP);
        FeatureRow row = row(1_000, 0, 17);
        int[] errors = run(policy, row, ROWS);
        assertTrue(errors[0] > ROWS - 10 && errors[0] < ROWS, "rows without an answer: " + errors[0]);
        assertEquals(0, errors[1], "what costs nothing is still decided");
        assertEquals(ROWS, violations.count(1));
        assertEquals(0, violations.denying(), "what could not be evaluated refuses");
        assertEquals(errors[0], run(policy, row, ROWS)[0], "the next request is granted as much");
    }

    @Test
    void regularExpressionsPayForTheirSize() {
        int[] errors = run(policy(REGEX, CHEAP), row(0, 16_000, 30), 5);
        assertEquals(4, errors[0], "of 16,000 bytes under a large expression a request may cost one, and not another");
        assertEquals(0, errors[1]);
        String common = "{id: mail, feature: note, notMatches: '[a-z]+@[a-z]+\\.[a-z]{2,}'}";
        assertEquals(0, run(policy(common), row(0, 16_000, 30), 10)[0], "ordinary ones over long texts don't notice");
    }

    @Test
    void onePolicyDoesNotUseUpWhatAnotherMaySpend() {
        CompiledPolicy greedy = policy(LISTS);
        FeatureRow row = row(1_000, 0, 30);
        run(greedy, row, ROWS);
        Violations others = new Violations();
        others.reset(greedy);
        greedy.evaluate(Phase.REQUEST, input, 0, others);
        assertEquals(0, others.errors(0));
    }

    @Test
    void askingWhetherARuleAppliesCostsItNothing() {
        CompiledPolicy policy =
                policy("{id: guarded, when: \"!features.ids.exists(a, features.ids.exists(b, a + b == -1))\","
                        + " feature: age, min: 18}");
        FeatureRow row = row(1_000, 0, 30);
        violations.reset(policy);
        input.features(row);
        for (int i = 0; i < 10; i++) {
            assertTrue(policy.applies(0, input));
        }
        policy.evaluate(Phase.REQUEST, input, 0, violations);
        assertEquals(0, violations.errors(0));
    }
}
