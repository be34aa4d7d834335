package io.driftgate.fairness;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.sketch.CategoryLookup;
import java.util.List;

/**
 * Which prediction is the one that people hope for: a class, or numbers from or up to a threshold. Immutable, any thread.
 *
 * @param label empty when it is a matter of numbers
 * @param threshold meaningless for a label
 * @param above whether numbers from the threshold up are favourable; else those up to it
 */
public record Favourable(String label, double threshold, boolean above) {
    /** Says of a prediction whether it is favourable. */
    static final class Test {
        static final int UNKNOWN = -1;

        private final Favourable what;
        private final CategoryLookup lookup;

        Test(Favourable what) {
            this.what = what;
            this.lookup = new CategoryLookup(FeatureType.STRING, List.of(what.label));
        }

        /** 1, 0, or {@link #UNKNOWN} when the answer has nothing to tell it by. Allocates nothing. */
        int of(FeatureRow prediction) {
            boolean number = prediction.isNumber(PredictionFields.VALUE);
            if (what.label.isEmpty()) {
                if (!number) {
                    return UNKNOWN;
                }
                double value = prediction.number(PredictionFields.VALUE);
                return (what.above ? value >= what.threshold : value <= what.threshold) ? 1 : 0;
            }
            if (prediction.kind(PredictionFields.LABEL) == FeatureRow.TEXT) {
                int place = lookup.find(
                        prediction.textBuffer(PredictionFields.LABEL),
                        prediction.textFrom(PredictionFields.LABEL),
                        prediction.textTo(PredictionFields.LABEL));
                return place == CategoryLookup.UNKNOWN ? 0 : 1;
            }
            if (!number) {
                return UNKNOWN;
            }
            return lookup.find(prediction.number(PredictionFields.VALUE)) == CategoryLookup.UNKNOWN ? 0 : 1;
        }
    }
}
