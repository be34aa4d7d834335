package io.driftgate.drift;

import io.driftgate.sketch.PaneCounts;

/**
 * A pane of a window.
 *
 * @param lastedNanos how long it was
 */
public record WindowPane(PaneCounts counts, long lastedNanos) {}
