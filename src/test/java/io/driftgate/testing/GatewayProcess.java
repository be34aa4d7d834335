package io.driftgate.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as a process of its own in a directory, with what it says on stdout and stderr kept beside it: the native binary that the
 * system property {@code driftgate.binary} names, otherwise the jar {@code driftgate.jar} on this Java. Owned by one thread.
 */
public final class GatewayProcess implements Closeable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;

    private GatewayProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * The command line.
     *
     * @param options of the runtime, {@code -Dkey=value}, which a native binary takes as well
     */
    public static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        String binary = System.getProperty("driftgate.binary", "");
        if (binary.isEmpty()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.add("-jar");
            command.add(Path.of(System.getProperty("driftgate.jar"))
                    .toAbsolutePath()
                    .toString());
        } else {
            command.add(Path.of(binary).toAbsolutePath().toString());
            command.addAll(options);
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command; {@code directory} is its working directory. */
    public static GatewayProcess run(Path directory, String... arguments) throws IOException {
        List<String> command = command(List.of(), arguments);
        Path output = Files.createTempFile(directory, arguments[0], ".txt");
        return new GatewayProcess(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Runs {@code serve} and waits until its admin port answers. */
    public static GatewayProcess serve(Path directory, int adminPort) throws IOException, InterruptedException {
        GatewayProcess gateway = run(directory, "serve", "--config", "driftgate.yaml");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && gateway.process.isAlive()) {
            try (RawClient client = RawClient.connect(adminPort)) {
                if (client.get("/q/health/live").status() == 200) {
                    return gateway;
                }
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        String said = gateway.output();
        gateway.close();
        throw new AssertionError("it did not start:\n" + said);
    }

    /** The exit code; fails when the process goes on. */
    public int awaitExit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it is still running:\n" + output());
        }
        return process.exitValue();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    /** A port of 127.0.0.1 that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, as a crash of the node would. */
    @Override
    public void close() throws IOException {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the process ends");
        }
    }
}
