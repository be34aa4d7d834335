package io.driftgate.governance;

import static io.driftgate.governance.GovernanceFixtures.CARD;
import static io.driftgate.governance.GovernanceFixtures.card;
import static io.driftgate.governance.GovernanceFixtures.gates;
import static io.driftgate.governance.GovernanceFixtures.release;
import static io.driftgate.governance.GovernanceFixtures.surroundings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.governance.GateResult.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateSetTest {
    private static final ModelCard GOOD = card(CARD);

    private static String gate(String cel) {
        return "gates:\n  - {id: own, owner: ml-lead, cel: \"" + cel + "\"}\n";
    }

    private static GateResult own(List<GateResult> results) {
        return results.stream()
                .filter(result -> result.gate().equals("own"))
                .findFirst()
                .orElseThrow();
    }

    private static GateResult judge(String cel) {
        return own(release(Optional.of(GOOD), gates(gate(cel), GOOD)).judge(surroundings(GOOD, "2")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            card.training.hyperparameters.max_depth <= 6                   | PASS | card.training.hyperparameters.max_depth = 6
            card.training.hyperparameters['booster'] == 'gbtree'           | PASS | card.training.hyperparameters.booster = gbtree
            card.training.hyperparameters.monotone                         | PASS | card.training.hyperparameters.monotone = true
            'numpy' in card.training.environment.packages                  | PASS | card.training.environment.packages = [xgboost, numpy]
            card.training.environment.python == '3.12'                     | PASS | card.training.environment.python = 3.12
            card.training.environment.gpu > 0                              | FAIL | the card says nothing of training.environment.gpu
            card.training.age_days < 57                                    | PASS | card.training.age_days = 56.17
            card.training.timestamp < now                                  | PASS | card.training.timestamp = 2026-10-02T08:00:00Z; now = 2026-11-27T12:00:00Z
            card.metrics['top-1'] > 0.5                                    | FAIL | the card says nothing of metrics.top-1
            has(card.metrics.f2) && card.metrics.f2 > 0.9                  | FAIL | the card says nothing of metrics.f2 (it has f1)
            !has(card.metrics.f2) OR card.metrics.f2 > 0.9                 | PASS | ``
            model == 'credit-risk' && version == 'v2'                      | PASS | model = credit-risk; version = v2
            size(features) == 2 && baseline.rows >= 1000                   | PASS | features = [age, income]; baseline.rows = 5000
            champion.version == version                                    | PASS | champion.version = v2; version = v2
            '2' in upstream.versions                                       | PASS | upstream.versions = [2]
            card.metrics.accuracy / 0.0 > 1.0                              | PASS | card.metrics.accuracy = 0.92
            size(card.limitations) == 1 && card.intended_use.size() < 99   | PASS | card.limitations = [No applicants under 21 in training]; card.intended_use = Consumer loans up to 50k
            """)
    void evaluatesOverTheCardAndWhatSurroundsIt(String cel, Outcome outcome, String detail) {
        GateResult result = judge(cel.replace(" OR ", " || "));

        assertEquals(outcome, result.outcome(), result.detail());
        assertEquals(detail, result.detail());
    }

    @Test
    void takesTheTypeOfFreeValuesFromTheCards() {
        ModelCard other = card(CARD.replace("max_depth: 6", "max_depth: deep"));
        GateSet gates = gates(gate("card.training.hyperparameters.max_depth <= 6"), other, GOOD);

        GateResult result = own(release(Optional.of(other), gates).judge(surroundings(GOOD)));

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals("card.training.hyperparameters.max_depth = deep", result.detail());
    }

    @Test
    void failsWhatMissesTheCardAlthoughTheServerIsSilentToo() {
        GateSet gates = gates(gate("upstream.model_version == card.data.version"), GOOD);
        Release without = release(Optional.empty(), gates);
        Release with = release(Optional.of(GOOD), gates);

        assertEquals(Outcome.FAIL, own(without.judge(surroundings(null))).outcome());
        assertEquals(Outcome.UNKNOWN, own(with.judge(surroundings(null))).outcome());
        assertTrue(own(with.judge(surroundings(null))).holds(), "until told, a gate holds what it doesn't know");
    }

    @Test
    void appliesWhereItIsToldTo() {
        String yaml = """
                gates:
                  - {id: own, owner: a, cel: "card.metrics.f1 > 0.99", appliesTo: {models: [fraud]}}
                  - {id: here, owner: a, cel: "card.metrics.f1 > 0.99", appliesTo: {versions: [v1, v2]}}
                """;

        List<GateResult> results = release(Optional.of(GOOD), gates(yaml, GOOD)).judge(surroundings(GOOD));

        assertEquals(
                List.of("compliance-status", "here"),
                results.stream().map(GateResult::gate).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "'', true", // whoever names neither waives for all
        "'model: credit-risk, version: v2, ', true",
        "'model: fraud, ', false",
        "'version: v1, ', false"
    })
    void waivesForThoseWhoAreNamed(String who, boolean waived) {
        String yaml = gate("card.metrics.f1 > 0.99") + "waivers:\n  - {gate: own, " + who
                + "by: a.ng, why: Trial, expires: 2026-11-28}\n";

        GateResult result = own(release(Optional.of(GOOD), gates(yaml, GOOD)).judge(surroundings(GOOD)));

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals(waived, result.waiver().isPresent());
        assertEquals(!waived, result.holds());
        assertEquals(waived, result.detail().contains("waived by a.ng until 2026-11-28: Trial"));
    }

    @Test
    void keepsWhatAnOverrideDoesNotWrite() {
        String yaml =
                "extends: default\ngates:\n  - {id: cost, required: false}\n  - {id: own, owner: a, cel: \"has(card.model)\"}\n";
        ModelCard dear = card(CARD.replace("0.74", "7400"));
        GateSet gates = gates(yaml, dear);

        List<GateResult> results = release(Optional.of(dear), gates).judge(surroundings(GOOD, "2"));

        GateResult cost = results.stream()
                .filter(result -> result.gate().equals("cost"))
                .findFirst()
                .orElseThrow();
        assertEquals(Outcome.FAIL, cost.outcome());
        assertEquals("finops", cost.owner());
        assertFalse(cost.holds());
        assertEquals(14, results.size());
    }

    @Test
    void failsRatherThanWorksOnForever() {
        List<String> features =
                IntStream.range(0, 4_000).mapToObj(i -> "feature_" + i).toList();
        GateSet gates = gates(gate("features.all(a, features.all(b, a != b + 'x'))"), GOOD);
        Release release = new Release(
                "credit-risk",
                "v2",
                "v2",
                Optional.of(GOOD),
                Optional.empty(),
                features,
                List.of(),
                Optional.of(gates),
                Optional.empty());

        assertEquals(Outcome.FAIL, own(release.judge(surroundings(GOOD))).outcome());
    }

    @Test
    void writesWhatACardSaysOnOneLine() {
        ModelCard odd = card(CARD.replace("transaction_logs", "\"a\\nb\\u0007" + "x".repeat(200) + "\""));

        GateResult result = own(release(Optional.of(odd), gates(gate("card.data.source == 'x'"), odd))
                .judge(surroundings(GOOD)));

        assertEquals("card.data.source = a b " + "x".repeat(76) + "...", result.detail());
    }

    @Test
    void reportsWhatAnAuditorAsksFor() {
        Release release = release(Optional.of(GOOD), gates(gate("card.metrics.f1 > 0.99"), GOOD));
        List<GateResult> results = release.judge(surroundings(GOOD));

        var report = GovernanceReport.of(release, results, "cd".repeat(32), GovernanceFixtures.NOW);

        assertEquals("credit-risk", report.get("model_id"));
        assertEquals("fail", report.get("result"));
        assertEquals("held back by gate own", report.get("held_by"));
        assertEquals(List.of("a.ng", "m.ruiz"), report.get("approver"));
        assertEquals("v3.2", report.get("data_version"));
        assertEquals("2026-10-02T08:00:00Z", report.get("training_timestamp"));
        assertEquals("approved", report.get("compliance_status"));
        var without = GovernanceReport.of(
                release(Optional.empty(), gates(gate("has(card.model)"))),
                List.of(),
                "cd".repeat(32),
                GovernanceFixtures.NOW);
        assertTrue(without.containsKey("training_timestamp"), "a key is there although its value is not known");
    }
}
