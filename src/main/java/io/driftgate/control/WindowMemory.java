package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.MonitorMemory;
import java.time.Instant;

/**
 * What a version's monitor knew.
 *
 * @param key of the sketch: model, version and baseline
 * @param bins of each of its panes
 * @param at when it knew that: when it was saved first, where it was taken over since without having been followed
 */
record WindowMemory(
        String model, String version, String key, DriftWindow window, int bins, MonitorMemory monitor, Instant at) {}
