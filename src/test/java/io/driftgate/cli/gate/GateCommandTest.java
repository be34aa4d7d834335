package io.driftgate.cli.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.testing.Answers;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void configure() throws IOException {
        write("driftgate.yaml", config("http://127.0.0.1:9102"));
        write("gates.yaml", """
            gates:
              - {id: accuracy, owner: ml-lead, required: true, cel: "card.metrics.accuracy >= 0.85"}
              - {id: served, owner: platform, onUnknown: pass, cel: "upstream.model_version == model_version"}
              - {id: documented, owner: ml-lead, required: false, cel: "has(card.intended_use)"}
            """);
        write("cards/v2.yaml", """
            model: credit-risk
            version: v2
            approvers: [a.ng, m.ruiz]
            data: {source: transaction_logs, version: v3.2}
            training: {timestamp: 2026-10-02T08:00:00Z, hyperparameters: {max_depth: 6, rates: [0.5, 1e3]}}
            metrics: {accuracy: 0.92}
            cost: {instance_per_hour: 0.5, max_requests_per_hour: 90000}
            """);
        write("cards/v1.yaml", "model: credit-risk\nversion: v1\nmetrics: {accuracy: 0.84}\n");
    }

    private static String config(String v2) {
        return """
            cards: cards/
            gates: gates.yaml
            models:
              credit-risk:
                protocols: [open-inference]
                schema: {age: int}
                versions:
                  v2: {upstream: "%s", policy: none}
                  v1: {upstream: "http://127.0.0.1:9101", policy: none}
                route: {weights: {v2: 100}, fallback: [v1]}
            """.formatted(v2);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--config",
                directory.resolve("driftgate.yaml").toString(),
                "--report",
                directory.resolve("out/governance_report.json").toString()));
        all.addAll(List.of(arguments));
        return new CommandLine(new GateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper()
                .readTree(directory.resolve("out/governance_report.json").toFile());
    }

    @Test
    void printsATableAndFailsWhenAVersionIsHeld() throws IOException {
        assertEquals(1, run());

        assertTrue(
                out.toString()
                        .contains("credit-risk  v1       accuracy           ml-lead     yes       FAIL     card.metrics"
                                + ".accuracy = 0.84\n"),
                out.toString());
        assertTrue(out.toString().contains("1 of 2 versions held back"), out.toString());
        assertEquals(2, report().size());
        assertEquals("fail", report().get(1).get("result").asText());
        assertEquals(
                "held back by gate accuracy", report().get(1).get("held_by").asText());
    }

    @Test
    void writesTheKeysOfOneVersionAtTheTop() throws IOException {
        assertEquals(0, run("--model", "credit-risk", "--version", "v2"));

        JsonNode report = report();
        assertEquals("credit-risk", report.get("model_id").asText());
        assertEquals("v2", report.get("model_version").asText());
        assertEquals("v3.2", report.get("data_version").asText());
        assertEquals("2026-10-02T08:00:00Z", report.get("training_timestamp").asText());
        assertEquals("[\"a.ng\",\"m.ruiz\"]", report.get("approver").toString());
        assertEquals(
                "{\"max_depth\":6,\"rates\":[0.5,1000]}",
                report.get("hyperparameters").toString());
        assertEquals("90000", report.at("/cost/max_requests_per_hour").toString());
        JsonNode accuracy = report.get("validation_results").get(1);
        assertEquals("accuracy", accuracy.get("gate").asText());
        assertEquals("pass", accuracy.get("result").asText());
        assertEquals("card.metrics.accuracy = 0.92", accuracy.get("detail").asText());
        assertEquals(
                "unknown", report.get("validation_results").get(2).get("result").asText());
        assertEquals(
                "fail", report.get("validation_results").get(3).get("result").asText());
    }

    @Test
    void asksTheModelServerWhenTold() throws IOException {
        try (TestUpstream server = TestUpstream.start()
                .answersMetadata(false)
                .always(Answers.json(200, "{\"name\":\"credit-risk\",\"versions\":[\"v3\"]}"))) {
            write("driftgate.yaml", config(server.url()));

            assertEquals(1, run("--model", "credit-risk", "--version", "v2", "--probe"));

            assertTrue(out.toString().contains("upstream.model_version = v3; model_version = v2"), out.toString());
            assertEquals("/v2/models/credit-risk", server.requests().get(0).target());
        }
    }

    @Test
    void waitsNoLongerForAnAnswerThatBreaksOffThanForNone() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> client = CompletableFuture.supplyAsync(() -> headOnly(listener));
            write("driftgate.yaml", config("http://127.0.0.1:" + listener.getLocalPort()));

            run("--model", "credit-risk", "--version", "v2", "--probe");

            assertTrue(out.toString().contains("the model server has not been asked"), out.toString());
            client.get().close();
        }
    }

    /** Answers with a head that promises a body, and with nothing else. */
    private static Socket headOnly(ServerSocket listener) {
        try {
            Socket client = listener.accept();
            client.getInputStream().read();
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsControlsOfFilesFromTheTerminal() throws IOException {
        write("gates.yaml", """
            gates:
              - {id: own, owner: "x\\n::error::\\e[2J", cel: "card.metrics.accuracy > 0.999"}
            waivers:
              - {gate: own, by: a.ng, why: "line\\nbreak\\u202e", expires: 2999-01-01}
            """);

        run("--model", "credit-risk", "--version", "v2");

        assertTrue(out.toString().contains("x ::error:: [2J"), out.toString());
        assertTrue(out.toString().contains("line break"), out.toString());
        assertTrue(out.toString().chars().noneMatch(c -> c == '\u001b' || c == '\u202e'), out.toString());
    }

    @Test
    void endsWithTwoWhenTheCommandOrAFileIsWrong() throws IOException {
        assertEquals(2, run("--model", "credit-risj"));
        assertTrue(err.toString().contains("did you mean 'credit-risk'?"), err.toString());
        assertEquals(2, run("--version", "v2"));
        assertEquals(2, run("--model", "credit-risk", "--version", "v3"));

        write("cards/v1.yaml", "model: credit-risk\nversion: v1\nmetrics: {accuracy: 92%}\n");
        assertEquals(2, run());
        assertTrue(
                err.toString().contains("cards/v1.yaml:3:21: error: metrics.accuracy must be a number"),
                err.toString());

        write("driftgate.yaml", config("http://127.0.0.1:9102").replaceAll("(cards|gates): .*\n", ""));
        assertEquals(2, run());
        assertTrue(err.toString().contains("no gates are in force here"), err.toString());
        assertFalse(Files.exists(directory.resolve("out")), "no report of what was not judged");
    }

    @Test
    void printsTheShippedGates() {
        assertEquals(0, run("--defaults"));

        assertTrue(out.toString().contains("- id: two-approvers"), out.toString());
    }

    @Test
    void showsItsHelp() {
        assertEquals(0, run("--help"));
    }
}
