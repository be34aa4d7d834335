package io.driftgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.GatewayProcess;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user runs it: a process, its files, its signals, its ports. */
class ServeIT {
    private static final String INFER = "/v2/models/credit/infer";
    private static final String ADULT = body(30);
    private static final String CHILD = body(12);
    private static final String POLICY =
            "rules:\n  - {id: age, owner: risk, description: Adults, feature: age, between: [18, 120]}\n";

    /** Every metric that the README promises. */
    private static final List<String> METRICS = List.of(
            "driftgate_requests_total{",
            "driftgate_request_duration_seconds_bucket{",
            "driftgate_guard_duration_seconds_bucket{",
            "driftgate_upstream_duration_seconds_bucket{",
            "driftgate_violations_total{",
            "driftgate_pii_findings_total{",
            "driftgate_drift_statistic{",
            "driftgate_drift_state{",
            "driftgate_verdict_age_seconds{",
            "driftgate_window_samples{",
            "driftgate_route_weight{",
            "driftgate_reloads_total{",
            "driftgate_snapshot_info{",
            "driftgate_shed_total{",
            "driftgate_framing_refusals_total{",
            "driftgate_last_reload_successful{",
            "driftgate_build_info{");

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private int port;
    private int adminPort;

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void exitsTwoOnAnInvalidFileAndPointsAtTheProblem() throws Exception {
        writeConfig("http://127.0.0.1:1", "    mode: enforced\n    colour: red\n");
        Process process = serve();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(2, process.exitValue());
        String said = output();
        assertTrue(
                said.contains("driftgate.yaml:8:11: error: models.credit.mode must be one of observe, enforce"), said);
        assertTrue(said.contains("              ^") || said.contains("^"), said);
        assertTrue(said.contains("unknown field 'models.credit.colour'"), "all problems at once: " + said);
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            writeConfig("http://127.0.0.1:1", "");
            Path file = directory.resolve("driftgate.yaml");
            Files.writeString(
                    file, Files.readString(file).replace("port: " + port + "}", "port: " + taken.getLocalPort() + "}"));
            Process process = serve();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, process.exitValue(), output());
            assertTrue(output().contains("127.0.0.1:" + taken.getLocalPort()), output());
        }
    }

    @Test
    void deniesOnlyTheModelsWhosePolicyOrBaselineIsInvalid() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"))) {
            writeConfig(upstream.url(), "");
            Path policy = directory.resolve("policies/broken/v1/policy.yaml");
            Files.createDirectories(policy.getParent());
            Files.writeString(policy, "rules:\n  - {id: x, owner: o, description: d, feature: nope, required: true}\n");
            append("""
                  broken:
                    protocols: [kserve-v1]
                    schema: {age: int}
                    versions: {v1: {upstream: "%s", policy: broken@v1}}
                  misfit:
                    protocols: [kserve-v1]
                    schema: {income: float}
                    versions: {v1: {upstream: "%s", policy: none, baseline: baseline.json}}
                """.formatted(upstream.url(), upstream.url()));
            serve();
            awaitStarted();
            try (RawClient client = RawClient.connect(port)) {
                assertEquals(200, client.postJson(INFER, ADULT).status());
                RawResponse denied = client.postJson("/v1/models/broken:predict", "{\"instances\":[{\"age\":1}]}");
                assertEquals(503, denied.status(), denied.bodyText());
                RawResponse misfit = client.postJson("/v1/models/misfit:predict", "{\"instances\":[{\"income\":1}]}");
                assertEquals(503, misfit.status(), "its baseline is of another schema");
            }
            RawResponse ready = admin("/q/health/ready");
            assertEquals(503, ready.status());
            assertTrue(ready.bodyText().contains("broken") && ready.bodyText().contains("misfit"), ready.bodyText());
            assertEquals(200, admin("/q/health/live").status());
            awaitMetric("driftgate_last_reload_successful", 0);
            assertTrue(output().contains("policies/broken/v1/policy.yaml:2:48: error:"), output());
        }
    }

    @Test
    void reloadsUnderALiveConnectionAndDrainsOnTerm() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"))) {
            writeConfig(upstream.url(), "");
            Process process = serve("--log-format", "json");
            awaitStarted();
            try (RawClient client = RawClient.connect(port)) {
                assertEquals(403, client.postJson(INFER, CHILD).status());
                assertEquals(200, client.postJson(INFER, ADULT).status());

                Path policy = directory.resolve("policies/credit/v1/policy.yaml");
                Files.writeString(policy, POLICY.replace("18", "10"));
                awaitStatus(client, CHILD, 200);
                Files.writeString(policy, "rules: what");
                awaitMetric("driftgate_last_reload_successful", 0);
                assertEquals(200, client.postJson(INFER, CHILD).status(), "the last good policy stays");
                Files.delete(policy);
                signal(process, "HUP");
                assertEquals(200, client.postJson(INFER, CHILD).status());
                Files.writeString(policy, POLICY);
                signal(process, "HUP");
                awaitStatus(client, CHILD, 403);
                awaitMetric("driftgate_last_reload_successful", 1);

                String metrics = admin("/q/metrics").bodyText();
                for (String metric : METRICS) {
                    assertTrue(metrics.contains("\n" + metric), metric + " is missing in\n" + metrics);
                }
                assertTrue(
                        metrics.contains(
                                "driftgate_violations_total{enforcement=\"deny\",env=\"it\",model=\"credit\",policy=\"credit\",policy_version=\"v1\",rule=\"age\"}"),
                        metrics);

                upstream.always(Answers.held(release, Answers.json(200, "{\"last\":1}")));
                int before = upstream.requests().size();
                client.send(RawClient.request("POST", INFER, ADULT));
                awaitRequests(upstream, before + 1);
                signal(process, "TERM");
                awaitNotReady();
                upstream.always(Answers.json(200, "{}"));
                try (RawClient late = RawClient.connect(port)) {
                    assertTrue(late.postJson(INFER, ADULT).closes(), "served during the delay, and closed");
                }
                release.countDown();
                assertEquals("{\"last\":1}", client.read().bodyText());
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), output());
            }
            List<String> lines =
                    output().lines().filter(line -> !line.isBlank()).toList();
            assertFalse(lines.isEmpty());
            for (String line : lines) {
                assertTrue(line.startsWith("{\"") && line.endsWith("}"), "not one JSON object a line: " + line);
            }
        }
    }

    @Test
    void drainsOnTermAsSoonAsItListens() throws Exception {
        writeConfig("http://127.0.0.1:1", "");
        Process process = serve();
        awaitListening();
        signal(process, "TERM");
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output());
        assertEquals(0, process.exitValue(), output());
        assertTrue(output().contains("drained"), output());
    }

    private static void awaitRequests(TestUpstream upstream, int count) throws InterruptedException {
        for (int i = 0; i < 3_000 && upstream.requests().size() < count; i++) {
            Thread.sleep(10);
        }
        assertEquals(count, upstream.requests().size());
    }

    private void writeConfig(String upstream, String more) throws Exception {
        port = freePort();
        adminPort = freePort();
        Path policy = directory.resolve("policies/credit/v1/policy.yaml");
        Files.createDirectories(policy.getParent());
        Files.writeString(policy, POLICY);
        Files.writeString(directory.resolve("schema.yaml"), "age: int\n");
        StringBuilder csv = new StringBuilder("age\n");
        for (int i = 0; i < 500; i++) {
            csv.append(18 + i * 7 % 60).append('\n');
        }
        Files.writeString(directory.resolve("training.csv"), csv);
        assertEquals(
                0,
                run("baseline", "build", "--data", "training.csv", "--schema", "schema.yaml", "--out", "baseline.json")
                        .waitFor());
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: %d}
            admin: {host: 127.0.0.1, port: %d}
            state: state
            env: it
            drain: {delay: 5s, timeout: 20s}
            models:
              credit:
            %s    schema: schema.yaml
                versions: {v1: {upstream: "%s", policy: credit@v1, baseline: baseline.json}}
                drift: {window: 1s, panes: 2}
                pii: {EMAIL_ADDRESS: BLOCK}
            """.formatted(port, adminPort, more, upstream));
    }

    private void append(String yaml) throws IOException {
        Path file = directory.resolve("driftgate.yaml");
        Files.writeString(file, Files.readString(file) + yaml);
    }

    private Process serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--config", "driftgate.yaml"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private Process run(String... arguments) throws IOException {
        Process process = new ProcessBuilder(GatewayProcess.command(List.of(), arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output.txt"));
    }

    private RawResponse admin(String path) throws IOException {
        try (RawClient client = RawClient.connect(adminPort)) {
            return client.get(path);
        }
    }

    private void awaitListening() throws Exception {
        for (int i = 0; i < 6_000; i++) {
            try {
                RawClient.connect(port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(10);
            }
        }
        throw new AssertionError("it did not listen:\n" + output());
    }

    private void awaitStarted() throws Exception {
        for (int i = 0; i < 600; i++) {
            try {
                if (admin("/q/health/live").status() == 200) {
                    RawClient.connect(port).close();
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("it did not start:\n" + output());
    }

    private void awaitNotReady() throws Exception {
        for (int i = 0; i < 1_500; i++) {
            if (admin("/q/health/ready").status() == 503) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("still ready:\n" + output());
    }

    private void awaitStatus(RawClient client, String request, int status) throws Exception {
        int last = 0;
        for (int i = 0; i < 600; i++) {
            last = client.postJson(INFER, request).status();
            if (last == status) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("still " + last + ":\n" + output());
    }

    private void awaitMetric(String name, int value) throws Exception {
        for (int i = 0; i < 600; i++) {
            String expected = name + "{env=\"it\"} " + value + ".0";
            if (admin("/q/metrics").bodyText().contains(expected)) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError(name + " is not " + value + ":\n" + output());
    }

    private static void signal(Process process, String name) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String body(int age) {
        return "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[" + age + "]}]}";
    }
}
