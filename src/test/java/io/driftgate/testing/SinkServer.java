package io.driftgate.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes what alerts post, over a real socket. Each request takes the next queued answer, or else 202. Thread-safe. */
public final class SinkServer implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sink-server");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final Deque<Reaction> queued = new ConcurrentLinkedDeque<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Posted last;
    private volatile Reaction standing = answer(202, "{\"status\":\"success\"}");

    /** What is done with a request once its body is read. */
    @FunctionalInterface
    public interface Reaction {
        void to(HttpExchange exchange, SinkServer server) throws IOException;
    }

    /** A request; header names are lower-case. */
    public record Posted(String path, Map<String, String> headers, String body) {}

    private SinkServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static SinkServer start() throws IOException {
        return new SinkServer(0);
    }

    public static SinkServer start(int port) throws IOException {
        return new SinkServer(port);
    }

    /** A port on which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static Reaction answer(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return (exchange, server) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Says nothing until the server is closed. */
    public static Reaction hang() {
        return (exchange, server) -> {
            try {
                server.closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Answers 200 with a body that has no end. */
    public static Reaction endless() {
        return (exchange, server) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = "z".repeat(1024).getBytes(StandardCharsets.US_ASCII);
            while (server.closing.getCount() > 0) {
                exchange.getResponseBody().write(chunk);
                exchange.getResponseBody().flush();
            }
        };
    }

    /** Answers with the request's own headers and body. */
    public static Reaction echo(int status) {
        return (exchange, server) -> {
            Posted last = server.last;
            answer(status, last.headers() + last.body()).to(exchange, server);
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        Posted now = new Posted(exchange.getRequestURI().toString(), headers, body);
        last = now;
        posted.add(now); // not last, which may be another thread's by now
        Reaction next = queued.poll();
        try (exchange) {
            (next == null ? standing : next).to(exchange, this);
        }
    }

    public void next(Reaction... reactions) {
        for (Reaction reaction : reactions) {
            queued.add(reaction);
        }
    }

    public void standing(Reaction reaction) {
        standing = reaction;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public int requests() {
        return requests.get();
    }

    /** The next request that nobody has taken; waits for it. */
    public Posted take() throws InterruptedException {
        Posted next = posted.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing was posted within " + PATIENCE);
        }
        return next;
    }

    /** Whether nothing more was posted than has been taken. */
    public boolean isQuiet() {
        return posted.isEmpty();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
