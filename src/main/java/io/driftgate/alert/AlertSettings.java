package io.driftgate.alert;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code alerts:} of the configuration.
 *
 * @param adminUrl what the path of an alert's page is put behind; without a trailing slash
 * @param runbook URL in which {@code {alert}} stands for the kind's label; empty when there is none
 * @param perInstance whether each instance of a fleet has alerts of its own, or all share one
 * @param queueCount how many alerts wait for each sink at most, and {@code queueBytes} how large they are together
 * @param routes names of sinks by kind; a kind that isn't there goes nowhere
 */
public record AlertSettings(
        String adminUrl,
        String runbook,
        boolean perInstance,
        int queueCount,
        long queueBytes,
        List<Sink> sinks,
        Map<AlertKind, List<String>> routes,
        RateSettings violations,
        RateSettings pii) {
    public static final int QUEUE_COUNT = 1000;
    public static final long QUEUE_BYTES = 4L << 20;

    /** Goes nowhere. */
    public static final AlertSettings NONE = new AlertSettings(
            "", "", false, QUEUE_COUNT, QUEUE_BYTES, List.of(), Map.of(), RateSettings.DEFAULT, RateSettings.DEFAULT);

    public AlertSettings {
        sinks = List.copyOf(sinks);
        Map<AlertKind, List<String>> copy = new EnumMap<>(AlertKind.class);
        routes.forEach((kind, names) -> copy.put(kind, List.copyOf(names)));
        routes = Map.copyOf(copy);
    }

    /** The sinks that an alert goes to; of a resolution not those that only start a training. */
    public List<Sink> sinksOf(Alert alert) {
        List<String> names = routes.getOrDefault(alert.kind(), List.of());
        List<Sink> found = new ArrayList<>();
        for (Sink sink : sinks) {
            if (names.contains(sink.name()) && !(alert.resolved() && sink.type() == Sink.Type.RETRAIN)) {
                found.add(sink);
            }
        }
        return found;
    }

    public Optional<Sink> sink(String name) {
        return sinks.stream().filter(sink -> sink.name().equals(name)).findFirst();
    }

    /** The admin page to look at. */
    public String pageOf(Alert alert) {
        return adminUrl + alert.page();
    }

    /** What to do about it; empty when the configuration names no runbook. */
    public Optional<String> runbookOf(Alert alert) {
        return runbook.isEmpty()
                ? Optional.empty()
                : Optional.of(runbook.replace("{alert}", alert.kind().label()));
    }
}
