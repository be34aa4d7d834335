package io.driftgate.cli.gate;

import io.driftgate.protocol.ServedVersions;
import io.driftgate.snapshot.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a model server once which version it serves. */
final class VersionQuestion {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 64 << 10;

    private VersionQuestion() {}

    private static byte[] read(InputStream body) {
        try {
            return body.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when it can't be asked; an empty list when it doesn't say. */
    static Optional<List<String>> ask(ModelVersion version) throws InterruptedException {
        if (version.versionPath().isEmpty()) {
            return Optional.of(List.of());
        }
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(version.upstream() + version.versionPath()))
                .timeout(TIMEOUT)
                .header("user-agent", "driftgate-gate")
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            // The request's timeout ends with the head; a body that never ends must not hold a pipeline.
            try (InputStream body = answer.body()) {
                byte[] bytes =
                        CompletableFuture.supplyAsync(() -> read(body)).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                return Optional.of(answer.statusCode() == 200 ? ServedVersions.of(bytes) : List.of());
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
