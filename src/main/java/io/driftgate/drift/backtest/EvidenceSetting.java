package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceSettings;
import io.driftgate.sketch.SketchPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Evidence as it may be set. Its panes are the steps of the replay, each row in one of them.
 *
 * @param ofModel whether it is a configured model's own
 * @param importance of the baseline's features, in their order
 */
public record EvidenceSetting(boolean ofModel, EvidenceSettings settings, List<Double> importance) {
    /** Panes per false alarm below which nobody should set it. */
    public static final double FEWEST_PANES = 1000;

    /** As 1 false alarm in 30 days of panes of 5 seconds. */
    public static final double MONTH_PANES = 518_400;

    private static final double[] PANES = {100, FEWEST_PANES, 10_000, MONTH_PANES};

    /** As a model's {@code immaterial} is by default. */
    private static final double IMMATERIAL = 0.01;

    /** As a model's {@code lookback} is by default, in windows. */
    private static final long WINDOWS_BACK = 60;

    public EvidenceSetting {
        importance = List.copyOf(importance);
    }

    /** The settings that every stream is tried with, the quickest first. */
    public static List<EvidenceSetting> general(SketchPlan plan, int size, int step) {
        long windowPanes = ((long) size + step - 1) / step;
        int lookback = (int) Math.min(Integer.MAX_VALUE, WINDOWS_BACK * windowPanes);
        List<Double> equal = Collections.nCopies(plan.baseline().features().size(), 1.0);
        List<EvidenceSetting> all = new ArrayList<>();
        for (double panes : PANES) {
            all.add(new EvidenceSetting(false, new EvidenceSettings(panes, IMMATERIAL, lookback), equal));
        }
        return all;
    }

    /**
     * A model's own, where evidence decides for it.
     *
     * @param versions of the model with a baseline
     */
    public static Optional<EvidenceSetting> of(SketchPlan plan, DriftSettings drift, int versions) {
        List<Double> importance = plan.baseline().features().stream()
                .map(feature -> drift.weights().of(feature.name()))
                .toList();
        return drift.falseAlarms()
                .map(rule -> new EvidenceSetting(true, rule.evidence(drift.window(), versions), importance));
    }

    public double panesPerFalseAlarm() {
        return settings.panesPerFalseAlarm();
    }

    DriftEvidence start(SketchPlan plan) {
        return new DriftEvidence(
                plan,
                settings,
                importance.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
