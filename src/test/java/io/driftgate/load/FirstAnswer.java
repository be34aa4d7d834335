package io.driftgate.load;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a gateway takes from the start of its process to the first 200 that it brings from a model server, the CPU time of all its
 * threads until then, which holds on a shared machine, and the memory it then has. The model server is in here.
 * {@code benchmarks/startup} starts it, once a measurement.
 *
 * <pre>
 * FirstAnswer PORT MODEL_PORT PATH BODY COMMAND...
 * RESULT micros cpuMillis rssKiB
 * </pre>
 */
public final class FirstAnswer {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    + "content-length: 14\r\nconnection: close\r\n\r\n{\"outputs\":[]}")
            .getBytes(StandardCharsets.US_ASCII);

    private FirstAnswer() {}

    /** Prints the line, or fails with what the command said. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        byte[] body = arguments[3].getBytes(StandardCharsets.UTF_8);
        byte[] request = concat(
                ("POST " + arguments[2] + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII),
                body);
        File log = File.createTempFile("first-answer", ".log");
        try (ServerSocket model =
                new ServerSocket(Integer.parseInt(arguments[1]), 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(model), "model-server");
            server.setDaemon(true);
            server.start();
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(List.of(arguments).subList(4, arguments.length))
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            try {
                while (!isAnswered(port, request)) {
                    if (!process.isAlive() || System.nanoTime() - begun > PATIENCE_NANOS) {
                        System.err.println(Files.readString(log.toPath()));
                        System.exit(1);
                    }
                    Thread.sleep(1);
                }
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
                System.out.println("RESULT " + micros + " " + cpuMillis(process) + " " + rssKiB(process.pid()));
            } finally {
                // Not asked to end: it would drain first.
                process.destroyForcibly().waitFor();
            }
        } finally {
            Files.delete(log.toPath());
        }
    }

    private static boolean isAnswered(int port, byte[] request) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request);
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Reads what comes and answers each connection once its bytes end in a brace, as all that is sent here does, or in an empty line. */
    private static void serve(ServerSocket model) {
        byte[] buffer = new byte[65_536];
        while (!model.isClosed()) {
            try (Socket socket = model.accept()) {
                InputStream in = socket.getInputStream();
                int read = 0;
                while (read == 0 || (buffer[read - 1] != '}' && buffer[read - 1] != '\n')) {
                    int more = in.read(buffer, read, buffer.length - read);
                    if (more <= 0) {
                        break;
                    }
                    read += more;
                }
                socket.getOutputStream().write(ANSWER);
            } catch (IOException e) {
                if (!model.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static long cpuMillis(Process process) throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("no CPU time of " + process.pid()))
                .toMillis();
    }

    private static long rssKiB(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }

    private static byte[] concat(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
