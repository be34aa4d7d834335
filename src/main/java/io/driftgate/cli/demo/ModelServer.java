package io.driftgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model server over HTTP on an ephemeral loopback port: computes its answers from the features, and remembers the last few
 * unusual texts that reached it, so that the scenario can tell what really arrived. Thread-safe.
 */
final class ModelServer implements AutoCloseable {
    static {
        // Without it the server's two writes per answer meet delayed acknowledgements, 40 ms each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED_TEXTS = 64;

    private final ScoringModel model;
    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicLong inferences = new AtomicLong();
    private final ConcurrentLinkedDeque<String> unusualTexts = new ConcurrentLinkedDeque<>();

    ModelServer(ScoringModel model) throws IOException {
        this.model = model;
        this.threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "model-server-" + model.version());
            thread.setDaemon(true);
            return thread;
        });
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Inference requests so far. */
    long inferences() {
        return inferences.get();
    }

    /** The last purposes that no population has. */
    List<String> unusualTexts() {
        return List.copyOf(unusualTexts);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, "{\"name\":\"credit-risk\",\"ready\":true}");
                return;
            }
            for (RequestShape shape : RequestShape.values()) {
                if (shape.path().equals(path)) {
                    infer(exchange, shape, body);
                    return;
                }
            }
            send(exchange, 404, "{\"error\":\"no such path\"}");
        }
    }

    private void infer(HttpExchange exchange, RequestShape shape, byte[] body) throws IOException {
        inferences.incrementAndGet();
        JsonNode json = JSON.readTree(body);
        List<Double> scores = new ArrayList<>();
        for (Applicant applicant : shape.applicants(json)) {
            remember(applicant.purpose());
            scores.add(model.score(applicant));
        }
        send(exchange, 200, shape.answer(model.version(), scores));
    }

    private void remember(String purpose) {
        if (!Arrays.asList(Population.PURPOSES).contains(purpose)) {
            unusualTexts.add(purpose);
            if (unusualTexts.size() > REMEMBERED_TEXTS) {
                unusualTexts.poll();
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
