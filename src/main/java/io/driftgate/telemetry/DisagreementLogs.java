package io.driftgate.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link DisagreementLog} for each policy that another one is tried beside. Thread-safe. */
public final class DisagreementLogs {
    private final Map<String, DisagreementLog> logs = new ConcurrentHashMap<>();

    /** The log of a policy by its name; resolved once per snapshot, not per request. */
    public DisagreementLog of(String policy) {
        return logs.computeIfAbsent(policy, name -> new DisagreementLog());
    }

    /** Empty as well for a policy without a log. */
    public List<Disagreement> newestFirst(String policy) {
        DisagreementLog log = logs.get(policy);
        return log == null ? List.of() : log.newestFirst();
    }

    /** Forgets all other policies. */
    void retain(Set<String> policies) {
        logs.keySet().retainAll(policies);
    }
}
