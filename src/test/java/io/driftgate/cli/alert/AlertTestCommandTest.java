package io.driftgate.cli.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.testing.SinkServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AlertTestCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private SinkServer server;

    @BeforeEach
    void start() throws IOException {
        server = SinkServer.start();
        Files.writeString(directory.resolve("key"), "R0UT1NGK3Y0123456789");
        Files.writeString(directory.resolve("slack"), server.url() + "/services/T0K3N");
        configure(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void triesEverySinkAndResolvesWhatItOpened() throws Exception {
        assertEquals(0, run(), out::toString);

        JsonNode trigger = json(server.take());
        JsonNode resolve = json(server.take());
        assertEquals("trigger", trigger.path("event_action").textValue());
        assertEquals("resolve", resolve.path("event_action").textValue());
        assertEquals(trigger.path("dedup_key"), resolve.path("dedup_key"));
        assertEquals("/services/T0K3N", server.take().path());
        server.take();
        assertEquals(
                "io.driftgate.alert.opened", json(server.take()).path("type").textValue());
        server.take();
        JsonNode training = json(server.take());
        assertTrue(training.path("test").booleanValue());
        assertEquals(0, training.path("psi").intValue());
        assertEquals(7, server.requests(), "nobody resolves a training");
        assertEquals(
                7,
                out.toString()
                        .lines()
                        .filter(line -> line.contains(": ok, it answered 202"))
                        .count(),
                out::toString);
    }

    @Test
    void saysWhichSinkFailedAndShowsNoSecret() throws Exception {
        server.standing(SinkServer.echo(401));

        assertEquals(1, run("--sink", "oncall", "--sink", "chat"));

        assertTrue(
                out.toString().contains("oncall (pagerduty, " + server.url() + ") alert: FAILED: it answered 401"),
                out::toString);
        assertFalse(out.toString().contains("R0UT1NG"), out::toString);
        assertFalse(out.toString().contains("T0K3N"), out::toString);
        assertEquals(2, server.requests(), "one attempt each, and no resolution of what was not taken");
    }

    @Test
    void refusesASinkThatThereIsNot() {
        assertEquals(2, run("--sink", "oncal"));
        assertTrue(err.toString().contains("known here: oncall, chat, hook, training"), err::toString);
    }

    @Test
    void sendsNothingUnderAnInvalidFile() throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), "models: {}\n");
        assertEquals(2, run());
        assertEquals(0, server.requests());
    }

    private void configure(String url) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), """
                models:
                  m:
                    schema: {age: int}
                    versions: {v1: {upstream: "http://127.0.0.1:9101", policy: none}}
                alerts:
                  sinks:
                    oncall: {type: pagerduty, routingKey: {file: key}, url: "URL"}
                    chat: {type: slack, url: {file: slack}}
                    hook: {type: webhook, url: "URL"}
                    training: {type: retrain, url: "URL", secret: {file: key}}
                """.replace("URL", url));
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("test", "--config", directory.resolve("driftgate.yaml").toString()));
        arguments.addAll(List.of(more));
        return new CommandLine(new AlertCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private static JsonNode json(SinkServer.Posted posted) throws IOException {
        return new ObjectMapper().readTree(posted.body());
    }
}
