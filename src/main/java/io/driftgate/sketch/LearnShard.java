package io.driftgate.sketch;

import io.driftgate.feature.FeatureRow;
import java.util.Optional;

/**
 * The live rows of one event loop for one version that learns. Owned by that event loop: only it records and cuts. Memory is bounded by one
 * {@link RowBlock}, which is made when the first row comes.
 */
public final class LearnShard {
    private RowBlock block;

    /**
     * Takes a row.
     *
     * @param plan of the snapshot in force; those of one shard have the same key
     * @param personal whether personal data was found in its request: then it is counted, and not kept
     */
    public void record(LearnPlan plan, FeatureRow row, boolean personal) {
        if (block == null) {
            block = new RowBlock(plan);
        }
        if (personal) {
            block.skipPersonal();
        } else {
            block.add(plan, row);
        }
    }

    /** Hands over what came since the last cut; empty when nothing did. */
    public Optional<RowBlock> cut() {
        Optional<RowBlock> cut = Optional.ofNullable(block);
        block = null;
        return cut;
    }
}
