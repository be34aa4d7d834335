package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.cli.baseline.BaselineCommand;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.SinkServer;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The whole loop on real traffic: drift, a fallback that is not ready, the switch, a restart, the return; no request lost, and people and
 * training told of each once.
 */
class RerouteTest {
    /** In each request, so that a window of a second has enough of them on the slowest machine. */
    private static final int ROWS = 10;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void movesToTheFallbackOnceItIsReadyRemembersAndReturns() throws Exception {
        try (SinkServer sinks = SinkServer.start();
                TestUpstream v2 = TestUpstream.start().always(Answers.json(200, "{}"));
                TestUpstream v1 =
                        TestUpstream.start().always(Answers.json(200, "{}")).ready(false)) {
            configure(v2.url(), v1.url(), sinks.url());
            try (Gateway gateway = start();
                    RawClient client = connect(gateway)) {
                sendUntil(client, 20, 60, "v2", () -> verdict(gateway).equals("STABLE"));
                sendUntil(client, 60, 90, "v2", () -> verdict(gateway).equals("DRIFT"));
                sendUntil(
                        client,
                        60,
                        90,
                        "v2",
                        () -> gateway.driftLoop()
                                .note("credit")
                                .map(note -> note.contains("no fallback is ready"))
                                .orElse(false));
                v1.ready(true);
                assertEquals("drift", sendUntilVersion(client, 60, 90, "v1"));
            }
            try (Gateway restarted = start();
                    RawClient client = connect(restarted)) {
                assertEquals("v1", version(send(client, 60, 90)), "a restart does not forget");
                assertEquals("weight", sendUntilVersion(client, 20, 60, "v2"));
                assertToldOnce(sinks);
            }
        }
    }

    /** What the sinks got, by id: a delivery that a stop cuts off is made once more. */
    private static void assertToldOnce(SinkServer sinks) throws Exception {
        Set<String> expected = Set.of(
                "/hook drift opened",
                "/hook switch opened",
                "/hook drift resolved",
                "/hook switch resolved",
                "/train drift");
        Map<String, String> told = new HashMap<>();
        while (!Set.copyOf(told.values()).equals(expected)) {
            SinkServer.Posted posted;
            try {
                posted = sinks.take();
            } catch (AssertionError e) {
                throw new AssertionError("told only " + told, e);
            }
            JsonNode body = new ObjectMapper().readTree(posted.body());
            boolean training = posted.path().equals("/train");
            told.put(
                    posted.path() + body.path("id").textValue(),
                    posted.path() + " "
                            + (training
                                    ? body.path("key")
                                            .textValue()
                                            .replaceFirst("driftgate/default/credit/(\\w+)/v2", "$1")
                                    : body.path("data").path("kind").textValue() + " "
                                            + body.path("type").textValue().replaceFirst(".*[.]", "")));
            if (training) {
                assertTrue(body.path("psi").doubleValue() >= 0.2, posted.body());
                assertEquals("credit", body.path("model").textValue());
                assertEquals("v2", body.path("version").textValue());
                assertEquals("age", body.path("features").get(0).textValue());
                assertTrue(body.path("statistics").path("age").path("ks").doubleValue() > 0, posted.body());
                assertTrue(body.path("window").path("samples").longValue() >= 200, posted.body());
                assertTrue(body.path("link").textValue().endsWith("/admin/models/credit/drift"), posted.body());
            }
            assertTrue(expected.containsAll(told.values()), told::toString);
        }
        assertEquals(expected.size(), told.size(), told::toString);
    }

    private void configure(String v2, String v1, String sinks) throws IOException {
        Files.writeString(directory.resolve("schema.yaml"), "age: int\n");
        StringBuilder csv = new StringBuilder("age\n");
        for (int i = 0; i < 4000; i++) {
            csv.append(random.nextInt(20, 60)).append('\n');
        }
        Files.writeString(directory.resolve("training.csv"), csv);
        int exit = new CommandLine(new BaselineCommand())
                .execute(
                        "build",
                        "--data",
                        directory.resolve("training.csv").toString(),
                        "--schema",
                        directory.resolve("schema.yaml").toString(),
                        "--out",
                        directory.resolve("baseline.json").toString());
        assertEquals(0, exit);
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: state
            models:
              credit:
                protocols: [open-inference]
                schema: schema.yaml
                versions:
                  v2: {upstream: "%s", policy: none, baseline: baseline.json}
                  v1: {upstream: "%s", policy: none}
                route: {weights: {v2: 100}, fallback: [v1]}
                drift: {window: 1s, panes: 4, minSamples: 200, minRequests: 50}
            alerts:
              sinks:
                hook: {type: webhook, url: "%s/hook"}
                training: {type: retrain, url: "%s/train"}
              on: {drift: [hook, training], switch: [hook]}
            """.formatted(v2, v1, sinks, sinks));
    }

    private Gateway start() throws Exception {
        return Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 2);
    }

    private static RawClient connect(Gateway gateway) throws IOException {
        return RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    private static String verdict(Gateway gateway) {
        var report = gateway.driftLoop().reports("credit").get("v2");
        return report == null ? "" : report.verdict().name();
    }

    private void sendUntil(RawClient client, int from, int to, String version, BooleanSupplier seen)
            throws IOException {
        BooleanSupplier patience = Await.patience();
        while (patience.getAsBoolean()) {
            assertEquals(version, version(send(client, from, to)));
            if (seen.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("not seen");
    }

    /** Returns the reason that the first answer of that version carries. */
    private String sendUntilVersion(RawClient client, int from, int to, String version) throws IOException {
        BooleanSupplier patience = Await.patience();
        while (patience.getAsBoolean()) {
            RawResponse answer = send(client, from, to);
            if (version(answer).equals(version)) {
                return answer.header("x-driftgate-reason").orElseThrow();
            }
        }
        throw new AssertionError("no answer of " + version);
    }

    private RawResponse send(RawClient client, int from, int to) throws IOException {
        String ages = random.ints(ROWS, from, to).mapToObj(String::valueOf).collect(Collectors.joining(","));
        RawResponse answer = client.postJson(
                "/v2/models/credit/infer",
                "{\"inputs\":[{\"name\":\"age\",\"shape\":[" + ROWS + "],\"datatype\":\"INT64\",\"data\":[" + ages
                        + "]}]}");
        assertTrue(answer.status() == 200, "a request was lost: " + answer);
        return answer;
    }

    private static String version(RawResponse answer) {
        return answer.header("x-driftgate-version").orElseThrow();
    }
}
