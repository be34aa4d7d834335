package io.driftgate.protocol;

import java.util.List;
import java.util.Locale;

/**
 * What a part of an answer can be, in the order in which the parts of a row are read: the first that gives a field of
 * {@link io.driftgate.feature.PredictionFields} gives it for good.
 */
enum PredictionRole {
    LABEL,
    SCORES,
    /** Says by its kind what it is: a string is a label, an array of several is scores. */
    VALUE,
    ATTRIBUTIONS;

    private static final PredictionRole[] ALL = values();

    static int count() {
        return ALL.length;
    }

    static PredictionRole at(int ordinal) {
        return ALL[ordinal];
    }

    /** Names that mean this in any answer, the first before the next. */
    List<String> names() {
        return switch (this) {
            case LABEL -> List.of("label", "class", "predicted_class");
            case SCORES -> List.of("scores", "probabilities", "probs", "logits");
            case VALUE -> List.of("value", "prediction", "score", "probability");
            case ATTRIBUTIONS -> List.of("attributions", "shap_values", "explanations", "feature_attributions");
        };
    }

    /** As written in the configuration. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
