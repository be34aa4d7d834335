package io.driftgate.telemetry;

import java.util.Map;

/**
 * What a model's counters say since the process started.
 *
 * @param requests that ended
 * @param violations by rule, of rules that are in force: not of those that only count
 * @param findings of personal data by entity, of those that something is done about
 */
public record ModelTraffic(long requests, Map<String, Long> violations, Map<String, Long> findings) {
    /** Nothing yet. */
    public static final ModelTraffic NONE = new ModelTraffic(0, Map.of(), Map.of());

    public ModelTraffic {
        violations = Map.copyOf(violations);
        findings = Map.copyOf(findings);
    }
}
