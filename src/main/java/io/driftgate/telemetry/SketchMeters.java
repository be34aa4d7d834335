package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** What became of panes that should go into files, in metrics. Thread-safe. */
public final class SketchMeters {
    private final Counter written;
    private final Counter dropped;
    private final Counter bytes;

    public SketchMeters(MeterRegistry registry, String env) {
        written = panes(registry, env, "written");
        dropped = panes(registry, env, "dropped");
        bytes = Counter.builder("driftgate.sketch.written.bytes")
                .description("Bytes of panes that were written to files")
                .tags(Tags.of("env", env))
                .register(registry);
    }

    private static Counter panes(MeterRegistry registry, String env, String result) {
        return Counter.builder("driftgate.sketch.panes")
                .description("Panes that were written to files, or were not because of a full disk or queue")
                .tags(Tags.of("env", env, "result", result))
                .register(registry);
    }

    public void written(int paneBytes) {
        written.increment();
        bytes.increment(paneBytes);
    }

    public void dropped() {
        dropped.increment();
    }
}
