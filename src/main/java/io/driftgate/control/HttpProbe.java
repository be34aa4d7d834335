package io.driftgate.control;

import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Probes with GET, 2xx being ready, or by connecting when there is no path to ask for. Thread-safe. */
public final class HttpProbe implements Probe {
    private final Duration timeout;
    private final HttpClient client;

    public HttpProbe(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public boolean ready(Upstream upstream, String path) throws IOException, InterruptedException {
        if (path.isEmpty()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(upstream.host(), upstream.port()), (int) timeout.toMillis());
                return true;
            }
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(upstream + path))
                .timeout(timeout)
                .header("user-agent", "driftgate-probe")
                .GET()
                .build();
        // The request's own timeout ends with the head of the answer; a body that never ends must not hold the thread.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status >= 200 && status < 300;
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
