package io.driftgate.windowgate;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.sketch.CategoryLookup;
import io.driftgate.sketch.Tally;
import io.driftgate.sketch.TallyPlan;
import java.util.List;

/**
 * What window gates count of one version's predictions. Immutable, any thread. Labels are counted for the classes that the configuration
 * names, so that no answer can make the table grow.
 *
 * <pre>
 * counts   0 numbers   1 top scores   2 labels   3 labels of no class that is named   4 + i  labels of class i
 * sums     0 numbers   1 top scores
 * </pre>
 *
 * A number is the label too where a class is spelled as a number and the answer has no label.
 */
public final class PredictionPlan implements TallyPlan {
    /** The class of all labels that are of no class that is named. */
    public static final String UNKNOWN = "unknown";

    /** Classes that a configuration may name. */
    static final int MAX_CLASSES = 256;

    static final int NUMBERS = 0;
    static final int TOP_SCORES = 1;
    static final int LABELS = 2;
    static final int UNKNOWN_LABELS = 3;
    private static final int CLASSES = 4;

    private final String key;
    private final List<String> classes;
    private final CategoryLookup lookup;
    private final boolean numericClasses;

    /** @param classes named ones, distinct */
    PredictionPlan(String model, String version, List<String> classes) {
        this.key = model + "/" + version + "/predictions/" + String.join("\n", classes);
        this.classes = List.copyOf(classes);
        this.lookup = new CategoryLookup(FeatureType.STRING, classes);
        this.numericClasses = classes.stream().anyMatch(PredictionPlan::isNumber);
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public int counts() {
        return CLASSES + classes.size();
    }

    @Override
    public int sums() {
        return 2;
    }

    /** Where labels of a class are counted. */
    int place(String label) {
        return label.equals(UNKNOWN) ? UNKNOWN_LABELS : CLASSES + classes.indexOf(label);
    }

    /** Counts one row of an answer. Allocates nothing. */
    public void record(FeatureRow prediction, Tally tally) {
        boolean number = prediction.isNumber(PredictionFields.VALUE);
        if (number) {
            tally.count(NUMBERS);
            tally.add(NUMBERS, prediction.number(PredictionFields.VALUE));
        }
        if (prediction.isNumber(PredictionFields.TOP_SCORE)) {
            tally.count(TOP_SCORES);
            tally.add(TOP_SCORES, prediction.number(PredictionFields.TOP_SCORE));
        }
        if (prediction.kind(PredictionFields.LABEL) == FeatureRow.TEXT) {
            countLabel(
                    lookup.find(
                            prediction.textBuffer(PredictionFields.LABEL),
                            prediction.textFrom(PredictionFields.LABEL),
                            prediction.textTo(PredictionFields.LABEL)),
                    tally);
        } else if (number && numericClasses) {
            countLabel(lookup.find(prediction.number(PredictionFields.VALUE)), tally);
        }
        tally.endRow();
    }

    private static void countLabel(int place, Tally tally) {
        tally.count(LABELS);
        tally.count(place == CategoryLookup.UNKNOWN ? UNKNOWN_LABELS : CLASSES + place);
    }
}
