package io.driftgate.control;

import io.driftgate.windowgate.WindowGateResult;
import java.util.Locale;

/** What a window gate says to people. No group of a sensitive feature is in a result, so none is in here. */
final class GateText {
    private GateText() {}

    static ControlEvent.WindowGateChanged changed(String model, String version, WindowGateResult result) {
        return new ControlEvent.WindowGateChanged(
                model,
                version,
                result.gate().id(),
                result.gate().action().label(),
                result.level().label(),
                detail(result));
    }

    static ControlEvent.WindowGateChanged gone(String model, String version, String gate) {
        return new ControlEvent.WindowGateChanged(model, version, gate, "", "insufficient", "the gate is gone");
    }

    private static String detail(WindowGateResult result) {
        StringBuilder out = new StringBuilder(result.gate().check().label());
        if (!result.gate().feature().isEmpty()) {
            out.append(" of ").append(result.gate().feature());
        }
        if (!result.gate().label().isEmpty()) {
            out.append(" of class ").append(result.gate().label());
        }
        if (Double.isNaN(result.value())) {
            return out.append(" can't be told for want of rows").toString();
        }
        out.append(String.format(Locale.ROOT, " is %.4g over %d rows", result.value(), result.rows()));
        if (result.groups() > 0) {
            out.append(" in ").append(result.groups()).append(" groups");
        }
        if (Double.isFinite(result.lower())) {
            out.append(String.format(Locale.ROOT, ", at least %.4g", result.lower()));
        }
        if (Double.isFinite(result.upper())) {
            out.append(String.format(Locale.ROOT, ", at most %.4g", result.upper()));
        }
        if (!Double.isNaN(result.baseline())) {
            out.append(String.format(Locale.ROOT, "; %.4g in training", result.baseline()));
        }
        return out.toString();
    }
}
