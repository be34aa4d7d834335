package io.driftgate.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages against what the receivers' documentation says of them. */
class MessageTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:05Z");
    private static final AlertSettings SETTINGS = Alerts.settings(List.of(), Map.of());
    private static final Alert OPEN = Alerts.drift("id-1", false);
    private static final Alert RESOLVED = Alerts.drift("id-2", true);

    @TempDir
    private Path directory;

    @Test
    void triggersAPagerDutyIncident() throws IOException {
        JsonNode event = json(message(OPEN, pagerDuty()));

        assertEquals("R0UT1NG", event.path("routing_key").textValue());
        assertEquals("trigger", event.path("event_action").textValue());
        assertEquals(OPEN.key(), event.path("dedup_key").textValue());
        assertTrue(event.path("dedup_key").textValue().length() <= 255);
        JsonNode payload = event.path("payload");
        assertEquals(OPEN.summary(), payload.path("summary").textValue());
        assertEquals("/driftgate/test/host-1", payload.path("source").textValue());
        assertTrue(Set.of("critical", "error", "warning", "info")
                .contains(payload.path("severity").textValue()));
        assertEquals(Alerts.AT, Instant.parse(payload.path("timestamp").textValue()));
        assertEquals("credit-risk", payload.path("component").textValue());
        assertEquals("drift", payload.path("class").textValue());
        assertEquals(0.31, payload.path("custom_details").path("psi").doubleValue());
        assertEquals(
                "https://driftgate.example/admin/models/credit-risk/drift",
                event.path("links").get(0).path("href").textValue());
        assertEquals(
                "https://runbooks.example/driftgate#drift",
                event.path("links").get(1).path("href").textValue());
        assertEquals("application/json", message(OPEN, pagerDuty()).headers().get("content-type"));
    }

    @Test
    void resolvesThePagerDutyIncidentOfTheSameKey() throws IOException {
        JsonNode event = json(message(RESOLVED, pagerDuty()));

        assertEquals("resolve", event.path("event_action").textValue());
        assertEquals(json(message(OPEN, pagerDuty())).path("dedup_key"), event.path("dedup_key"));
        assertEquals(Set.of("routing_key", "event_action", "dedup_key"), names(event));
    }

    @Test
    void writesSlackBlocksWithinTheirLimits() throws IOException {
        Alert long_ = Alerts.alert(
                "id",
                AlertKind.GATE,
                AlertSeverity.ERROR,
                "v2",
                false,
                "<!channel> & ".repeat(1000) + "\uD83D\uDE00".repeat(1000));
        for (Alert alert : List.of(OPEN, RESOLVED, long_)) {
            Message message = message(alert, Alerts.sink("chat", Sink.Type.SLACK, "https://hooks.example/x", 1000));
            JsonNode slack = json(message);

            assertFalse(slack.path("text").textValue().isEmpty());
            assertTrue(slack.path("blocks").size() >= 3 && slack.path("blocks").size() <= 50);
            for (JsonNode block : slack.path("blocks")) {
                switch (block.path("type").textValue()) {
                    case "header" -> {
                        assertEquals(
                                "plain_text", block.path("text").path("type").textValue());
                        assertLength(block.path("text").path("text"), 150);
                    }
                    case "section" -> {
                        assertTrue(block.has("text") || block.has("fields"));
                        if (block.has("text")) {
                            assertLength(block.path("text").path("text"), 3000);
                        }
                        assertTrue(block.path("fields").size() <= 10);
                        block.path("fields").forEach(field -> assertLength(field.path("text"), 2000));
                    }
                    case "context" -> {
                        assertTrue(block.path("elements").size() <= 10);
                        block.path("elements").forEach(element -> assertLength(element.path("text"), 2000));
                    }
                    default -> throw new AssertionError(block);
                }
            }
            assertFalse(message.text().contains("<!"), "nobody can mention a channel through a name");
        }
    }

    @Test
    void saysInSlackWhereToLook() throws IOException {
        String text = message(OPEN, Alerts.sink("chat", Sink.Type.SLACK, "https://hooks.example/x", 1000))
                .text();

        assertTrue(text.contains("<https://driftgate.example/admin/models/credit-risk/drift|Admin page>"), text);
        assertTrue(text.contains("<https://runbooks.example/driftgate#drift|Runbook>"), text);
        assertTrue(json(message(RESOLVED, Alerts.sink("c", Sink.Type.SLACK, "https://hooks.example/x", 1000)))
                .path("text")
                .textValue()
                .startsWith("Resolved: drift of credit-risk v2"));
    }

    @Test
    void writesACloudEvent() throws IOException {
        Message message = message(OPEN, signed(Sink.Type.WEBHOOK, "0123456789abcdef0123456789abcdef"));
        JsonNode event = json(message);

        assertEquals(
                "application/cloudevents+json; charset=utf-8", message.headers().get("content-type"));
        for (String required : List.of("id", "source", "specversion", "type")) {
            assertFalse(event.path(required).asText().isEmpty(), required);
        }
        assertEquals("1.0", event.path("specversion").textValue());
        assertTrue(event.path("type").textValue().matches("io\\.driftgate\\.alert\\.(opened|resolved)"));
        assertEquals(
                "/driftgate/test/host-1",
                URI.create(event.path("source").textValue()).toString());
        assertEquals(Alerts.AT, Instant.parse(event.path("time").textValue()));
        assertEquals("application/json", event.path("datacontenttype").textValue());
        event.fieldNames().forEachRemaining(name -> assertTrue(name.matches("[a-z0-9]+"), name));
        assertEquals("open", event.path("data").path("state").textValue());
        assertEquals(0.31, event.path("data").path("details").path("psi").doubleValue());
        assertEquals(
                "resolved",
                json(message(RESOLVED, signed(Sink.Type.WEBHOOK, "0123456789abcdef")))
                        .path("data")
                        .path("state")
                        .textValue());
    }

    @Test
    void asksForATrainingWithTheDriftAtTheTop() throws IOException {
        JsonNode request = json(message(OPEN, signed(Sink.Type.RETRAIN, "0123456789abcdef")));

        assertEquals(0.31, request.path("psi").doubleValue());
        assertEquals("credit-risk", request.path("model").textValue());
        assertEquals("v2", request.path("version").textValue());
        assertEquals("income", request.path("features").get(0).textValue());
        assertEquals(
                0.2,
                request.path("statistics").path("income").path("psi_threshold").doubleValue());
        assertEquals(5000, request.path("window").path("samples").intValue());
        assertEquals(
                "https://driftgate.example/admin/models/credit-risk/drift",
                request.path("link").textValue());
        assertEquals("id-1", request.path("id").textValue());
    }

    @Test
    void signsAsStandardWebhooksSays() throws Exception {
        String key = "0123456789abcdef0123456789abcdef";
        String encoded = "whsec_" + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        for (String secret : List.of(key, encoded + "\n")) {
            Message message = message(OPEN, signed(Sink.Type.WEBHOOK, secret));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = mac.doFinal(("id-1.1793527205." + message.text()).getBytes(StandardCharsets.UTF_8));

            assertEquals("id-1", message.headers().get("webhook-id"));
            assertEquals("1793527205", message.headers().get("webhook-timestamp"));
            assertEquals(
                    "v1," + Base64.getEncoder().encodeToString(expected),
                    message.headers().get("webhook-signature"));
        }
    }

    /** Of the specification's text: {@code github.com/standard-webhooks/standard-webhooks}. */
    @Test
    void agreesWithAPublishedSignature() throws IOException {
        byte[] key = WebhookSignature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                WebhookSignature.of(
                        key,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void signsNothingWithoutASecretAndSendsNothingWithoutTheOneItNeeds() throws IOException {
        Sink plain = Alerts.sink("hook", Sink.Type.WEBHOOK, "https://hooks.example", 1000);
        assertFalse(message(OPEN, plain).headers().containsKey("webhook-signature"));

        Sink sink = signed(Sink.Type.WEBHOOK, "0123456789abcdef");
        Files.delete(directory.resolve("secret"));
        IOException thrown = assertThrows(IOException.class, () -> message(OPEN, sink));
        assertTrue(thrown.getMessage().contains("can't be read"), thrown.getMessage());
    }

    @Test
    void hidesAUrlsQueryHoweverASinkRepeatsIt() throws IOException {
        Files.writeString(directory.resolve("url"), "https://hooks.example/in?team=a&token=T0K3N");
        Sink sink = new Sink(
                "chat",
                Sink.Type.SLACK,
                Optional.empty(),
                Optional.of(file("url")),
                Optional.empty(),
                Optional.empty(),
                1_000_000_000L);
        Message message = message(OPEN, sink);

        for (String answer : List.of(
                "no hook at /in?team=a&token=T0K3N",
                "invalid token T0K3N",
                "bad query team=a&token=T0K3N",
                "https://hooks.example/in?team=a&token=T0K3N")) {
            assertFalse(message.withoutSecrets(answer).contains("T0K3N"), message.withoutSecrets(answer));
        }
    }

    @Test
    void takesTheUrlOfASecretAnewAndNeverSaysIt() throws IOException {
        Files.writeString(directory.resolve("url"), "https://hooks.example/T0K3N\n");
        Sink sink = new Sink(
                "chat",
                Sink.Type.SLACK,
                Optional.empty(),
                Optional.of(file("url")),
                Optional.empty(),
                Optional.empty(),
                1_000_000_000L);
        assertEquals("https://hooks.example/T0K3N", message(OPEN, sink).target().toString());

        Files.writeString(directory.resolve("url"), "T0K3N is no URL");
        IOException thrown = assertThrows(IOException.class, () -> message(OPEN, sink));
        assertFalse(thrown.toString().contains("T0K3N"), thrown.toString());
        assertFalse(sink.place().contains("T0K3N"), sink.place());
    }

    @Test
    void keepsKeysWithinTheirBoundAndApart() {
        String one = Alert.key("prod", "m", AlertKind.EXPIRY, "r".repeat(300) + "1");
        String other = Alert.key("prod", "m", AlertKind.EXPIRY, "r".repeat(300) + "2");

        assertTrue(one.length() <= Alert.MAX_KEY_CHARS);
        assertFalse(one.equals(other));
        assertEquals("driftgate/prod/-/reload/-", Alert.key("prod", "", AlertKind.RELOAD, ""));
    }

    @Test
    void readsFromDiskWhatItWroteAndNothingElse() throws IOException {
        byte[] file = AlertFile.write(OPEN);
        assertEquals(OPEN, AlertFile.read(file));

        for (int cut = 0; cut < file.length; cut++) {
            byte[] torn = java.util.Arrays.copyOf(file, cut);
            assertThrows(IOException.class, () -> AlertFile.read(torn));
        }
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 1;
            assertThrows(IOException.class, () -> AlertFile.read(changed));
        }
    }

    private Sink pagerDuty() throws IOException {
        return withSecret(Sink.Type.PAGERDUTY, "R0UT1NG\n");
    }

    private Sink signed(Sink.Type type, String secret) throws IOException {
        return withSecret(type, secret);
    }

    private Sink withSecret(Sink.Type type, String secret) throws IOException {
        Files.writeString(directory.resolve("secret"), secret);
        return new Sink(
                "sink",
                type,
                Optional.of(URI.create("https://hooks.example/driftgate")),
                Optional.empty(),
                Optional.of(file("secret")),
                Optional.empty(),
                1_000_000_000L);
    }

    private Secret file(String name) {
        return new Secret(Secret.Kind.FILE, directory.resolve(name).toString());
    }

    private static Message message(Alert alert, Sink sink) throws IOException {
        return Message.of(alert, sink, SETTINGS, NOW);
    }

    private static JsonNode json(Message message) throws IOException {
        return new ObjectMapper().readTree(message.body());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertLength(JsonNode text, int max) {
        assertTrue(!text.textValue().isEmpty() && text.textValue().length() <= max, text.textValue());
    }
}
