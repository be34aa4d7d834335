package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;

/** The rows of one answer, read off the tape one at a time, like {@link FeatureBatch}. Owned by one event loop. */
public final class PredictionBatch {
    private final FeatureRow row = new FeatureRow(PredictionFields.INDEX.slots());
    private final FeatureRow attributions;

    /** @param index of the model's features, which attributions are for */
    public PredictionBatch(FeatureIndex index) {
        attributions = new FeatureRow(index.slots());
    }

    public int rows() {
        return 0;
    }

    /** Loads the next row; false after the last. */
    public boolean next() {
        return false;
    }

    /** The prediction, over {@link PredictionFields#INDEX}. */
    public FeatureRow row() {
        return row;
    }

    /** The attributions, over the slots of the model; all absent when the model returns none. */
    public FeatureRow attributions() {
        return attributions;
    }

    /** Drops references to the body. */
    public void release() {
        row.release();
        attributions.release();
    }
}
