package io.driftgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.driftgate.testing.Answers;
import io.driftgate.testing.GatewayProcess;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.SinkServer;
import io.driftgate.testing.TestUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All commands, run as a user runs them. What each does in detail is tried beside its class; this shows that the program has it. */
class CommandsIT {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private int runs;

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(String in, String... arguments) throws Exception {
        Path input = write("in-" + ++runs, in);
        Path out = directory.resolve("out-" + runs);
        Path err = directory.resolve("err-" + runs);
        Process process = new ProcessBuilder(GatewayProcess.command(List.of(), arguments))
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> List.of(arguments) + " still runs");
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String done(String... arguments) throws Exception {
        return ends(0, "", arguments);
    }

    private String ends(int exitCode, String in, String... arguments) throws Exception {
        Ended ended = run(in, arguments);
        assertEquals(exitCode, ended.exitCode(), () -> List.of(arguments) + "\n" + ended.out() + ended.err());
        return ended.out();
    }

    private Path write(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void has(String text, String part) {
        assertTrue(text.contains(part), () -> part + " is not in:\n" + text);
    }

    /** Some four hundred milliseconds each as a jar, and the classes are the same there. */
    @Test
    void theBinaryKnowsEveryCommandAndItsOptions() throws Exception {
        assumeFalse(System.getProperty("driftgate.binary", "").isEmpty(), "tried with the native binary");
        assertTrue(helps(List.of()) > 25, "commands that say what they do");
    }

    /** Follows what each command's help lists below it; the number of helps that were read. */
    private int helps(List<String> path) throws Exception {
        List<String> arguments = new ArrayList<>(path);
        arguments.add("--help");
        String help = done(arguments.toArray(String[]::new));
        has(help, "Usage: driftgate" + (path.isEmpty() ? "" : " " + String.join(" ", path)));
        int read = 1;
        List<String> listed = help.lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .filter(line -> !line.startsWith("   "))
                .map(line -> line.strip().split(" ", 2)[0])
                .toList();
        for (String name : listed) {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            read += helps(below);
        }
        return read;
    }

    @Test
    void baselinesPoliciesAndBacktests() throws Exception {
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("age,income,segment\n");
        for (int i = 0; i < 3000; i++) {
            csv.append(20 + random.nextInt(60))
                    .append(',')
                    .append(20_000 + random.nextInt(50_000))
                    .append(',')
                    .append(random.nextInt(10) < 7 ? "new" : "old")
                    .append('\n');
        }
        write("training.csv", csv.toString());
        write("later.csv", csv.toString().replaceAll("(?m)^([2-7])(\\d),", "8$2,"));
        write("schema.yaml", "age: int\nincome: float\nsegment: {enum: [new, old]}\n");
        for (String[] pair : List.of(new String[] {"training.csv", "a.json"}, new String[] {"later.csv", "b.json"})) {
            done("baseline", "build", "--data", pair[0], "--schema", "schema.yaml", "--out", pair[1]);
        }
        has(done("baseline", "show", "a.json"), "income");
        has(done("baseline", "diff", "a.json", "b.json"), "age");
        String windows = done(
                "backtest",
                "--baseline",
                "a.json",
                "--data",
                "later.csv",
                "--reference",
                "training.csv",
                "--json",
                "--rounds",
                "50");
        has(windows, "\"feature\":\"age\"");
        has(windows, "\"ks_p\":");
        done("backtest", "--baseline", "a.json", "--data", "later.csv", "--out", "report.html", "--rounds", "50");
        has(Files.readString(directory.resolve("report.html")), "<svg");
        done("policy", "from-data", "training.csv", "--out", "policies/credit/v1");
        has(done("policy", "test", "policies"), "credit");
    }

    @Test
    void scansForPersonalData() throws Exception {
        String found = ends(0, """
            {"text": "write to bob@example.com"}
            {"text": "call 020 7946 0018 or (415) 555-2671"}
            {"text": "nothing"}
            """, "pii", "scan", "--stats");
        List<String> lines = found.lines().toList();
        assertEquals(3, lines.size(), found);
        assertEquals(
                "{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":9,\"end\":24,\"score\":1.0}]}", lines.get(0));
        has(lines.get(1), "PHONE_NUMBER");
        assertEquals("{\"findings\":[]}", lines.get(2));
    }

    @Test
    void auditsGatesAlertsAndControl() throws Exception {
        int port = GatewayProcess.freePort();
        int adminPort = GatewayProcess.freePort();
        write("token", "secret-token");
        write("credit.csv", "age\n" + "30\n40\n50\n".repeat(400));
        write("schema.yaml", "age: int\n");
        write(
                "policies/credit/v1/policy.yaml",
                "rules:\n  - {id: age, owner: risk, feature: age, between: [18, 120]}\n");
        write(
                "gates.yaml",
                "gates:\n  - {id: accuracy, owner: ml, required: true, cel: 'card.metrics.accuracy >= 0.85'}\n");
        write("cards/credit.yaml", "model: credit\nversion: v1\nmetrics: {accuracy: 0.9}\n");
        done("baseline", "build", "--data", "credit.csv", "--schema", "schema.yaml", "--out", "v1.json");
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{\"predictions\":[0.5]}"));
                SinkServer sink = SinkServer.start()) {
            sink.standing(SinkServer.answer(200, ""));
            write("driftgate.yaml", """
                listen: {host: 127.0.0.1, port: %d}
                admin: {host: 127.0.0.1, port: %d, tokenFile: token}
                state: state
                cards: cards/
                gates: gates.yaml
                audit: {dir: audit, durability: ack, checkpoints: {every: 1s}}
                sketches: {replica: one, directory: panes}
                alerts: {sinks: {hook: {type: webhook, url: "%s"}}, on: {drift: [hook]}}
                models:
                  credit:
                    protocols: [kserve-v1]
                    schema: schema.yaml
                    versions: {v1: {upstream: "%s", policy: credit@v1, baseline: v1.json}}
                    drift: {window: 2s, panes: 4, reroute: alert}
                """.formatted(port, adminPort, sink.url(), upstream.url()));
            done("check", "--config", "driftgate.yaml");
            has(done("gate", "--config", "driftgate.yaml"), "accuracy");
            has(Files.readString(directory.resolve("governance_report.json")), "\"validation_results\"");
            has(done("alert", "test", "--config", "driftgate.yaml"), "hook");
            assertTrue(sink.requests() > 0, "the sink was asked");

            try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort)) {
                assertFalse(gateway.output().contains("Exception"), gateway.output());
                send(port);
                String admin = "http://127.0.0.1:" + adminPort;
                has(
                        done(
                                "ctl",
                                "freeze",
                                "credit",
                                "--why",
                                "INC-1",
                                "--for",
                                "1h",
                                "--token-file",
                                "token",
                                "--admin",
                                admin),
                        "in force");
                has(done("ctl", "list", "--admin", admin), "freeze");
                assertEquals("ready\n", done("ctl", "health", "--admin", admin));
                assertEquals("alive\n", done("ctl", "health", "--live", "--admin", admin));
            }
        }
        ends(1, "", "ctl", "health", "--admin", "http://127.0.0.1:" + adminPort);
        String shown = done("audit", "show", "audit");
        has(shown, "policy_denied");
        done("audit", "verify", "audit");
        has(done("audit", "export", "audit"), "\"model\":\"credit\"");
        has(done("audit", "why", "it-refused", "audit"), "age");
        String proof = done("audit", "prove", "--record", "1", "audit");
        has(ends(0, proof, "audit", "check-proof"), "\"ok\":true");
        has(ends(1, "{\"kind\":\"inclusion\"}\n", "audit", "check-proof"), "\"ok\":false");
        has(done("drift", "merge", "--baseline", "v1.json", "panes"), "credit/v1");
    }

    private static void send(int port) throws Exception {
        String body = "{\"instances\":[{\"age\":%d}]}";
        try (RawClient client = RawClient.connect(port)) {
            long panes = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_600);
            for (int i = 0; System.nanoTime() < panes; i++) {
                assertEquals(
                        200,
                        client.postJson("/v1/models/credit:predict", body.formatted(30 + i % 3 * 10))
                                .status());
            }
            assertEquals(
                    403,
                    client.postJson("/v1/models/credit:predict", body.formatted(12), "x-request-id: it-refused")
                            .status());
        }
    }
}
