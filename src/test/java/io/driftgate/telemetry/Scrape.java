package io.driftgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;

/** A registry and what Prometheus would read from it. */
@SuppressWarnings("deprecation") // the registry over the older client library is the one that Quarkus runs on
final class Scrape {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    MeterRegistry registry() {
        return registry;
    }

    String text() {
        return registry.scrape();
    }

    boolean contains(String part) {
        return text().contains(part);
    }

    long count(String prefix) {
        return text().lines().filter(line -> line.startsWith(prefix)).count();
    }

    void assertSeries(String line) {
        String text = text();
        assertTrue(text.lines().anyMatch(line::equals), () -> line + "\nis missing in\n" + text);
    }
}
