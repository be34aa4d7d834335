package io.driftgate.control;

import io.driftgate.canary.Arm;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.MeasureReport;
import java.util.Locale;

/** Puts in words what is known against a canary. */
public final class CanaryText {
    private CanaryText() {}

    /** The measure that says most, and both versions' figures. */
    public static String of(CanaryReport report, String canary, String stable) {
        MeasureReport leading = report.leading();
        return leading.measure().label() + " differ from those of " + stable + ": " + figures(leading, canary, stable)
                + String.format(
                        Locale.ROOT, "; evidence %.0f %% of what aborts it", 100 * report.logE() / report.threshold());
    }

    private static String figures(MeasureReport report, String canary, String stable) {
        return canary + " " + figures(report, report.canary()) + ", " + stable + " " + figures(report, report.stable());
    }

    private static String figures(MeasureReport report, Arm arm) {
        return switch (report.measure()) {
            case ERRORS, VIOLATIONS ->
                String.format(Locale.ROOT, "%.2f %% of %d", 100 * zero(arm.share()), arm.count());
            case LATENCY ->
                String.format(
                        Locale.ROOT,
                        "median %.1f ms, p99 %.1f ms of %d",
                        zero(arm.median()),
                        zero(arm.p99()),
                        arm.count());
            case PREDICTIONS ->
                Double.isNaN(arm.median())
                        ? arm.count() + " labels"
                        : String.format(Locale.ROOT, "median %.4g of %d", arm.median(), arm.count());
        };
    }

    private static double zero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
