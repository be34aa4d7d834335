package io.driftgate.alert;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An alert as one sink wants it: what to POST, and where. Holds secrets; made for one attempt, and never kept or logged. */
public final class Message {
    private final URI target;
    private final Map<String, String> headers;
    private final byte[] body;
    private final List<String> secrets;

    private Message(URI target, Map<String, String> headers, byte[] body, List<String> secrets) {
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.secrets = secrets;
    }

    /**
     * Makes the message, with the secrets as they are now.
     *
     * @param now for the signature's timestamp
     * @throws IOException when a secret can't be read
     */
    public static Message of(Alert alert, Sink sink, AlertSettings settings, Instant now) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>();
        URI target = sink.target();
        if (sink.secretUrl().isPresent()) {
            secrets.add(target.toString());
        }
        if (target.getRawQuery() != null) {
            secrets.add(target.getRawPath() + "?" + target.getRawQuery());
            secrets.add(target.getRawQuery());
            for (String parameter : target.getRawQuery().split("&", -1)) {
                secrets.add(parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        if (sink.secretUrl().isPresent()) {
            secrets.add(target.getRawPath());
        }
        headers.put("content-type", "application/json");
        headers.put("user-agent", "driftgate");
        if (sink.authorization().isPresent()) {
            String value = oneLine(sink.authorization().get());
            secrets.add(value);
            secrets.add(value.substring(value.indexOf(' ') + 1));
            headers.put("authorization", value);
        }
        byte[] body = switch (sink.type()) {
            case PAGERDUTY -> {
                String routingKey = sink.secret().orElseThrow().read();
                secrets.add(routingKey);
                yield PagerDutyEvent.write(alert, routingKey, settings);
            }
            case SLACK -> SlackMessage.write(alert, settings);
            case WEBHOOK -> {
                headers.put("content-type", "application/cloudevents+json; charset=utf-8");
                yield CloudEvent.write(alert, settings);
            }
            case RETRAIN -> RetrainRequest.write(alert, settings);
        };
        if (sink.type() == Sink.Type.WEBHOOK || sink.type() == Sink.Type.RETRAIN) {
            headers.put("webhook-id", alert.id());
            headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
            if (sink.secret().isPresent()) {
                byte[] key = WebhookSignature.key(sink.secret().get().read());
                headers.put("webhook-signature", WebhookSignature.of(key, alert.id(), now.getEpochSecond(), body));
            }
        }
        return new Message(target, headers, body, secrets);
    }

    private static String oneLine(Secret secret) throws IOException {
        String value = secret.read();
        if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IOException(secret + " holds what is no value of a header");
        }
        return value;
    }

    public URI target() {
        return target;
    }

    /** By lower-case name, {@code content-type} among them. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The bytes themselves; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** What a sink answered, without the secrets of this message that it may repeat. */
    public String withoutSecrets(String answer) {
        String clean = answer;
        for (String secret : secrets) {
            if (secret.length() > 1) {
                clean = clean.replace(secret, "***");
            }
        }
        return clean;
    }

    @Override
    public String toString() {
        return "Message[" + body.length + " bytes]";
    }

    /** For tests and people. */
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
