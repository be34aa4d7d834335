package io.driftgate.sketch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where panes come from: the data plane. Cuts every loop's shards, on the loop, without blocking it. */
public interface PaneSource {
    /** The counts since the last cut, by {@link SketchPlan#key()}, one per loop. */
    CompletionStage<Map<String, List<PaneCounts>>> cut();

    /** The rows since the last time of versions that learn, by {@link LearnPlan#key()}, at most one block per loop. */
    default CompletionStage<Map<String, List<RowBlock>>> rows() {
        return CompletableFuture.completedFuture(Map.of());
    }
}
