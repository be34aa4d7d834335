package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.control.Publisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    private Path directory;

    /** Takes the lock of a directory, says so, and holds it until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            StateLock lock = StateLock.take(Optional.of(Path.of(arguments[0])));
            System.out.write('!');
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
            lock.close();
        }
    }

    @BeforeEach
    void install() throws IOException {
        configure("state", "60s");
    }

    private void configure(String state, String window) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: %s
            drain: {delay: 0s, timeout: 1s}
            models:
              credit:
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:9", policy: none}}
                drift: {window: %s}
            """.formatted(state, window));
    }

    private Gateway start() throws Exception {
        return Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 1);
    }

    private static void assertRefused(Exception refused, String by) {
        assertTrue(
                refused.getMessage()
                        .matches(
                                ".*/state is in use by another " + by + ": two gateways may not keep their state in one"
                                        + " directory. Stop the other, or give each a state: of its own in driftgate.yaml"),
                refused.getMessage());
    }

    @Test
    void aSecondGatewayDoesNotStart() throws Exception {
        try (Gateway first = start()) {
            byte[] before = Files.readAllBytes(directory.resolve("state/switches.json"));
            Files.writeString(directory.resolve("state/switches.json"), "{}"); // as the first one may be writing it
            assertRefused(assertThrows(IOException.class, this::start), "gateway of this process");
            assertEquals("{}", Files.readString(directory.resolve("state/switches.json")), "nor touch a file");
            Files.write(directory.resolve("state/switches.json"), before);
            assertTrue(first.address().isPresent());
        }
        try (Gateway next = start()) {
            assertTrue(next.address().isPresent(), "once the first one has ended");
        }
    }

    @Test
    void aReloadKeepsTheLockWhateverItSaysOfTheDirectory() throws Exception {
        try (Gateway gateway = start()) {
            configure("state", "90s");
            assertEquals(Publisher.Status.APPLIED, gateway.publisher().reload().status());
            configure("elsewhere", "90s");
            Publisher.Result moved = gateway.publisher().reload();
            assertEquals(Publisher.Status.APPLIED, moved.status());
            assertTrue(
                    moved.problems().stream()
                            .anyMatch(problem -> problem.render().contains("elsewhere, which needs a restart")),
                    moved.problems().toString());
            configure("state", "60s");
            assertThrows(IOException.class, this::start);
        }
    }

    @Test
    void whatCantStartLeavesNoLock() throws Exception {
        try (Gateway first = start()) {
            int port = first.address().orElseThrow().getPort();
            configure("other", "60s");
            Path file = directory.resolve("driftgate.yaml");
            Files.writeString(file, Files.readString(file).replace("port: 0", "port: " + port));
            assertTrue(assertThrows(IOException.class, this::start).getMessage().contains(String.valueOf(port)));
        }
        try (Gateway next = start()) {
            assertTrue(next.address().isPresent());
        }
    }

    @Test
    void aDirectoryThatCantBeMadeKeepsNobodyFromServing() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        configure("file/state", "60s");
        try (Gateway gateway = start()) {
            assertTrue(gateway.address().isPresent());
        }
    }

    @Test
    void anotherProcessHasItUntilItIsKilled() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.resolve("state").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals('!', other.getInputStream().read());
            assertRefused(assertThrows(IOException.class, this::start), "process");
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (Gateway gateway = start()) {
            assertTrue(gateway.address().isPresent());
        }
    }
}
