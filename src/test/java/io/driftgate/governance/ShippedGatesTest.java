package io.driftgate.governance;

import static io.driftgate.governance.GovernanceFixtures.CARD;
import static io.driftgate.governance.GovernanceFixtures.NOW;
import static io.driftgate.governance.GovernanceFixtures.SHA256;
import static io.driftgate.governance.GovernanceFixtures.card;
import static io.driftgate.governance.GovernanceFixtures.release;
import static io.driftgate.governance.GovernanceFixtures.shipped;
import static io.driftgate.governance.GovernanceFixtures.surroundings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.governance.GateResult.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedGatesTest {
    private static List<GateResult> judge(String yaml) {
        ModelCard card = card(yaml);
        return release(Optional.of(card), shipped(card)).judge(surroundings(card(CARD), "2"));
    }

    private static GateResult of(String gate, List<GateResult> results) {
        return results.stream()
                .filter(result -> result.gate().equals(gate))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void letAGoodCardPass() {
        List<GateResult> results = judge(CARD);

        assertEquals(
                Set.of(Outcome.PASS), results.stream().map(GateResult::outcome).collect(Collectors.toSet()));
        assertEquals(13, results.size());
        assertEquals(Optional.empty(), release(Optional.empty(), shipped()).heldBy(results));
    }

    /** Each line breaks one value of the good card, and says which gate then fails, and what it says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            accuracy: 0.92, f1: 0.88          | accuracy: 0.84, f1: 0.80  | quality           | card.metrics.accuracy = 0.84; card.metrics.f1 = 0.8
            accuracy: 0.92, f1: 0.88          | accuracy: 0.84            | quality           | card.metrics.accuracy = 0.84; the card says nothing of metrics.f1
            accuracy: 0.92, f1: 0.88          | accurracy: 0.92           | quality           | the card says nothing of metrics.accuracy (it has accurracy); the card says nothing of metrics.f1
            accuracy: 0.92                    | accuracy: 0.87            | champion          | champion.metrics.accuracy = 0.92; card.metrics.accuracy = 0.87; champion.metrics.f1 = 0.88; card.metrics.f1 = 0.88
            f1: 0.88, d                       | d                         | champion          | champion.metrics.accuracy = 0.92; card.metrics.accuracy = 0.92; champion.metrics.f1 = 0.88; the card says nothing of metrics.f1
            difference: 0.04                  | difference: 0.11          | parity-difference | card.metrics.demographic_parity_difference = 0.11
            difference: 0.04                  | difference: -0.11         | parity-difference | card.metrics.demographic_parity_difference = -0.11
            demographic_parity_difference:    | parity_difference:        | parity-difference | the card says nothing of metrics.demographic_parity_difference (it has demographic_parity_ratio)
            ratio: 0.91                       | ratio: 0.79               | parity-ratio      | card.metrics.demographic_parity_ratio = 0.79
            demographic_parity_ratio:         | parity_ratio:             | parity-ratio      | the card says nothing of metrics.demographic_parity_ratio
            transaction_logs                  | PII                       | data-source       | card.data.source = PII
            transaction_logs                  | customer-pii/2026         | data-source       | card.data.source = customer-pii/2026
            source: transaction_logs,         |                           | data-source       | the card says nothing of data.source
            compliance_status: approved       | # left out                | approved-by       | card.approvers = [a.ng, m.ruiz]; the card says nothing of compliance_status
            [a.ng, m.ruiz]                    | []                        | approved-by       | card.compliance_status = approved; the card says nothing of approvers
            status: approved                  | status: pending_review    | compliance-status | card.compliance_status = pending_review
            status: approved                  | status: rejected          | compliance-status | card.compliance_status = rejected
            [a.ng, m.ruiz]                    | [a.ng, A.Ng]              | two-approvers     | card.approvers = [a.ng, A.Ng]
            [a.ng, m.ruiz]                    | [a.ng]                    | two-approvers     | card.approvers = [a.ng]
            [a.ng, m.ruiz]                    | []                        | two-approvers     | the card says nothing of approvers
            9f86                              | 0f86                      | lineage           | card.data.sha256 = 0f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08; baseline.sha256 = 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            hour: 90000                       | hour: 739                 | cost              | card.cost.instance_per_hour = 0.74; card.cost.max_requests_per_hour = 739
            , max_requests_per_hour: 90000    |                           | cost              | card.cost.instance_per_hour = 0.74; the card says nothing of cost.max_requests_per_hour
            """)
    void failAndSayWhatTheySaw(String good, String bad, String gate, String detail) {
        assertTrue(CARD.contains(good), good);
        GateResult result = of(gate, judge(CARD.replace(good, bad == null ? "" : bad)));

        assertEquals(Outcome.FAIL, result.outcome());
        assertEquals(detail, result.detail());
        assertTrue(result.holds());
    }

    @Test
    void failAllWithoutACardButThoseThatAskForNone() {
        List<GateResult> results = release(Optional.empty(), shipped()).judge(surroundings(null, "2"));

        Set<String> passing = results.stream()
                .filter(result -> result.outcome() == Outcome.PASS)
                .map(GateResult::gate)
                .collect(Collectors.toSet());
        assertEquals(Set.of("compliance-status", "champion", "feature-names", "upstream-version"), passing);
        assertEquals("there is no card", of("card", results).detail());
        assertTrue(of("card", results).holds());
        assertEquals(
                "held back by gates card, approved-by, two-approvers, quality, parity-difference, parity-ratio and 3 more",
                release(Optional.empty(), shipped()).heldBy(results).orElseThrow());
    }

    @Test
    void holdAVersionWithoutABaselineBack() {
        ModelCard card = card(CARD);
        Release release = new Release(
                "credit-risk",
                "v2",
                "2",
                Optional.of(card),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(shipped(card)),
                Optional.empty());

        GateResult lineage = of("lineage", release.judge(surroundings(card, "2")));

        assertEquals(Outcome.FAIL, lineage.outcome());
        assertEquals("card.data.sha256 = " + SHA256 + "; there is no baseline", lineage.detail());
    }

    @ParameterizedTest
    @CsvSource({"age;income, , PASS", "age;home_address, home_address, FAIL", "age;Gender, , FAIL", "race_count, , PASS"
    })
    void lookAtTheNamesOfFeatures(String features, String personal, Outcome expected) {
        ModelCard card = card(CARD);
        Release release = new Release(
                "credit-risk",
                "v2",
                "2",
                Optional.of(card),
                Optional.empty(),
                List.of(features.split(";")),
                personal == null ? List.of() : List.of(personal),
                Optional.of(shipped(card)),
                Optional.empty());

        assertEquals(
                expected, of("feature-names", release.judge(surroundings(card))).outcome());
    }

    @Test
    void compareWithWhatTheModelServerSaysAndLetSilencePass() {
        Release release = release(Optional.of(card(CARD)), shipped(card(CARD)));

        GateResult same = of("upstream-version", release.judge(surroundings(null, "2")));
        GateResult other = of("upstream-version", release.judge(surroundings(null, "3")));
        GateResult several = of("upstream-version", release.judge(surroundings(null, "2", "3")));
        GateResult severalOthers = of("upstream-version", release.judge(surroundings(null, "3", "4\n5")));
        assertEquals(GateResult.Outcome.FAIL, severalOthers.outcome());
        assertTrue(severalOthers.holds());
        assertTrue(severalOthers.detail().endsWith("serves several versions: 3, 4 5"), severalOthers.detail());
        GateResult silent = of("upstream-version", release.judge(surroundings(null)));
        GateResult notAsked = of(
                "upstream-version", release.judge(new Release.Surroundings(Optional.empty(), Optional.empty(), NOW)));

        assertEquals(Outcome.PASS, same.outcome());
        assertEquals(Outcome.FAIL, other.outcome());
        assertEquals("upstream.model_version = 3; model_version = 2; upstream.versions = [3]", other.detail());
        assertTrue(other.holds());
        assertEquals(Outcome.UNKNOWN, several.outcome());
        assertEquals(
                "model_version = 2; upstream.versions = [2, 3]; the model server serves several versions: 2, 3",
                several.detail());
        assertEquals(Outcome.UNKNOWN, silent.outcome());
        assertEquals("model_version = 2; the model server does not say its version", silent.detail());
        assertFalse(silent.holds());
        assertEquals(Outcome.UNKNOWN, notAsked.outcome());
        assertFalse(notAsked.holds());
    }
}
