package io.driftgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;

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
     * @param id what the audit log knows the request by
     */
    record Answer(int status, String version, String reason, String id, String body) {
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
                header(response, "x-request-id"),
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

    /** Whether a version has a weight in the file, and none in force. */
    boolean holdsBack(String version) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/admin/models/credit-risk/routes");
        for (JsonNode each : JSON.readTree(response.body()).path("versions")) {
            if (each.path("version").asText().equals(version)) {
                return each.path("configured").asDouble() > 0
                        && each.path("inForce").asDouble() == 0;
            }
        }
        return false;
    }

    /** Takes a version out of traffic, as an operator would; the override's id, or an empty text. */
    String quarantine(String version, String why) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("kind", "quarantine")
                .put("model", "credit-risk")
                .put("version", version)
                .put("who", "demo")
                .put("why", why)
                .toString();
        HttpResponse<String> response = change(
                "/admin/overrides",
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
        return response.statusCode() == 201
                ? JSON.readTree(response.body()).path("id").asText()
                : "";
    }

    /** Ends an override; whether it was there. */
    boolean release(String override) throws IOException, InterruptedException {
        return change("/admin/overrides/" + override + "?who=demo&why=over", HttpRequest.Builder::DELETE)
                        .statusCode()
                == 200;
    }

    private HttpResponse<String> change(String path, UnaryOperator<HttpRequest.Builder> method)
            throws IOException, InterruptedException {
        HttpRequest request = method.apply(HttpRequest.newBuilder(URI.create(admin + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + DemoDirectory.TOKEN))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + path))
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
