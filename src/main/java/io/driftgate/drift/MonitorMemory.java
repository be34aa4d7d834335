package io.driftgate.drift;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a monitor knows, for another process.
 *
 * @param panes of the window, oldest first
 * @param drifted whether the verdict was drift, and nothing said otherwise since
 * @param since when the verdict became what it was
 * @param evidence empty where thresholds decide
 */
public record MonitorMemory(List<WindowPane> panes, boolean drifted, Instant since, Optional<EvidenceState> evidence) {
    public MonitorMemory {
        panes = List.copyOf(panes);
    }
}
