package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.driftgate.app.Gateway;
import io.driftgate.cli.ctl.CtlCommand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From {@code driftgate ctl relearn} to the drift loop; between them a server that hands calls to the resource. */
class RelearnTest {
    private static final String HOST = "127.0.0.1:9000";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Gateway gateway;
    private RelearnResource resource;
    private HttpServer server;
    private String path = "";

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("token"), "s3cret");
        write("{v1: {upstream: \"http://127.0.0.1:9\", policy: none, baseline: learn},"
                + " v0: {upstream: \"http://127.0.0.1:9\", policy: none}}");
        gateway = Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 1);
        resource = new RelearnResource(gateway.publisher(), gateway.driftLoop());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String[] parts = exchange.getRequestURI().getPath().split("/", -1);
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer;
            int status = 200;
            try {
                RelearnResource.RelearnView view = resource.relearn(
                        parts[3],
                        parts[5],
                        body,
                        String.valueOf(exchange.getRequestHeaders().getFirst("authorization")),
                        "",
                        HOST);
                answer = ("{\"learning\": " + view.learning() + "}").getBytes(StandardCharsets.UTF_8);
            } catch (Refused e) {
                status = e.status();
                answer = ("{\"error\": \"" + e.getMessage() + "\"}").getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        gateway.close();
    }

    private void write(String versions) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            admin: {tokenFile: token}
            state: state
            drain: {delay: 0s, timeout: 1s}
            models:
              m:
                schema: {age: int}
                route: {weights: {v1: 100}}
                versions: %s
            """.formatted(versions));
    }

    private int relearn(String version, String... more) {
        CommandLine line = new CommandLine(new CtlCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] fixed = {
            "relearn",
            "m",
            version,
            "--admin",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "--token-file",
            directory.resolve("token").toString()
        };
        String[] all = new String[fixed.length + more.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return line.execute(all);
    }

    @Test
    void learnsAnewAtAPersonsWord() {
        assertEquals(0, relearn("v1", "--why", "it learned on a holiday", "--as", "ann"), err::toString);
        assertEquals("POST /admin/models/m/versions/v1/relearn", path);
        assertTrue(out.toString().contains("m v1 learns its baseline anew"), out::toString);
    }

    @Test
    void saysWhyNot() throws IOException {
        assertEquals(1, relearn("v0", "--why", "x", "--as", "ann"));
        assertTrue(err.toString().contains("version v0 learns no baseline"), err::toString);
        assertEquals(1, relearn("v9", "--why", "x", "--as", "ann"));
        assertTrue(err.toString().contains("has no version 'v9'"), err::toString);
        assertEquals(2, relearn("v1"), "without a reason");
        Files.writeString(directory.resolve("driftgate.yaml"), "models: {");
        assertEquals(1, relearn("v1", "--why", "x", "--as", "ann"));
        assertTrue(out.toString().contains("the files on disk have an error"), out::toString);
    }

    @Test
    void needsTheToken() {
        byte[] body = "{\"who\": \"ann\", \"why\": \"x\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                401,
                assertThrows(Refused.class, () -> resource.relearn("m", "v1", body, "Bearer wrong", "", HOST))
                        .status());
        assertEquals(
                403,
                assertThrows(
                                Refused.class,
                                () -> resource.relearn("m", "v1", body, "Bearer s3cret", "http://elsewhere", HOST))
                        .status());
        assertEquals(
                422,
                assertThrows(Refused.class, () -> resource.relearn("m", "v1", new byte[0], "Bearer s3cret", "", HOST))
                        .status());
    }
}
