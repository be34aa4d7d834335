package io.driftgate.control.alert;

import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSeverity;

/**
 * That something is wrong, or no longer is, before anybody looked whether people know it already.
 *
 * @param subject what of the model is meant; with kind and model it makes the alert's key
 * @param wrong false when it is over, and then only the summary counts
 * @param state told again once it is another one
 * @param details a JSON object
 */
record Finding(
        AlertKind kind,
        String model,
        String version,
        String subject,
        AlertSeverity severity,
        boolean wrong,
        String state,
        String summary,
        String page,
        String details) {
    static Finding over(AlertKind kind, String model, String version, String subject, String summary) {
        return new Finding(kind, model, version, subject, AlertSeverity.INFO, false, "", summary, "", "{}");
    }
}
