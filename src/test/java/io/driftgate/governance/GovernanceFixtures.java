package io.driftgate.governance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A card that passes every shipped gate, and what surrounds it. */
final class GovernanceFixtures {
    static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    static final String CARD = """
            model: credit-risk
            version: v2
            intended_use: Consumer loans up to 50k
            limitations: [No applicants under 21 in training]
            owners: [risk-platform]
            approvers: [a.ng, m.ruiz]
            compliance_status: approved
            data: {source: transaction_logs, sha256: %s, version: v3.2}
            training:
              timestamp: 2026-10-02T08:00:00Z
              hyperparameters: {max_depth: 6, booster: gbtree, monotone: true}
              environment: {python: "3.12", packages: [xgboost, numpy]}
            metrics: {accuracy: 0.92, f1: 0.88, demographic_parity_difference: 0.04, demographic_parity_ratio: 0.91}
            cost: {instance_per_hour: 0.74, max_requests_per_hour: 90000}
            """.formatted(SHA256);

    private GovernanceFixtures() {}

    static ModelCard card(String yaml) {
        Problems problems = new Problems();
        return CardReader.read(yaml.getBytes(StandardCharsets.UTF_8), "card.yaml", "ab".repeat(32), problems)
                .card()
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    static GateSet gates(String yaml, ModelCard... cards) {
        Problems problems = new Problems();
        Optional<GateSet> gates = GateFile.read(yaml.getBytes(StandardCharsets.UTF_8), "gates.yaml", problems, TODAY)
                .flatMap(file -> file.compile(List.of(cards), problems));
        assertTrue(problems.all().isEmpty(), problems::render);
        return gates.orElseThrow();
    }

    static GateSet shipped(ModelCard... cards) {
        Problems problems = new Problems();
        Optional<GateSet> gates = GateFile.shipped(problems, TODAY).compile(List.of(cards), problems);
        assertTrue(problems.all().isEmpty(), problems::render);
        return gates.orElseThrow();
    }

    static Release release(Optional<ModelCard> card, GateSet gates) {
        return new Release(
                "credit-risk",
                "v2",
                "2",
                card,
                Optional.of(new Lineage(SHA256, 5_000)),
                List.of("age", "income"),
                List.of(),
                Optional.of(gates),
                Optional.empty());
    }

    static Release.Surroundings surroundings(ModelCard champion, String... served) {
        return new Release.Surroundings(Optional.ofNullable(champion), Optional.of(List.of(served)), NOW);
    }
}
