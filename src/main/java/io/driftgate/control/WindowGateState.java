package io.driftgate.control;

import io.driftgate.windowgate.WindowGateMonitor;
import java.util.List;
import java.util.Optional;

/**
 * What a restart must not forget of a model's window gates.
 *
 * @param refusing ID of the gate that refuses the model's requests; empty when none does
 * @param failing the gates that fail
 */
record WindowGateState(Optional<String> refusing, List<WindowGateMonitor.Failing> failing) {
    static final WindowGateState NONE = new WindowGateState(Optional.empty(), List.of());

    WindowGateState {
        failing = List.copyOf(failing);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
