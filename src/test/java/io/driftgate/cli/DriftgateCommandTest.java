package io.driftgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.snapshot.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DriftgateCommandTest {
    private static final String VALID = """
        listen: {host: 127.0.0.1, port: 18080}
        admin: {host: 127.0.0.1, port: 19000}
        state: state
        models:
          credit:
            protocols: [open-inference]
            schema: {age: int}
            versions:
              v1: {upstream: "http://127.0.0.1:9101", policy: none}
            route: {weights: {v1: 100}}
        """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> served = new ArrayList<>();

    @Test
    void servesWhenNoCommandIsGiven() {
        assertArrayEquals(new String[] {"serve"}, DriftgateCommand.withDefaultCommand());
        assertArrayEquals(
                new String[] {"serve", "--config", "f"}, DriftgateCommand.withDefaultCommand("--config", "f"));
        assertArrayEquals(new String[] {"check"}, DriftgateCommand.withDefaultCommand("check"));
        assertArrayEquals(new String[] {"--help"}, DriftgateCommand.withDefaultCommand("--help"));
        assertArrayEquals(new String[] {"-V"}, DriftgateCommand.withDefaultCommand("-V"));
    }

    @Test
    void knowsEveryCommand() {
        assertEquals(
                Set.of(
                        "serve",
                        "check",
                        "baseline",
                        "drift",
                        "backtest",
                        "policy",
                        "pii",
                        "gate",
                        "audit",
                        "ctl",
                        "alert",
                        "demo",
                        "version"),
                DriftgateCommand.commandLine(new RecordingServer())
                        .getSubcommands()
                        .keySet());
    }

    @Test
    void serveHandsOverWhatTheFileSays() throws IOException {
        Path file = write(VALID);

        assertEquals(0, run("serve", "--config", file.toString(), "--log-format", "json"), err::toString);
        assertEquals(List.of(file + " 127.0.0.1:19000 JSON"), served);
    }

    @Test
    void serveExitsTwoOnAnInvalidFileAndStartsNothing() throws IOException {
        Path file = write(VALID.replace("18080", "eighty").replace("state: state", "stat: state"));

        assertEquals(2, run("serve", "--config", file.toString()));
        assertEquals(List.of(), served);
        assertTrue(err.toString().contains("driftgate.yaml:1:"), err::toString);
        assertTrue(err.toString().contains("driftgate.yaml:3:1"), "all problems at once: " + err);
    }

    @Test
    void serveExitsTwoWhenThereIsNoFile() {
        assertEquals(
                2, run("serve", "--config", directory.resolve("missing.yaml").toString()));
        assertEquals(List.of(), served);
    }

    @Test
    void checkPrintsEveryProblemAndExitsOne() throws IOException {
        Path file = write(VALID.replace("18080", "eighty").replace("state: state", "stat: state"));

        assertEquals(1, run("check", "--config", file.toString()));
        assertTrue(out.toString().contains("driftgate.yaml:1:"), out::toString);
        assertTrue(out.toString().contains("driftgate.yaml:3:1"), out::toString);
        assertTrue(out.toString().contains("^"), out::toString);
    }

    @Test
    void checkSummarisesAValidFile() throws IOException {
        assertEquals(0, run("check", "--config", write(VALID).toString()), out::toString);
        assertTrue(out.toString().contains("ok, 1 model, 1 version, 0 policies, 0 baselines"), out::toString);
    }

    @Test
    void checkSaysWhichVersionsLearnABaseline() throws IOException {
        String learns = """
            state: state
            models:
              m:
                schema: {age: int, email: string}
                versions: {v1: {upstream: "http://127.0.0.1:9", policy: none, baseline: learn}}
            """;
        assertEquals(0, run("check", "--config", write(learns).toString()), out::toString);
        assertTrue(
                out.toString()
                        .contains("note: m v1 learns a baseline of 1 features from 10,000 live rows, without email;"
                                + " until then it has no verdict"),
                out::toString);
    }

    @Test
    void versionSaysBuildAndRuntime() {
        assertEquals(0, run("version"));
        assertTrue(out.toString().startsWith("driftgate "), out::toString);
        assertTrue(out.toString().contains("java " + System.getProperty("java.version")), out::toString);
        assertFalse(out.toString().contains("${"), "the build fills in " + out);
    }

    @Test
    void wrongUsageExitsTwoAndSaysHow() {
        assertEquals(2, run("serv"));
        assertTrue(err.toString().contains("serve"), err::toString);
        assertEquals(2, run("check", "--conf", "x"));
    }

    @Test
    void ctlTakesItsOptionsBeforeAndBehindTheCommand() {
        assertEquals(1, run("ctl", "--admin", "http://127.0.0.1:1", "list"));
        String before = err.toString();
        assertTrue(before.contains("http://127.0.0.1:1 can't be reached"), before);
        err.getBuffer().setLength(0);
        assertEquals(1, run("ctl", "list", "--admin", "http://127.0.0.1:1"));
        assertEquals(before, err.toString());
        assertEquals(2, run("ctl", "--token-file", directory.toString(), "pin", "m", "v1", "--why", "x"));
        assertTrue(err.toString().contains(directory + " can't be read"), err::toString);
    }

    @Test
    void losesNothingOfWhatACommandPrints() {
        PrintStream standard = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, false, StandardCharsets.UTF_8));
        try {
            assertEquals(0, DriftgateCommand.execute(new RecordingServer(), "gate", "--defaults"));
        } finally {
            System.setOut(standard);
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("- id: two-approvers"), printed::toString);
    }

    @Test
    void helpTellsTheExitCodes() {
        assertEquals(0, run("serve", "--help"));
        assertTrue(out.toString().contains("Exit codes:"), out::toString);
    }

    @Test
    void configComesFromOptionThenVariableThenEtc() {
        ConfigOption none = CommandLine.populateCommand(new ConfigOption());
        assertEquals(Path.of("/etc/driftgate/driftgate.yaml"), none.resolve(""));
        assertEquals(Path.of("from-variable.yaml"), none.resolve("from-variable.yaml"));
        ConfigOption given = CommandLine.populateCommand(new ConfigOption(), "-c", "given.yaml");
        assertEquals(Path.of("given.yaml"), given.resolve("from-variable.yaml"));
    }

    @Test
    void makesOnlyTheCommandThatIsNamed() {
        Set<String> all = DriftgateCommand.commandLine(new RecordingServer())
                .getSubcommands()
                .keySet();
        assertTrue(all.size() > 10, all::toString);
        for (String name : all) {
            CommandLine one = DriftgateCommand.commandLine(new RecordingServer(), name, "--help");
            assertEquals(Set.of(name), one.getSubcommands().keySet());
        }
        assertEquals(
                all,
                DriftgateCommand.commandLine(new RecordingServer(), "nonsense")
                        .getSubcommands()
                        .keySet());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("driftgate.yaml"), yaml);
    }

    private int run(String... arguments) {
        return DriftgateCommand.commandLine(new RecordingServer())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(DriftgateCommand.withDefaultCommand(arguments));
    }

    private final class RecordingServer implements Server {
        @Override
        public int serve(Path config, ConfigLoader.Loaded loaded, LogFormat logFormat) {
            Settings settings = loaded.snapshot().orElseThrow().settings();
            served.add(config + " " + settings.adminHost() + ":" + settings.adminPort() + " " + logFormat);
            return 0;
        }

        @Override
        public void end(int exitCode) {}
    }
}
