package io.driftgate.alert;

import java.util.Optional;

/**
 * A CloudEvents 1.0 event in structured JSON. {@code type} is {@code io.driftgate.alert.opened} or {@code io.driftgate.alert.resolved}, {@code
 * subject} the alert's key.
 */
final class CloudEvent {
    private CloudEvent() {}

    static byte[] write(Alert alert, AlertSettings settings) {
        return Json.bytes(json -> {
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", alert.id());
            json.writeStringField("source", alert.source());
            json.writeStringField("type", "io.driftgate.alert." + (alert.resolved() ? "resolved" : "opened"));
            json.writeStringField("subject", alert.key());
            json.writeStringField("time", alert.at().toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeObjectFieldStart("data");
            json.writeStringField("key", alert.key());
            json.writeStringField("kind", alert.kind().label());
            json.writeStringField("severity", alert.severity().label());
            json.writeStringField("state", alert.resolved() ? "resolved" : "open");
            json.writeStringField("summary", alert.summary());
            Json.optional(json, "model", alert.model());
            Json.optional(json, "version", alert.version());
            json.writeStringField("link", settings.pageOf(alert));
            Optional<String> runbook = settings.runbookOf(alert);
            if (runbook.isPresent()) {
                json.writeStringField("runbook", runbook.get());
            }
            json.writeFieldName("details");
            json.writeRawValue(alert.details());
            json.writeEndObject();
        });
    }
}
