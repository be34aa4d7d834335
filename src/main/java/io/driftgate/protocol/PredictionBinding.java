package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;

/** Where a model's answers hold its predictions. Immutable, any thread. */
public final class PredictionBinding {
    private final FeatureIndex index;

    private PredictionBinding(FeatureIndex index) {
        this.index = index;
    }

    /** The places that each protocol's own names suggest. */
    public static PredictionBinding of(FeatureIndex index) {
        return new PredictionBinding(index);
    }

    public FeatureIndex index() {
        return index;
    }
}
