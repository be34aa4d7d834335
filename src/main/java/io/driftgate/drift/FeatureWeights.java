package io.driftgate.drift;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.TextDescriptor;
import java.util.List;
import java.util.Map;

/**
 * How much each feature counts.
 *
 * @param importance by feature, 0 or more; 1 where it says nothing. A feature of 0 is shown and decides nothing. What is derived
 *     from a text weighs as the text does
 * @param driftShare the features that are in drift must weigh at least this share of all, 0 to 1, for the model to be; 0: any one
 */
public record FeatureWeights(Map<String, Double> importance, double driftShare) {
    public static final FeatureWeights EQUAL = new FeatureWeights(Map.of(), 0);

    public FeatureWeights {
        importance = Map.copyOf(importance);
    }

    public double of(String feature) {
        Double own = importance.get(feature);
        return own != null
                ? own
                : TextDescriptor.of(feature)
                        .map(descriptor -> importance.getOrDefault(descriptor.featureOf(feature), 1.0))
                        .orElse(1.0);
    }

    double[] of(List<FeatureProfile> features) {
        return features.stream().mapToDouble(feature -> of(feature.name())).toArray();
    }

    /** Whether features that weigh {@code drifted} of {@code all} together are enough. */
    boolean isEnough(double drifted, double all) {
        return drifted > 0 && drifted >= driftShare * all * (1 - 1e-9);
    }

    /** By thresholds: the worst feature's state, DRIFT only where enough of them are. */
    public Verdict level(List<FeatureDrift> features) {
        Verdict level = Verdict.STABLE;
        double drifting = 0;
        double all = 0;
        for (FeatureDrift feature : features) {
            double weight = of(feature.feature());
            if (weight > 0) {
                level = feature.state().compareTo(level) > 0 ? feature.state() : level;
                drifting += feature.state() == Verdict.DRIFT ? weight : 0;
                all += weight;
            }
        }
        return level == Verdict.DRIFT && !isEnough(drifting, all) ? Verdict.WARNING : level;
    }
}
