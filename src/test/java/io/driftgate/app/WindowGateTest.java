package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.cli.baseline.BaselineCommand;
import io.driftgate.testing.Answer;
import io.driftgate.testing.Answers;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import io.driftgate.windowgate.GateLevel;
import io.driftgate.windowgate.WindowGateResult;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Window gates over real sockets: a column that turns to zero ends in a fallback or in refusal, and both end when it is right again. */
class WindowGateTest {
    private static final String INFER = "/v1/models/credit:predict";
    private static final String GROUP = "zzgroupzz";

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(7);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestUpstream v2 = TestUpstream.start().always(prediction("{\"label\":\"yes\",\"value\":0.8}"));
    private final TestUpstream v1 = TestUpstream.start().always(prediction("{\"label\":\"yes\",\"value\":0.8}"));

    private static Answer prediction(String row) {
        return Answers.json(200, "{\"predictions\":[" + row + "]}");
    }

    @BeforeEach
    void train() throws IOException {
        Files.writeString(directory.resolve("schema.yaml"), "age: int\nincome: float\ngroup: string\n");
        StringBuilder csv = new StringBuilder("age,income,group\n");
        for (int i = 0; i < 4000; i++) {
            csv.append(random.nextInt(20, 60))
                    .append(',')
                    .append(income())
                    .append(i % 2 == 0 ? ",other\n" : "," + GROUP + "\n");
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
    }

    @AfterEach
    void stop() throws IOException {
        v2.close();
        v1.close();
    }

    private int income() {
        return random.nextInt(20_000, 80_000);
    }

    /** {@code v1} and {@code more} are YAML. */
    private void configure(String mode, String baselineOfV1, String more) throws IOException {
        Files.writeString(
                directory.resolve("driftgate.yaml"),
                """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                audit: {dir: audit}
                models:
                  credit:
                    mode: %s
                    protocols: [kserve-v1]
                    schema: schema.yaml
                    versions:
                      v2: {upstream: "%s", policy: none, baseline: baseline.json}
                      v1: {upstream: "%s", policy: none%s}
                    route: {weights: {v2: 100}, fallback: [v1]}
                    drift: {window: 1s, panes: 4, minSamples: 100, minRequests: 50, reroute: alert}
                """.formatted(mode, v2.url(), v1.url(), baselineOfV1) + more.indent(4));
    }

    private Gateway start() throws Exception {
        return Gateway.start(directory.resolve("driftgate.yaml"), registry, 2);
    }

    private static RawClient connect(Gateway gateway) throws IOException {
        return RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    private RawResponse send(RawClient client, int income, String group) throws IOException {
        return client.postJson(
                INFER,
                "{\"instances\":[{\"age\":" + random.nextInt(20, 60) + ",\"income\":" + income + ",\"group\":\"" + group
                        + "\"}]}");
    }

    private RawResponse sendUntil(RawClient client, boolean zero, Predicate<RawResponse> seen) throws IOException {
        BooleanSupplier patience = Await.patience();
        for (int i = 0; patience.getAsBoolean(); i++) {
            RawResponse answer = send(client, zero ? 0 : income(), i % 2 == 0 ? "other" : GROUP);
            if (seen.test(answer)) {
                return answer;
            }
        }
        throw new AssertionError("not seen");
    }

    private WindowGateResult gate(Gateway gateway, String version, String id) {
        return gateway.driftLoop().windowGates("credit").getOrDefault(version, List.of()).stream()
                .filter(result -> result.gate().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The gates of v2 by id, as they were judged last. */
    private static Map<String, WindowGateResult> gates(Gateway gateway) {
        return gateway.driftLoop().windowGates("credit").getOrDefault("v2", List.of()).stream()
                .collect(Collectors.toMap(result -> result.gate().id(), result -> result));
    }

    private static boolean haveFailed(Map<String, WindowGateResult> gates, String... ids) {
        return Stream.of(ids)
                .allMatch(id -> gates.containsKey(id) && gates.get(id).level() == GateLevel.FAIL);
    }

    private boolean is(Gateway gateway, String id, GateLevel level) {
        return gateway.driftLoop().windowGates("credit").containsKey("v2")
                && gate(gateway, "v2", id).level() == level;
    }

    @Test
    void aColumnThatTurnsToZeroIsRefusedWhenNoFallbackFitsAndServedWhenItIsRightAgain() throws Exception {
        configure("enforce", ", baseline: baseline.json", "");
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            sendUntil(client, false, answer -> is(gateway, "zero-share.income", GateLevel.PASS));
            RawResponse refused = sendUntil(client, true, answer -> answer.status() != 200);

            assertEquals(503, refused.status());
            assertEquals("window_gate", refused.header("x-driftgate-reason").orElseThrow());
            assertEquals("1", refused.header("retry-after").orElseThrow());
            assertTrue(refused.bodyText().contains("zero-share.income"), refused.bodyText());
            int reached = v2.requests().size() + v1.requests().size();
            for (int i = 0; i < 20; i++) {
                assertEquals(503, send(client, income(), GROUP).status());
            }
            assertEquals(reached, v2.requests().size() + v1.requests().size(), "nothing reached a model");
        }
        try (Gateway restarted = start();
                RawClient client = connect(restarted)) {
            assertEquals(503, send(client, 0, "other").status(), "a restart does not forget");
            assertEquals(1, series("driftgate.window.gate", "zero-share.income", "fail"), "told at once");
            sendUntil(client, false, answer -> answer.status() == 200);
            assertEquals(
                    GateLevel.PASS, gate(restarted, "v2", "zero-share.income").level());
        }
        assertTrue(audit().contains("refusal_changed"), "on record");
        assertTrue(audit().contains("window_gate_changed"), "on record");
    }

    private int series(String meter, String gate, String result) throws InterruptedException {
        Search search = registry.find(meter).tags("version", "v2", "gate", gate, "result", result);
        Await.until(() -> !search.gauges().isEmpty(), () -> "no " + meter + " of " + gate);
        return search.gauges().size();
    }

    private String audit() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(directory.resolve("audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void goesToAFallbackThatDoesNotDependOnItAndComesBack() throws Exception {
        configure("enforce", "", "");
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            sendUntil(client, false, answer -> is(gateway, "zero-share.income", GateLevel.PASS));
            List<Integer> statuses = new ArrayList<>();
            sendUntil(client, true, answer -> {
                statuses.add(answer.status());
                return version(answer).equals("v1");
            });
            assertEquals(List.of(200), statuses.stream().distinct().toList(), "none was refused on the way");
            assertEquals(
                    1,
                    registry.find("driftgate.switches")
                            .tags("from", "v2", "to", "v1", "reason", "window_gate")
                            .counters()
                            .size());

            sendUntil(client, false, answer -> version(answer).equals("v2"));
            assertEquals(
                    List.of("v1", "v2"),
                    List.copyOf(gateway.driftLoop()
                                    .route("credit")
                                    .orElseThrow()
                                    .ready()
                                    .keySet())
                            .stream()
                            .sorted()
                            .toList());
        }
    }

    private static String version(RawResponse answer) {
        return answer.header("x-driftgate-version").orElseThrow();
    }

    @Test
    void anObservedModelIsToldOfAndLeftAlone() throws Exception {
        configure("observe", ", baseline: baseline.json", """
            windowGates:
              gates: [{id: hard, feature: income, check: zero-share, atMost: 0.2, action: refuse}]
            """);
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            RawResponse last = sendUntil(client, true, answer -> {
                assertEquals(200, answer.status());
                return is(gateway, "hard", GateLevel.FAIL)
                        && gateway.publisher()
                                .holder()
                                .current()
                                .model("credit")
                                .orElseThrow()
                                .refusing()
                                .isPresent();
            });
            assertEquals("v2", version(last));
            for (int i = 0; i < 20; i++) {
                RawResponse answer = send(client, 0, "other");
                assertEquals(200, answer.status());
                assertEquals("v2", version(answer));
            }
        }
    }

    @Test
    void aReloadWithoutTheGateEndsTheRefusal() throws Exception {
        configure("enforce", "", """
            windowGates:
              defaults: off
              gates: [{id: hard, feature: income, check: zero-share, atMost: 0.2, action: refuse}]
            """);
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            sendUntil(client, true, answer -> answer.status() == 503);
            configure("enforce", "", "windowGates: {defaults: off}\n");
            gateway.publisher().reload();
            assertEquals(200, send(client, 0, "other").status());
            assertTrue(gateway.driftLoop().route("credit").isPresent());
        }
    }

    @Test
    void seesPredictionsAndParityAndTellsNoGroup() throws Exception {
        configure("enforce", "", """
            windowGates:
              minRows: 50
              classes: [yes, no]
              gates:
                - {id: mean, check: prediction-mean, atLeast: 0.1, atMost: 0.6, action: alert}
                - {id: no-share, check: class-share, class: no, atMost: 0.9, action: alert}
                - {id: strange, check: class-share, class: unknown, atMost: 0.1, action: alert}
            fairness:
              favourable: {class: yes}
              sensitive: {group: {groups: [other, %s]}}
              minGroupRows: 20
            """.formatted(GROUP));
        try (Gateway gateway = start();
                RawClient client = connect(gateway)) {
            BooleanSupplier patience = Await.patience();
            // one look at all gates: they are judged again at every pane
            Map<String, WindowGateResult> gates = Map.of();
            for (int i = 0; patience.getAsBoolean() && !haveFailed(gates, "parity-ratio.group", "mean"); i++) {
                boolean first = i % 2 == 0;
                v2.always(prediction(first ? "{\"label\":\"yes\",\"value\":0.9}" : "{\"label\":\"no\",\"value\":0.7}"));
                assertEquals(
                        200, send(client, income(), first ? "other" : GROUP).status());
                gates = gates(gateway);
            }
            WindowGateResult difference = gates.get("parity-difference.group");
            assertEquals(GateLevel.FAIL, difference.level());
            assertEquals(1.0, difference.value());
            assertEquals(2, difference.groups());
            assertEquals(0.0, gates.get("parity-ratio.group").value());
            assertEquals(0.8, gates.get("mean").value(), 0.01);
            assertEquals(GateLevel.FAIL, gates.get("mean").level());
            assertEquals(0.5, gates.get("no-share").value(), 0.02);
            assertEquals(0.0, gates.get("strange").value());
            assertFalse(gateway.driftLoop().windowGates("credit").toString().contains(GROUP));
            for (Meter meter : registry.getMeters()) {
                assertFalse(
                        meter.getId().toString().contains(GROUP), meter.getId().toString());
            }
        }
        assertFalse(audit().contains(GROUP), "no group on record");
        assertFalse(
                Files.readString(directory.resolve("state/window-gates.json")).contains(GROUP));
    }
}
