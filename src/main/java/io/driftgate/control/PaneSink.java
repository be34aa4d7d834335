package io.driftgate.control;

import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.Model;
import java.time.Instant;

/** Gets every pane that a drift monitor gets. Called on the drift loop's thread, which must not wait for it. */
@FunctionalInterface
public interface PaneSink {
    PaneSink NONE = (model, version, plan, counts, from, to) -> {};

    /**
     * A pane ended.
     *
     * @param counts of all event loops
     * @param to by the wall clock; {@code from} is as long before it as the pane really lasted, whatever the wall clock did
     */
    void onPane(Model model, String version, SketchPlan plan, PaneCounts counts, Instant from, Instant to);
}
