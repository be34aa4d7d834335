package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpProbeTest {
    private final Probe probe = new HttpProbe(Duration.ofSeconds(60));

    /** For answers that never come or end. */
    private final Probe impatient = new HttpProbe(Duration.ofSeconds(1));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            switch (exchange.getRequestURI().toString()) {
                case "/ready", "/base/ready?full=1" -> exchange.sendResponseHeaders(200, -1);
                case "/v2/models/m" -> answer(exchange, "{\"name\":\"m\",\"versions\":[\"1\",\"2\"]}");
                case "/large" -> answer(exchange, "[\"" + "x".repeat(200_000) + "\"]");
                case "/silent" -> awaitEnd();
                case "/endless" -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    body.write(1);
                    body.flush();
                    awaitEnd();
                }
                case "/elsewhere" -> {
                    exchange.getResponseHeaders().add("location", "/ready");
                    exchange.sendResponseHeaders(302, -1);
                }
                default -> exchange.sendResponseHeaders(503, -1);
            }
            exchange.close();
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private Upstream upstream(String basePath) {
        return new Upstream("127.0.0.1", server.getAddress().getPort(), basePath);
    }

    @Test
    void takesSuccessForReadyAndNothingElse() throws IOException, InterruptedException {
        assertTrue(probe.ready(upstream(""), "/ready"));
        assertTrue(probe.ready(upstream("/base"), "/ready?full=1"));
        assertFalse(probe.ready(upstream(""), "/broken"));
        assertFalse(probe.ready(upstream(""), "/elsewhere"));
    }

    @Test
    void connectsWhereThereIsNoPath() throws IOException, InterruptedException {
        assertTrue(probe.ready(upstream(""), ""));
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Upstream nobody = new Upstream("127.0.0.1", port, "");
        assertThrows(IOException.class, () -> probe.ready(nobody, ""));
        assertThrows(IOException.class, () -> probe.ready(nobody, "/ready"));
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverEnds() {
        IOException silent = assertThrows(IOException.class, () -> impatient.ready(upstream(""), "/silent"));
        IOException endless = assertThrows(IOException.class, () -> impatient.ready(upstream(""), "/endless"));
        assertEquals("no answer within 1000 ms", endless.getMessage());
        assertTrue(
                silent.getMessage().contains("time") || silent.getMessage().contains("no answer"), silent.getMessage());
    }

    @Test
    void readsWhatIsServedUpToABound() throws Exception {
        Upstream upstream = new Upstream("127.0.0.1", server.getAddress().getPort(), "");

        assertEquals(List.of("1", "2"), probe.served(upstream, "/v2/models/m"));
        assertEquals(List.of(), probe.served(upstream, "/unknown"), "503");
        assertThrows(IOException.class, () -> probe.served(upstream, "/large"));
        assertThrows(IOException.class, () -> impatient.served(upstream, "/endless"));
        assertThrows(IOException.class, () -> impatient.served(upstream, "/silent"));
    }
}
