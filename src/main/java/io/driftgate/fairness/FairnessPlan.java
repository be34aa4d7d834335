package io.driftgate.fairness;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.CategoryLookup;
import io.driftgate.sketch.SlidingWindow;
import io.driftgate.sketch.Tally;
import io.driftgate.sketch.TallyPlan;
import java.util.List;

/**
 * Counts predictions of one version by the groups of each sensitive feature. Immutable, any thread. The number of groups is fixed by the
 * configuration; a row in which the feature is missing is of no group, and one without a prediction that says what it is is not counted.
 *
 * <pre>
 * counts   for each feature, for each of its groups:  rows, rows with the favourable prediction
 * </pre>
 */
public final class FairnessPlan implements TallyPlan {
    private static final int NO_GROUP = -1;

    private final String key;
    private final FairnessSettings settings;
    private final Favourable.Test favourable;
    private final int[] slots;
    private final int[] offsets;
    private final CategoryLookup[] lookups;
    private final double[][] cuts;

    public FairnessPlan(String model, String version, FairnessSettings settings, FeatureIndex index) {
        // Groups are a part of the key, which stays in memory: it is no label and is never logged.
        this.key = model + "/" + version + "/fairness/" + settings;
        this.settings = settings;
        this.favourable = new Favourable.Test(settings.favourable());
        int features = settings.sensitive().size();
        slots = new int[features];
        offsets = new int[features + 1];
        lookups = new CategoryLookup[features];
        cuts = new double[features][];
        for (int i = 0; i < features; i++) {
            SensitiveFeature feature = settings.sensitive().get(i);
            slots[i] = index.slotOf(feature.name());
            offsets[i + 1] = offsets[i] + 2 * feature.size();
            lookups[i] = new CategoryLookup(
                    feature.type() == FeatureType.BOOL ? FeatureType.BOOL : FeatureType.STRING, feature.groups());
            cuts[i] = feature.cuts().stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public int counts() {
        return offsets[offsets.length - 1];
    }

    @Override
    public int sums() {
        return 0;
    }

    /** Counts one row and the prediction for it. Allocates nothing. */
    public void record(FeatureRow row, FeatureRow prediction, Tally tally) {
        int favoured = favourable.of(prediction);
        if (favoured != Favourable.Test.UNKNOWN) {
            for (int i = 0; i < slots.length; i++) {
                int group = group(i, row);
                if (group != NO_GROUP) {
                    int place = offsets[i] + 2 * group;
                    tally.count(place);
                    if (favoured == 1) {
                        tally.count(place + 1);
                    }
                }
            }
        }
        tally.endRow();
    }

    private int group(int i, FeatureRow row) {
        int slot = slots[i];
        byte kind = row.kind(slot);
        boolean number = kind == FeatureRow.INT || kind == FeatureRow.FLOAT || kind == FeatureRow.BOOL;
        SensitiveFeature feature = settings.sensitive().get(i);
        if (feature.type().isNumeric()) {
            if (!number) {
                return NO_GROUP;
            }
            int group = 0;
            while (group < cuts[i].length && row.number(slot) >= cuts[i][group]) {
                group++;
            }
            return group;
        }
        int place;
        if (kind == FeatureRow.TEXT) {
            place = lookups[i].find(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
        } else if (number) {
            place = lookups[i].find(row.number(slot));
        } else {
            return NO_GROUP;
        }
        return place == CategoryLookup.UNKNOWN ? feature.groups().size() : place;
    }

    /** Parity over the groups of a sensitive feature in a window of this plan's counts. */
    public Parity parity(String feature, SlidingWindow window) {
        List<SensitiveFeature> features = settings.sensitive();
        for (int i = 0; i < slots.length; i++) {
            if (features.get(i).name().equals(feature)) {
                int from = offsets[i];
                return Parity.of(
                        features.get(i).size(),
                        group -> window.count(from + 2 * group),
                        group -> window.count(from + 2 * group + 1),
                        settings.minGroupRows());
            }
        }
        throw new IllegalArgumentException("not a sensitive feature: " + feature);
    }
}
