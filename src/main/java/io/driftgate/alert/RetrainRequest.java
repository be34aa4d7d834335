package io.driftgate.alert;

import java.util.Optional;

/**
 * Drift for whoever starts a training: {@code psi} of the worst feature, {@code model}, {@code version}, {@code features}, {@code
 * statistics}, {@code window} and {@code link} at the top of one object.
 */
final class RetrainRequest {
    private RetrainRequest() {}

    static byte[] write(Alert alert, AlertSettings settings) {
        return Json.bytes(json -> {
            json.writeStringField("id", alert.id());
            json.writeStringField("key", alert.key());
            json.writeStringField("time", alert.at().toString());
            json.writeStringField("source", alert.source());
            json.writeStringField("model", alert.model());
            json.writeStringField("version", alert.version());
            json.writeStringField("summary", alert.summary());
            json.writeStringField("link", settings.pageOf(alert));
            Optional<String> runbook = settings.runbookOf(alert);
            if (runbook.isPresent()) {
                json.writeStringField("runbook", runbook.get());
            }
            Json.copyFields(alert.details(), json);
        });
    }
}
