package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baselines that grow old while the gateway runs. */
class StaleBaselinesTest {
    private static final String VERSIONS = """
        models:
          credit-risk:
            schema: {age: int, income: float}
            gates: gates.yaml
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: v2.json, card: card.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: none}
            route: {weights: {v2: 100}, fallback: [v1]}
            drift: {window: 6s, panes: 6, staleAfter: 30d}
        """;

    @TempDir
    Path directory;

    private Installation installation;
    private RunningLoop running;

    @BeforeEach
    void start() throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, Installation.VERSIONS + Installation.ROUTE);
        installation = running.installation;
        installation.write(
                "gates.yaml", "gates: [{id: some, cel: 'card.training.timestamp > \"2000\"', owner: risk}]\n");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private void baseline(UnaryOperator<Baseline> change) throws IOException {
        Path file = directory.resolve("v2.json");
        Baseline baseline = Baseline.read(Files.readAllBytes(file), "v2.json", new Problems())
                .orElseThrow();
        Files.write(file, change.apply(baseline).toJson());
    }

    private void card(Instant trained) {
        installation.write(
                "card.json",
                "{\"model\": \"credit-risk\", \"version\": \"v2\", \"training\": {\"timestamp\": \"" + trained
                        + "\"}}");
    }

    private Instant daysAgo(int days) {
        return installation.clock.instant().minus(Duration.ofDays(days));
    }

    private void pass(Duration time) throws InterruptedException {
        installation.clock.advance(time);
        running.loop.tick();
    }

    private String age() {
        return installation.meters.ages.get(MODEL + "/v2");
    }

    private List<String> told() {
        return running.told.stream()
                .filter(ControlEvent.BaselineStale.class::isInstance)
                .map(ControlEvent.BaselineStale.class::cast)
                .map(event -> event.version() + " " + event.source() + (event.over() ? " over" : ""))
                .toList();
    }

    @Test
    void isToldOnceWhenTheTimeComesAndWhenAnotherTookItsPlace() throws IOException, InterruptedException {
        baseline(built -> built.withTrainedAt(daysAgo(29)));
        card(daysAgo(1));
        running.reload(VERSIONS);
        running.loop.tick();
        assertEquals("trained-at", age());
        assertEquals(List.of(), told());

        pass(Duration.ofHours(25));
        pass(Duration.ofHours(25));
        assertEquals("trained-at stale", age());
        assertEquals(List.of("v2 trained-at"), told());

        baseline(built -> built.withTrainedAt(daysAgo(2)));
        running.reload(VERSIONS + "    mode: observe\n");
        running.loop.tick();
        assertEquals("trained-at", age());
        assertEquals(List.of("v2 trained-at", "v2 trained-at over"), told());
    }

    @Test
    void countsFromTheCardAndElseFromTheBuild() throws IOException, InterruptedException {
        baseline(built -> built.withBuiltAt(daysAgo(40)));
        card(daysAgo(20));
        running.reload(VERSIONS);
        running.loop.tick();
        assertEquals("card", age());
        assertEquals(List.of(), told());

        running.reload(VERSIONS.replace(", card: card.json", "").replace("    gates: gates.yaml\n", ""));
        running.loop.tick();
        assertEquals("built-at stale", age());
        assertEquals(List.of("v2 built-at"), told());
    }

    @Test
    void hasNoAgeWhereNothingSaysSo() throws InterruptedException {
        pass(Duration.ofDays(1000));
        assertEquals("none", age());
        assertEquals(List.of(), told());
    }
}
