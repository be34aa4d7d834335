package io.driftgate.drift;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.TextDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** A pair weighs as the less important of its features. */
    public double of(PairDrift pair) {
        return Math.min(of(pair.first()), of(pair.second()));
    }

    double[] of(List<FeatureProfile> features) {
        return features.stream().mapToDouble(feature -> of(feature.name())).toArray();
    }

    /** By thresholds: the worst state of a feature or pair, DRIFT only where enough of them are. */
    public Verdict level(List<FeatureDrift> features, List<PairDrift> pairs) {
        Verdict level = Verdict.STABLE;
        for (FeatureDrift feature : features) {
            level = of(feature.feature()) > 0 && feature.state().compareTo(level) > 0 ? feature.state() : level;
        }
        for (PairDrift pair : pairs) {
            Verdict state = pair.statistics().state();
            level = of(pair) > 0 && state.compareTo(level) > 0 ? state : level;
        }
        return level == Verdict.DRIFT && !isEnough(features, pairs) ? Verdict.WARNING : level;
    }

    /** Whether the features in drift, and those of pairs in drift, weigh enough. */
    boolean isEnough(List<FeatureDrift> features, List<PairDrift> pairs) {
        Set<String> drifting = new HashSet<>();
        for (PairDrift pair : pairs) {
            if (pair.statistics().state() == Verdict.DRIFT && of(pair) > 0) {
                drifting.add(pair.first());
                drifting.add(pair.second());
            }
        }
        double drifted = 0;
        double all = 0;
        for (FeatureDrift feature : features) {
            double weight = of(feature.feature());
            all += weight;
            drifted += feature.state() == Verdict.DRIFT || drifting.contains(feature.feature()) ? weight : 0;
        }
        return drifted > 0 && drifted >= driftShare * all * (1 - 1e-9);
    }
}
