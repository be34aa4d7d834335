package io.driftgate.windowgate;

import java.util.Locale;

/** What a window gate looks at. */
public enum WindowCheck {
    /** Rows in a whole window. */
    ROWS,
    /** Share of the rows in which the feature has no usable value. */
    MISSING_SHARE,
    /** Share of the rows in which a numeric feature is 0. */
    ZERO_SHARE,
    /** Share of the rows with a value that lie in the fullest bin of the baseline, a category or a range of numbers. */
    MODE_SHARE,
    /** Share of the rows with a value that the training data has not seen: no category of its own, or out of range. */
    UNSEEN_SHARE,
    /** Mean of a numeric feature. */
    MEAN,
    /** Mean of the predicted numbers. */
    PREDICTION_MEAN,
    /** Share of the predicted labels that are of one class. */
    CLASS_SHARE,
    /** Mean of the largest score. */
    TOP_PROBABILITY,
    /** Demographic parity difference over the groups of a sensitive feature. */
    PARITY_DIFFERENCE,
    /** Demographic parity ratio over them. */
    PARITY_RATIO;

    /** As written in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is of a feature. */
    boolean isOfFeature() {
        return switch (this) {
            case MISSING_SHARE, ZERO_SHARE, MODE_SHARE, UNSEEN_SHARE, MEAN, PARITY_DIFFERENCE, PARITY_RATIO -> true;
            default -> false;
        };
    }

    /** Whether it is of answers, so that nothing comes in while the version answers nobody. */
    public boolean isOfAnswers() {
        return switch (this) {
            case PREDICTION_MEAN, CLASS_SHARE, TOP_PROBABILITY, PARITY_DIFFERENCE, PARITY_RATIO -> true;
            default -> false;
        };
    }

    boolean isOfFairness() {
        return this == PARITY_DIFFERENCE || this == PARITY_RATIO;
    }

    /** Whether the baseline has the same share, to compare with. */
    boolean isComparable() {
        return this == MISSING_SHARE || this == ZERO_SHARE || this == MODE_SHARE || this == UNSEEN_SHARE;
    }

    /** Whether it is a share or another number from 0 to 1. */
    boolean isShare() {
        return this != ROWS && this != MEAN && this != PREDICTION_MEAN;
    }
}
