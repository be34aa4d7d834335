package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.WindowPane;
import java.util.List;

/**
 * What a window held when it was saved.
 *
 * @param key of the sketch: model, version and baseline
 * @param panes oldest first, all of the same number of bins
 */
record WindowMemory(String model, String version, String key, DriftWindow window, int bins, List<WindowPane> panes) {
    WindowMemory {
        panes = List.copyOf(panes);
    }
}
