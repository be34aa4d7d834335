package io.driftgate.control;

import io.driftgate.protocol.ServedVersions;
import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Probes with GET, 2xx being ready, or by connecting when there is no path to ask for. Thread-safe. */
public final class HttpProbe implements Probe {
    private static final int MAX_BODY_BYTES = 64 << 10;

    private final Duration timeout;
    private final HttpClient client;

    public HttpProbe(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .sslContext(nobodyTrusted())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Model servers are asked over plain HTTP; the client would read the Java's certificates of authorities all the same. */
    private static SSLContext nobodyTrusted() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    @Override
    public boolean ready(Upstream upstream, String path) throws IOException, InterruptedException {
        if (path.isEmpty()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(upstream.host(), upstream.port()), (int) timeout.toMillis());
                return true;
            }
        }
        return isSuccess(get(upstream, path, HttpResponse.BodyHandlers.discarding()));
    }

    @Override
    public List<String> served(Upstream upstream, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(upstream, path, head -> new BoundedBody(MAX_BODY_BYTES));
        return isSuccess(answer) ? ServedVersions.of(answer.body()) : List.of();
    }

    private static boolean isSuccess(HttpResponse<?> answer) {
        return answer.statusCode() >= 200 && answer.statusCode() < 300;
    }

    private <T> HttpResponse<T> get(Upstream upstream, String path, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(upstream + path))
                .timeout(timeout)
                .header("user-agent", "driftgate-probe")
                .GET()
                .build();
        // The request's own timeout ends with the head of the answer; a body that never ends must not hold the thread.
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
