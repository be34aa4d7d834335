package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.control.Publisher;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that fails a required gate is not reached over real sockets, whichever way leads to it. */
class GateRouteTest {
    private static final String BODY = "{\"age\": 30}";
    private static final String INFER = "/models/credit";

    @TempDir
    private Path directory;

    private final TestUpstream v3 = TestUpstream.start();
    private final TestUpstream v2 = TestUpstream.start();
    private final TestUpstream v1 = TestUpstream.start();

    @BeforeEach
    void configure() throws IOException {
        write("gates.yaml", """
                gates:
                  - {id: accuracy, owner: ml-lead, cel: "card.metrics.accuracy >= 0.85"}
                  - {id: documented, owner: ml-lead, required: false, cel: "has(card.intended_use)"}
                """);
        accuracy("v3", 0.5);
        accuracy("v2", 0.9);
        accuracy("v1", 0.9);
        route("{weights: {v3: 60, v2: 40}, sticky: {header: x-user}, fallback: [v3, v1]}");
    }

    private void route(String route) throws IOException {
        write("driftgate.yaml", """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                cards: cards
                gates: gates.yaml
                models:
                  credit:
                    protocols: [json]
                    paths: [/models/credit]
                    schema: {age: int}
                    versions:
                      v3: {upstream: "%s", policy: none}
                      v2: {upstream: "%s", policy: none}
                      v1: {upstream: "%s", policy: none}
                    route: %s
                """.formatted(v3.url(), v2.url(), v1.url(), route));
    }

    private void accuracy(String version, double accuracy) throws IOException {
        write(
                "cards/" + version + ".yaml",
                "model: credit\nversion: " + version + "\nmetrics: {accuracy: " + accuracy + "}\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Gateway start() throws Exception {
        return Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 1);
    }

    private static RawClient connect(Gateway gateway) throws IOException {
        return RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        v3.close();
        v2.close();
        v1.close();
    }

    @Test
    void isNotReachedByWeightNorByAStickyUser() throws Exception {
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            Set<String> versions = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                versions.add(version(client.postJson(INFER, BODY)));
                versions.add(version(client.postJson(INFER, BODY, "x-user: user-" + i)));
            }
            assertEquals(Set.of("v2"), versions);
            assertEquals(List.of(), v3.requests());
        }
    }

    @Test
    void isNotReachedByFailover() throws Exception {
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            v2.always(Answers.closeWithoutAnswer());
            RawResponse answer = client.postJson(INFER, BODY);

            assertEquals(200, answer.status());
            assertEquals("v1", version(answer));
            assertEquals("failover", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals(List.of(), v3.requests());
        }
    }

    @Test
    void leavesItsTrafficToTheFirstFallbackThatPasses() throws Exception {
        accuracy("v2", 0.1);
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            RawResponse answer = client.postJson(INFER, BODY);

            assertEquals("v1", version(answer));
            assertEquals("fallback", answer.header("x-driftgate-reason").orElseThrow());
            assertEquals(List.of(), gateway.publisher().notReadyReasons());
        }
    }

    @Test
    void leavesNobodyWhenAllFailAndSaysWhichGatesWithoutAValue() throws Exception {
        accuracy("v2", 0.125);
        accuracy("v1", 0.125);
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            RawResponse answer = client.postJson(INFER, BODY);

            assertEquals(503, answer.status());
            assertTrue(
                    answer.bodyText()
                            .contains(
                                    "no version of the model may answer; v3: held back by gate accuracy; v2: held back"
                                            + " by gate accuracy; v1: held back by gate accuracy"),
                    answer.bodyText());
            assertFalse(answer.bodyText().contains("0.125"), answer.bodyText());
            assertEquals(3, gateway.publisher().notReadyReasons().size());
        }
    }

    @Test
    void leavesNobodyUnderBrokenGatesAndTellsClientsOfNoFile() throws Exception {
        write("gates.yaml", "gates: [{id: accuracy");
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            RawResponse answer = client.postJson(INFER, BODY);

            assertEquals(503, answer.status());
            assertTrue(
                    answer.bodyText().contains("v3: its card or its gates are invalid; v2: its card"),
                    answer.bodyText());
            assertFalse(answer.bodyText().contains("yaml"), answer.bodyText());
        }
    }

    @Test
    void comesBackWithABetterCardAndGoesWithAWorseOne() throws Exception {
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            accuracy("v3", 0.95);
            assertEquals(Publisher.Status.APPLIED, gateway.publisher().reload().status());
            Set<String> versions = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                versions.add(version(client.postJson(INFER, BODY)));
            }
            assertEquals(Set.of("v2", "v3"), versions);

            Files.delete(directory.resolve("cards/v2.yaml"));
            assertEquals(Publisher.Status.APPLIED, gateway.publisher().reload().status());
            for (int i = 0; i < 50; i++) {
                assertEquals("v3", version(client.postJson(INFER, BODY)));
            }
        }
    }

    @Test
    void isNotReachedByAMetadataGet() throws Exception {
        write("driftgate.yaml", """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                cards: cards
                gates: gates.yaml
                models:
                  credit:
                    protocols: [open-inference]
                    schema: {age: int}
                    versions:
                      v3: {upstream: "%s", policy: none}
                      v2: {upstream: "%s", policy: none}
                    route: {weights: {v3: 99, v2: 1}}
                """.formatted(v3.url(), v2.url()));
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            for (int i = 0; i < 50; i++) {
                assertEquals("v2", version(client.get("/v2/models/credit")));
            }
            accuracy("v2", 0);
            gateway.publisher().reload();
            assertEquals(503, client.get("/v2/models/credit").status());
        }
    }

    private static String version(RawResponse answer) {
        return answer.header("x-driftgate-version").orElseThrow(() -> new AssertionError(answer.toString()));
    }
}
