package io.driftgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.GatewayProcess;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, as a process of its own. */
class DemoIT {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String output) {}

    @Test
    void tellsTheWholeStoryAndEndsWellWithinItsTime() throws Exception {
        Ended demo = run("demo", "--once", "--port", "0", "--admin-port", "0");
        assertEquals(0, demo.exitCode(), demo.output());
        for (String row : List.of(
                "normal traffic",
                "e-mail address",
                "payment card",
                "age 17, age 18",
                "canary share",
                "stickiness",
                "drift",
                "recovery",
                "release gates",
                "quarantine",
                "audit log",
                "all traffic")) {
            assertTrue(
                    demo.output().lines().anyMatch(line -> line.startsWith(row + " ") && line.endsWith(" ok")),
                    row + " is not ok in\n" + demo.output());
        }
        assertFalse(demo.output().contains("FAILED"), demo.output());
        assertFalse(demo.output().contains("\u001b"), "escape sequences where there is no terminal");
        try (var left = Files.list(directory)) {
            assertEquals(
                    List.of("output.txt"),
                    left.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("hsperfdata"))
                            .toList(),
                    "it leaves no files behind");
        }
    }

    @Test
    void saysWhichPortIsTakenBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Ended demo = run("demo", "--once", "--port", port, "--admin-port", "0");
            assertEquals(2, demo.exitCode(), demo.output());
            assertTrue(demo.output().contains("port " + port), demo.output());
            assertTrue(demo.output().contains("--port"), demo.output());
            assertFalse(demo.output().contains("preparing"), demo.output());
        }
    }

    private Ended run(String... arguments) throws Exception {
        List<String> command = GatewayProcess.command(List.of("-Djava.io.tmpdir=" + directory), arguments);
        File output = directory.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output.toPath());
            assertTrue(ended, "still running after " + PATIENCE_SECONDS + " s:\n" + text);
            return new Ended(process.exitValue(), text);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
