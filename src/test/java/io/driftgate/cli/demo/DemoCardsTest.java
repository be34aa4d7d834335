package io.driftgate.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.governance.CardReader;
import io.driftgate.governance.GateFile;
import io.driftgate.governance.GateSet;
import io.driftgate.governance.Lineage;
import io.driftgate.governance.ModelCard;
import io.driftgate.governance.Release;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The demo's cards show what a good one looks like, and what keeps a candidate away from traffic. */
class DemoCardsTest {
    private static final String SHA256 = "ab".repeat(32);

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoDirectory.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("@dataSha256\\.v\\d@", SHA256)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void holdTheCandidateAlone() throws IOException {
        Problems problems = new Problems();
        List<ModelCard> cards = new ArrayList<>();
        for (String version : List.of("v1", "v2", "v3")) {
            String name = "cards/credit-risk-" + version + ".yaml";
            CardReader.read(resource(name), name, SHA256, problems).card().ifPresent(cards::add);
        }
        Optional<GateSet> gates = GateFile.read(
                        resource("gates.yaml"), "gates.yaml", problems, LocalDate.of(2026, 11, 27))
                .flatMap(file -> file.compile(cards, problems));
        assertEquals("", problems.render());

        Map<String, String> held = new TreeMap<>();
        for (ModelCard card : cards) {
            Release release = new Release(
                    "credit-risk",
                    card.version(),
                    card.version(),
                    Optional.of(card),
                    Optional.of(new Lineage(SHA256, 20_000)),
                    List.of("age", "income", "segment", "purpose"),
                    List.of(),
                    gates,
                    Optional.empty());
            held.put(
                    card.version(),
                    release.heldBy(release.judge(new Release.Surroundings(
                                    Optional.of(cards.get(1)),
                                    Optional.empty(),
                                    Instant.parse("2026-11-27T00:00:00Z"))))
                            .orElse(""));
        }

        assertEquals(
                Map.of(
                        "v1", "",
                        "v2", "",
                        "v3",
                                "held back by gates compliance-status, approved-by, two-approvers, parity-difference,"
                                        + " parity-ratio"),
                held);
    }
}
