package io.driftgate.feature;

import java.util.List;

/**
 * What rules of the response phase know of one row of a model server's answer: a row of its own, in fixed slots. What the model does
 * not return is absent. Attributions are a row over the model's own features.
 */
public final class PredictionFields {
    /** One number: a score, a price, a probability. */
    public static final int VALUE = 0;
    /** The predicted class. */
    public static final int LABEL = 1;
    /** One number for each class. */
    public static final int SCORES = 2;
    /** The largest of {@link #SCORES}. */
    public static final int TOP_SCORE = 3;
    /** Generated text. */
    public static final int TEXT = 4;
    /** Why generation ended. */
    public static final int FINISH_REASON = 5;

    public static final Schema SCHEMA = new Schema(List.of(
            new Feature("value", FeatureType.FLOAT),
            new Feature("label", FeatureType.STRING),
            Feature.list("scores", FeatureType.FLOAT, ""),
            new Feature("top_score", FeatureType.FLOAT),
            new Feature("text", FeatureType.STRING),
            new Feature("finish_reason", FeatureType.STRING)));

    public static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    private PredictionFields() {}
}
