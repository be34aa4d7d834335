package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.MonitorMemory;

/**
 * What a version's monitor knew when it was saved.
 *
 * @param key of the sketch: model, version and baseline
 * @param bins of each of its panes
 */
record WindowMemory(String model, String version, String key, DriftWindow window, int bins, MonitorMemory monitor) {}
