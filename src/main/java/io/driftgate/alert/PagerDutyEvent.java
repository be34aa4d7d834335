package io.driftgate.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * PagerDuty Events API v2: {@code trigger} and {@code resolve} with the alert's key as {@code dedup_key}.
 *
 * <p>{@code https://developer.pagerduty.com/docs/send-alert-event}: a summary has at most 1024 characters, a dedup_key 255.
 */
final class PagerDutyEvent {
    private static final int MAX_SUMMARY_CHARS = 1024;

    private PagerDutyEvent() {}

    static byte[] write(Alert alert, String routingKey, AlertSettings settings) {
        return Json.bytes(json -> {
            json.writeStringField("routing_key", routingKey);
            json.writeStringField("event_action", alert.resolved() ? "resolve" : "trigger");
            json.writeStringField("dedup_key", alert.key());
            if (alert.resolved()) {
                return; // the rest is of a trigger
            }
            json.writeStringField("client", "Driftgate");
            json.writeStringField("client_url", settings.pageOf(alert));
            json.writeArrayFieldStart("links");
            link(json, settings.pageOf(alert), "Admin page");
            Optional<String> runbook = settings.runbookOf(alert);
            if (runbook.isPresent()) {
                link(json, runbook.get(), "Runbook");
            }
            json.writeEndArray();
            json.writeObjectFieldStart("payload");
            json.writeStringField("summary", Json.cut(alert.summary(), MAX_SUMMARY_CHARS));
            json.writeStringField("source", alert.source());
            json.writeStringField("severity", alert.severity().label());
            json.writeStringField("timestamp", alert.at().toString());
            Json.optional(json, "component", alert.model());
            json.writeStringField("group", "driftgate");
            json.writeStringField("class", alert.kind().label());
            json.writeFieldName("custom_details");
            json.writeRawValue(alert.details());
            json.writeEndObject();
        });
    }

    private static void link(JsonGenerator json, String href, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("href", href);
        json.writeStringField("text", text);
        json.writeEndObject();
    }
}
