package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads the data plane's counters back, for whoever watches rates. Thread-safe; costs a walk over all meters. */
public final class TrafficCounts {
    private static final String SHADOW = "shadow";

    private final MeterRegistry registry;

    public TrafficCounts(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The counts of every model that has had a series. */
    public Map<String, ModelTraffic> read() {
        Map<String, Sums> sums = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String model = meter.getId().getTag("model");
            if (meter instanceof Counter counter && model != null && !model.isEmpty()) {
                add(counter, sums.computeIfAbsent(model, absent -> new Sums()));
            }
        }
        Map<String, ModelTraffic> read = new TreeMap<>();
        sums.forEach((model, sum) -> read.put(model, new ModelTraffic(sum.requests, sum.violations, sum.findings)));
        return read;
    }

    private static void add(Counter counter, Sums sums) {
        Meter.Id id = counter.getId();
        long count = (long) counter.count();
        switch (id.getName()) {
            case "driftgate.requests" -> sums.requests += count;
            case "driftgate.violations" -> {
                if (!SHADOW.equals(id.getTag("enforcement"))) {
                    sums.violations.merge(String.valueOf(id.getTag("rule")), count, Long::sum);
                }
            }
            case "driftgate.pii.findings" -> {
                if (!SHADOW.equals(id.getTag("action"))) {
                    sums.findings.merge(String.valueOf(id.getTag("entity")), count, Long::sum);
                }
            }
            default -> {}
        }
    }

    /** Of one model. */
    private static final class Sums {
        private long requests;
        private final Map<String, Long> violations = new HashMap<>();
        private final Map<String, Long> findings = new HashMap<>();
    }
}
