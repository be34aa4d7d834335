package io.driftgate.telemetry;

import java.util.Set;

/**
 * What of a model has series in metrics; those of everything else go.
 *
 * @param versions of the model
 * @param policies in use, enforced or tried, as {@code name@version}
 * @param trials as {@link #trial} names them
 * @param triedPolicies names of the policies that the trials are of
 */
public record ConfiguredModel(
        String name, Set<String> versions, Set<String> policies, Set<String> trials, Set<String> triedPolicies) {
    public ConfiguredModel {
        versions = Set.copyOf(versions);
        policies = Set.copyOf(policies);
        trials = Set.copyOf(trials);
        triedPolicies = Set.copyOf(triedPolicies);
    }

    /** A trial by the labels of its series. */
    public static String trial(String policy, String from, String to) {
        return policy + " " + from + " " + to;
    }
}
