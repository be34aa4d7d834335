package io.driftgate.app;

import io.driftgate.control.ControlMeters;
import io.driftgate.control.Publisher;
import io.driftgate.control.RouteStatus;
import io.driftgate.drift.DriftReport;
import io.driftgate.telemetry.ControlPlaneMeters;
import io.driftgate.telemetry.DataPlaneMeters;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts what the control plane says into metrics; neither side knows the other. Thread-safe. */
final class ControlTelemetry implements ControlMeters {
    private final ControlPlaneMeters control;
    private final DataPlaneMeters data;

    ControlTelemetry(ControlPlaneMeters control, DataPlaneMeters data) {
        this.control = control;
        this.data = data;
        for (Publisher.Status status : Publisher.Status.values()) {
            control.announceReload(label(status));
        }
    }

    @Override
    public void reload(Publisher.Status result, boolean valid) {
        control.reload(label(result), valid);
    }

    @Override
    public void snapshotInfo(String digest, Instant at) {
        control.snapshot(digest);
    }

    @Override
    public void retain(Map<String, List<String>> versionsByModel) {
        control.retain(versionsByModel);
        data.retain(versionsByModel);
    }

    @Override
    public void driftStatistics(String model, String version, DriftReport report) {
        control.drift(model, version, report);
    }

    @Override
    public void routeWeights(String model, RouteStatus route) {
        control.routeWeights(model, route.reason().label(), route.inForce());
    }

    @Override
    public void switched(String model, String from, String to, String reason) {
        control.switched(model, from, to, reason);
    }

    private static String label(Publisher.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
