package io.driftgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The gateway as its clients and operators see it: over HTTP, through both ports. Thread-safe. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final String serving;
    private final String admin;

    Gateway(int port, int adminPort) {
        serving = "http://127.0.0.1:" + port;
        admin = "http://127.0.0.1:" + adminPort;
    }

    /**
     * What came back.
     *
     * @param version the model version that answered; empty when none did
     * @param reason why that version
     */
    record Answer(int status, String version, String reason, String body) {
        boolean isOk() {
            return status == 200;
        }
    }

    Answer infer(RequestShape shape, Applicant applicant, String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(serving + shape.path()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("x-user-id", user)
                .POST(HttpRequest.BodyPublishers.ofString(shape.body(applicant)))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                header(response, "x-driftgate-version"),
                header(response, "x-driftgate-reason"),
                response.body());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Whether the process says that it is ready; false also while nothing listens yet. */
    boolean isReady() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException notListening) {
            return false;
        }
    }

    /** The admin API's view of the model's drift; a missing node when it has none to give. */
    JsonNode drift() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/admin/models/credit-risk/drift");
        return response.statusCode() == 200 ? JSON.readTree(response.body()) : JSON.missingNode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + path))
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
