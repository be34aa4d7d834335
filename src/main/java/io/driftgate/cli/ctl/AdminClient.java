package io.driftgate.cli.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Calls the admin port. Follows no redirect and uses no proxy, so that the token goes to the named address and nowhere else. One
 * thread.
 */
final class AdminClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI admin;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    AdminClient(URI admin) {
        this.admin = admin;
    }

    /**
     * What the gateway answered.
     *
     * @param text as it came
     */
    record Answer(int status, String text, JsonNode json) {}

    /** The gateway did not do it; the message says why, and what to do. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    /** @param model only this one's; all when empty */
    Answer list(Optional<String> model) throws Failed {
        return send(request(
                        "/admin/overrides",
                        model.map(name -> Map.of("model", name)).orElse(Map.of()))
                .GET());
    }

    /**
     * What a health check says, be it good or bad: {@code status}, {@code UP} or {@code DOWN}, and {@code checks} with their {@code data}.
     *
     * @param kind {@code live} or {@code ready}
     */
    Answer health(String kind) throws Failed {
        Received received = receive(request("/q/health/" + kind, Map.of()).GET());
        return parse(received.text())
                .filter(json -> json.hasNonNull("status"))
                .map(json -> new Answer(received.status(), received.text(), json))
                .orElseThrow(() -> foreign(received.status()));
    }

    Answer set(Map<String, Object> override, String token) throws Failed {
        return send(request("/admin/overrides", Map.of())
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(body(override)));
    }

    Answer release(String id, Map<String, Object> reason, String token) throws Failed {
        return send(request("/admin/overrides/" + encode(id), Map.of())
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method("DELETE", body(reason)));
    }

    Answer relearn(String model, String version, Map<String, Object> reason, String token) throws Failed {
        return send(request("/admin/models/" + encode(model) + "/versions/" + encode(version) + "/relearn", Map.of())
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(body(reason)));
    }

    private static HttpRequest.BodyPublisher body(Map<String, Object> fields) {
        return HttpRequest.BodyPublishers.ofString(JSON.valueToTree(fields).toString());
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(admin + path + (parameters.isEmpty() ? "" : "?" + parameters)))
                .timeout(TIMEOUT)
                .header("user-agent", "driftgate-ctl")
                .header("accept", "application/json");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Received(int status, String text) {}

    private Answer send(HttpRequest.Builder request) throws Failed {
        Received received = receive(request);
        return read(received.status(), received.text());
    }

    private Received receive(HttpRequest.Builder request) throws Failed {
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                String text = new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
                return new Received(response.statusCode(), text);
            }
        } catch (HttpTimeoutException e) {
            throw new Failed(admin + " does not answer within " + TIMEOUT.toSeconds()
                    + " s. Whether it was done is not known: see 'driftgate ctl list'");
        } catch (ConnectException e) {
            throw new Failed(admin + " can't be reached: is the gateway up, and is this its admin port? See --admin");
        } catch (IOException e) {
            throw new Failed(admin + ": " + e + ". Whether it was done is not known: see 'driftgate ctl list'");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted. Whether it was done is not known: see 'driftgate ctl list'");
        }
    }

    private Failed foreign(int status) {
        return new Failed(admin + " answers " + status + ", and not as Driftgate's admin port does: see --admin");
    }

    private Answer read(int status, String text) throws Failed {
        Optional<JsonNode> json = parse(text);
        if (status / 100 == 2 && json.isPresent()) {
            return new Answer(status, text, json.get());
        }
        String error = json.map(node -> node.path("error").asText("")).orElse("");
        if (error.isEmpty()) {
            throw foreign(status);
        }
        String field = json.map(node -> node.path("field").asText("")).orElse("");
        String hint = json.map(node -> node.path("hint").asText("")).orElse("");
        throw new Failed(Printable.of((field.isEmpty() ? "" : field + ": ") + error) + " (" + status + ")"
                + (hint.isEmpty() ? "" : System.lineSeparator() + "  hint: " + Printable.of(hint)));
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
