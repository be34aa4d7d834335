package io.driftgate.windowgate;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.sketch.Tally;
import io.driftgate.sketch.TallyPlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What window gates count of a model's input, whichever version answers: of each feature, in the order of {@link #features}, the rows
 * without a usable value, the rows in which it is 0, and the sum of its values. Immutable, any thread. Beside the sketches, because a gate may be
 * of a version without a baseline, and a mean is in no bin.
 *
 * <pre>
 * counts   2i missing   2i+1 zero
 * sums     i  values of a numeric feature
 * </pre>
 *
 * A value is usable by the rules of {@link io.driftgate.sketch.SketchPlan}: a numeric feature takes a number or a bool, another one
 * whatever is there.
 */
public final class IngressPlan implements TallyPlan {
    private final String key;
    private final List<String> features;
    private final int[] slots;
    private final boolean[] numeric;

    private IngressPlan(String key, List<String> features, FeatureIndex index, boolean[] numeric) {
        this.key = key;
        this.features = features;
        this.numeric = numeric;
        slots = features.stream().mapToInt(index::slotOf).toArray();
    }

    /**
     * Makes the plan of what these gates need.
     *
     * @param numericFeatures those that every version calls numeric
     * @return empty when they need none
     */
    static Optional<IngressPlan> of(
            String model, List<WindowGate> gates, FeatureIndex index, Set<String> numericFeatures) {
        TreeSet<String> names = new TreeSet<>();
        boolean needed = false;
        for (WindowGate gate : gates) {
            switch (gate.check()) {
                case ROWS -> needed = true;
                case MISSING_SHARE, ZERO_SHARE, MEAN -> names.add(gate.feature());
                default -> {}
            }
        }
        if (!needed && names.isEmpty()) {
            return Optional.empty();
        }
        List<String> features = List.copyOf(names);
        boolean[] numeric = new boolean[features.size()];
        StringBuilder key = new StringBuilder(model).append("/ingress/");
        for (int i = 0; i < numeric.length; i++) {
            numeric[i] = numericFeatures.contains(features.get(i));
            key.append(numeric[i] ? '#' : '=').append(features.get(i)).append('\n');
        }
        return Optional.of(new IngressPlan(key.toString(), features, index, numeric));
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public int counts() {
        return 2 * slots.length;
    }

    @Override
    public int sums() {
        return slots.length;
    }

    /** Place of a feature; -1 when it is not counted. */
    int place(String feature) {
        return features.indexOf(feature);
    }

    static int missing(int place) {
        return 2 * place;
    }

    static int zeros(int place) {
        return 2 * place + 1;
    }

    /** Counts one row. Allocates nothing. */
    public void record(FeatureRow row, Tally tally) {
        for (int i = 0; i < slots.length; i++) {
            byte kind = row.kind(slots[i]);
            boolean number = kind == FeatureRow.INT || kind == FeatureRow.FLOAT || kind == FeatureRow.BOOL;
            if (!(numeric[i] ? number : kind != FeatureRow.ABSENT && kind != FeatureRow.NULL)) {
                tally.count(missing(i));
            } else if (number) {
                double value = row.number(slots[i]);
                if (value == 0) {
                    tally.count(zeros(i));
                }
                tally.add(i, value);
            }
        }
        tally.endRow();
    }
}
