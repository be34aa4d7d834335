package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** Whether alerts arrive. Thread-safe. */
public final class AlertMeters {
    /** How a delivery can end, or an alert be lost. */
    private static final List<String> RESULTS = List.of("delivered", "failed", "rejected", "dropped", "corrupt");

    private final MeterRegistry registry;
    private final Tags common;
    private final GaugeFamily<String> depths;
    private final GaugeFamily<String> ages;
    private final GaugeFamily<String> open;

    public AlertMeters(MeterRegistry registry, String env) {
        this.registry = registry;
        this.common = Tags.of("env", env);
        this.depths = new GaugeFamily<>(registry, "driftgate.alert.queue.depth", "Alerts that wait for a sink", common);
        this.ages = new GaugeFamily<>(
                registry, "driftgate.alert.queue.oldest.age.seconds", "Age of the oldest alert that waits", common);
        this.open = new GaugeFamily<>(registry, "driftgate.alerts.open", "What is wrong now, by kind", common);
    }

    /** Makes the counters of a sink exist, at zero. */
    public void announce(String sink, Set<String> kinds) {
        for (String kind : kinds) {
            for (String result : RESULTS) {
                counter(sink, kind, result);
            }
        }
    }

    /**
     * Something became of an alert.
     *
     * @param sink empty when it was lost before it had one
     * @param result {@code delivered}; {@code failed}, to be tried again; {@code rejected} by the sink for good; {@code dropped} for want of
     *     room; {@code corrupt} on disk
     */
    public void result(String sink, String kind, String result) {
        counter(sink, kind, result).increment();
    }

    /** The sinks that there are; the gauges of all others go. */
    public void queues(Set<String> sinks) {
        depths.retain(sinks::contains);
        ages.retain(sinks::contains);
    }

    public void queue(String sink, DoubleSupplier depth, DoubleSupplier oldestAgeSeconds) {
        Tags tags = Tags.of("sink", sink);
        depths.replace(sink, Map.of(tags, depth));
        ages.replace(sink, Map.of(tags, oldestAgeSeconds));
    }

    public void open(String kind, DoubleSupplier count) {
        open.replace(kind, Map.of(Tags.of("kind", kind), count));
    }

    private Counter counter(String sink, String kind, String result) {
        return Counter.builder("driftgate.alerts")
                .description("Alerts by sink and kind, and what became of them")
                .tags(common.and("sink", sink, "kind", kind, "result", result))
                .register(registry);
    }
}
