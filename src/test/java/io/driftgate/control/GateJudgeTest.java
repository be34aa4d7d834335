package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateJudgeTest {
    private static final String GATES = """
            gates:
              - {id: accuracy, owner: ml-lead, cel: "card.metrics.accuracy >= 0.85"}
              - {id: served, owner: platform, cel: "upstream.model_version == model_version", onUnknown: hold}
            """;
    private static final Upstream V2 = new Upstream("127.0.0.1", 9102, "");
    private static final Upstream V1 = new Upstream("127.0.0.1", 9101, "");

    @TempDir
    Path directory;

    private Installation installation;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void install() {
        installation = new Installation(directory);
        installation.configure("cards: cards/\ngates: gates.yaml\n" + Installation.VERSIONS + Installation.ROUTE);
        installation.write("gates.yaml", GATES);
        accuracy("v2", "0.9");
        accuracy("v1", "0.9");
    }

    private void accuracy(String version, String accuracy) {
        installation.write(
                "cards/" + version + ".yaml",
                "model: credit-risk\nversion: " + version + "\nmetrics: {accuracy: " + accuracy + "}\n");
    }

    private Publisher start() throws InvalidConfiguration {
        return new Publisher(
                new ConfigLoader(installation.clock),
                installation.file(),
                installation.meters,
                (at, event) -> {
                    if (event instanceof ControlEvent.GateChanged gate
                            && !gate.gate().equals("compliance-status")) {
                        told.add(gate.version() + " " + gate.gate() + " " + gate.result());
                    }
                },
                installation.clock);
    }

    private static Optional<String> held(Publisher publisher, String version) {
        return model(publisher).versions().stream()
                .filter(each -> each.name().equals(version))
                .findFirst()
                .flatMap(ModelVersion::held);
    }

    @Test
    void holdsAVersionUntilItsServerSaysWhatItServes() throws InvalidConfiguration {
        Publisher publisher = start();

        assertEquals(Optional.of("held back by gate served"), held(publisher, "v2"));
        assertEquals(-1, model(publisher).route().primary());
        assertEquals(2, publisher.notReadyReasons().size());

        publisher.served(MODEL, "v1", V1, List.of("v1"));
        assertEquals(RouteReason.FALLBACK, model(publisher).route().reason());
        publisher.served(MODEL, "v2", V2, List.of("v2"));

        assertEquals(Optional.empty(), held(publisher, "v2"));
        assertEquals(0, model(publisher).route().primary());
        assertEquals(RouteReason.WEIGHT, model(publisher).route().reason());
        assertEquals(List.of(), publisher.notReadyReasons());
        assertEquals(
                List.of(
                        "v2 accuracy pass",
                        "v2 served unknown",
                        "v1 accuracy pass",
                        "v1 served unknown",
                        "v1 served pass",
                        "v2 served pass"),
                told);
        assertEquals(
                Map.of(
                        "credit-risk/v2", List.of("compliance-status pass", "accuracy pass", "served pass"),
                        "credit-risk/v1", List.of("compliance-status pass", "accuracy pass", "served pass")),
                installation.meters.gates);

        publisher.served(MODEL, "v2", V2, List.of("v3"));
        assertEquals(Optional.of("held back by gate served"), held(publisher, "v2"));
    }

    @Test
    void knowsNothingOfAServerThatAVersionMovedTo() throws InvalidConfiguration {
        Publisher publisher = start();
        publisher.served(MODEL, "v2", new Upstream("127.0.0.1", 9999, ""), List.of("v2"));

        assertEquals(Optional.of("held back by gate served"), held(publisher, "v2"));
    }

    @Test
    void keepsTheLastGoodCardsAndGates() throws Exception {
        Publisher publisher = start();
        publisher.served(MODEL, "v2", V2, List.of("v2"));
        String digest = publisher.holder().current().digest();
        for (Runnable half : List.<Runnable>of(
                () -> installation.write("cards/v2.yaml", "model: credit-risk\nversion: v2\nmetrics: {accuracy: 0."),
                () -> installation.write("cards/v2.yaml", "model: credit-risk\nversion: v2\nmetrics: {accuracy: high}"),
                () -> installation.write("cards/other.yaml", "model: cred"),
                () -> installation.write("gates.yaml", GATES.replace("card.metrics", "card.metric")),
                this::deleteGates)) {
            half.run();

            assertEquals(Publisher.Status.REJECTED, publisher.reload().status());
            assertEquals(digest, publisher.holder().current().digest());
            assertEquals(Optional.empty(), held(publisher, "v2"), "what was good counts on");
            accuracy("v2", "0.9");
            Files.deleteIfExists(directory.resolve("cards/other.yaml"));
            installation.write("gates.yaml", GATES);
        }
        assertEquals(Publisher.Status.UNCHANGED, publisher.reload().status());
    }

    private void deleteGates() {
        try {
            Files.delete(directory.resolve("gates.yaml"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void holdsOnlyTheVersionOfABrokenCardAtStart() throws InvalidConfiguration {
        accuracy("v1", "ninety");

        Publisher publisher = start();
        publisher.served(MODEL, "v2", V2, List.of("v2"));

        assertEquals(Optional.of("its card cards/v1.yaml is invalid"), held(publisher, "v1"));
        assertEquals(Optional.empty(), held(publisher, "v2"));
        assertTrue(model(publisher).denied().isEmpty());
        assertEquals(
                List.of("model credit-risk: version v1 may not answer: its card cards/v1.yaml is invalid"),
                publisher.notReadyReasons());
    }

    @Test
    void holdsAllVersionsUnderBrokenGatesAtStart() throws InvalidConfiguration {
        installation.write("gates.yaml", "gates: [{id: accuracy");

        Publisher publisher = start();

        assertEquals(Optional.of("its gates gates.yaml are invalid"), held(publisher, "v1"));
        assertEquals(Optional.of("its gates gates.yaml are invalid"), held(publisher, "v2"));
        assertEquals(2, publisher.notReadyReasons().size());
    }

    @Test
    void noticesACardThatIsAdded() throws InvalidConfiguration {
        Publisher publisher = start();
        ConfigWatcher watcher = new ConfigWatcher(publisher, 1);
        installation.write("cards/v9.yaml", "model: other\nversion: v9\n");
        String before = publisher.holder().current().digest();

        watcher.look();
        watcher.look();

        assertTrue(!before.equals(publisher.holder().current().digest()));
        watcher.look();
        watcher.look();
        assertEquals(2, installation.meters.reloads.size(), "and then there is nothing new");
        watcher.close();
    }

    @Test
    void endsASwitchToAVersionThatIsHeldFromThenOn() throws InvalidConfiguration {
        Publisher publisher = start();
        publisher.served(MODEL, "v2", V2, List.of("v2"));
        publisher.served(MODEL, "v1", V1, List.of("v1"));
        publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift");
        assertEquals(1, model(publisher).route().primary());

        accuracy("v1", "0.2");
        publisher.reload();

        assertEquals(0, model(publisher).route().primary());
        assertEquals(List.of(), model(publisher).fallback());
    }

    @Test
    void letsAWaiverCountUntilItsDay() throws InvalidConfiguration {
        accuracy("v2", "0.5");
        installation.write("gates.yaml", """
                gates:
                  - {id: accuracy, owner: ml-lead, cel: "card.metrics.accuracy >= 0.85"}
                waivers:
                  - {gate: accuracy, version: v2, by: a.ng, why: Trial, expires: 2026-11-02}
                """);
        Publisher publisher = start();

        assertEquals(Optional.empty(), held(publisher, "v2"));
        assertEquals(
                "card.metrics.accuracy = 0.5; waived by a.ng until 2026-11-02: Trial",
                model(publisher).versions().get(0).gates().get(1).detail());

        installation.clock.advance(Duration.ofDays(1));
        publisher.reload();

        assertEquals(Optional.of("held back by gate accuracy"), held(publisher, "v2"));
    }

    @Test
    void endsAWaiverOnItsDayThoughTheFilesOnDiskAreBroken() throws InvalidConfiguration {
        accuracy("v2", "0.5");
        installation.write("gates.yaml", """
                gates:
                  - {id: accuracy, owner: ml-lead, cel: "card.metrics.accuracy >= 0.85"}
                waivers:
                  - {gate: accuracy, version: v2, by: a.ng, why: Trial, expires: 2026-11-02}
                """);
        Publisher publisher = start();
        installation.write("cards/v1.yaml", "model: cred");

        assertEquals(Publisher.Status.REJECTED, publisher.reload().status());
        assertEquals(Optional.empty(), held(publisher, "v2"));

        installation.clock.advance(Duration.ofDays(1));
        assertEquals(Publisher.Status.REJECTED, publisher.reload().status());

        assertEquals(Optional.of("held back by gate accuracy"), held(publisher, "v2"));
        assertEquals(0, model(publisher).route().weight(0));
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'cards: cards/', '    gates: none'"})
    void leavesModelsWithoutGatesAsTheyWere(String root, String ofTheModel) throws InvalidConfiguration {
        installation.configure(root + "\n" + Installation.VERSIONS + Installation.ROUTE + ofTheModel + "\n");

        Publisher publisher = start();

        assertEquals(List.of(), publisher.lastResult().problems());
        assertEquals(List.of(), model(publisher).versions().get(0).gates());
        assertEquals(List.of(), told);
        assertEquals(100, model(publisher).route().weight(0));
    }
}
