package io.driftgate.control.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSeverity;
import io.driftgate.alert.Json;
import io.driftgate.canary.Arm;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.MeasureReport;
import io.driftgate.control.CanaryText;
import io.driftgate.control.ControlEvent;
import java.io.IOException;

/** What an alert says of a canary. */
final class CanaryFinding {
    private CanaryFinding() {}

    static Finding of(ControlEvent.CanaryAborted aborted) {
        CanaryReport report = aborted.report();
        MeasureReport leading = report.leading();
        return new Finding(
                AlertKind.CANARY,
                aborted.model(),
                aborted.version(),
                aborted.version(),
                AlertSeverity.ERROR,
                true,
                "aborted",
                aborted.model() + ": canary " + aborted.version() + " gets no traffic any more: its "
                        + CanaryText.of(report, aborted.version(), aborted.against()),
                "/admin/models/" + aborted.model() + "/canary",
                Json.object(json -> {
                    json.writeStringField("against", aborted.against());
                    json.writeNumberField("share", aborted.share());
                    json.writeStringField("measure", leading.measure().label());
                    json.writeNumberField("evidence", report.logE());
                    json.writeNumberField("threshold", report.threshold());
                    json.writeObjectFieldStart("measures");
                    for (MeasureReport each : report.measures()) {
                        json.writeObjectFieldStart(each.measure().label());
                        json.writeNumberField("evidence", each.logE());
                        json.writeObjectFieldStart("canary");
                        write(json, each.canary());
                        json.writeEndObject();
                        json.writeObjectFieldStart("stable");
                        write(json, each.stable());
                        json.writeEndObject();
                        json.writeEndObject();
                    }
                    json.writeEndObject();
                }));
    }

    private static void write(JsonGenerator json, Arm arm) throws IOException {
        json.writeNumberField("count", arm.count());
        write(json, "share", arm.share());
        write(json, "median", arm.median());
        write(json, "p99", arm.p99());
    }

    private static void write(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }

    /** It has traffic again, or has proved itself. */
    static Finding over(String model, String version, String summary) {
        return Finding.over(AlertKind.CANARY, model, version, version, model + ": canary " + version + " " + summary);
    }
}
