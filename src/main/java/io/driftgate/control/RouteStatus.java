package io.driftgate.control;

import io.driftgate.route.RouteReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The weights in force for a model, and why.
 *
 * @param primary version of largest configured weight
 * @param active version that drift moved the traffic to; the primary when there is no switch
 * @param since when the last switch happened, or the process's start
 * @param configured weights of the file by version
 * @param inForce weights in force by version
 * @param ready the prober's last answer by version
 */
public record RouteStatus(
        String model,
        String primary,
        String active,
        RouteReason reason,
        Instant since,
        Map<String, Double> configured,
        Map<String, Double> inForce,
        Map<String, Boolean> ready,
        List<String> fallback) {}
