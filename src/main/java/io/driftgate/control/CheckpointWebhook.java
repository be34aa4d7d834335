package io.driftgate.control;

import io.driftgate.audit.log.CheckpointSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * POSTs checkpoints as {@code text/plain}. An answer of 2xx says that the other side holds it; redirects are not followed. It retries
 * nothing: who exports does, and prefers a newer checkpoint. Thread-safe.
 */
public final class CheckpointWebhook implements CheckpointSink {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI url;
    private final Duration timeout;
    private final HttpClient client;

    public CheckpointWebhook(URI url) {
        this(url, TIMEOUT);
    }

    CheckpointWebhook(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void send(long size, String note) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("content-type", "text/plain; charset=utf-8")
                .header("user-agent", "driftgate-audit")
                .POST(HttpRequest.BodyPublishers.ofString(note, StandardCharsets.UTF_8))
                .build();
        // The request's own timeout ends with the head of the answer; a body that never ends must not hold the thread.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status < 200 || status >= 300) {
                throw new IOException(url.getHost() + " answered " + status);
            }
        } catch (TimeoutException e) {
            throw new IOException(url.getHost() + " did not answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(url.getHost() + ": " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
