package io.driftgate.drift.statistic;

import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What changed from one baseline to another.
 *
 * @param added features that only the second has, in its order
 * @param removed features that only the first has, in its order
 * @param retyped features whose type differs; they are among {@code features} too unless one is a number and the other none
 * @param features by PSI, largest first
 * @param pairs those that either counts, the largest change first
 */
public record BaselineDifference(
        List<FeatureProfile> added,
        List<FeatureProfile> removed,
        List<Retyped> retyped,
        List<FeatureDifference> features,
        List<PairDifference> pairs) {

    /** A feature of another type. */
    public record Retyped(String name, FeatureType first, FeatureType second) {}

    public BaselineDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        retyped = List.copyOf(retyped);
        features = List.copyOf(features);
        pairs = List.copyOf(pairs);
    }

    /** Compares two baselines. */
    public static BaselineDifference of(Baseline first, Baseline second) {
        List<FeatureProfile> added = new ArrayList<>();
        List<FeatureProfile> removed = new ArrayList<>();
        List<Retyped> retyped = new ArrayList<>();
        List<FeatureDifference> features = new ArrayList<>();
        for (FeatureProfile feature : second.features()) {
            if (first.feature(feature.name()).isEmpty()) {
                added.add(feature);
            }
        }
        for (FeatureProfile feature : first.features()) {
            Optional<FeatureProfile> other = second.feature(feature.name());
            if (other.isEmpty()) {
                removed.add(feature);
                continue;
            }
            FeatureType type = other.get().type();
            if (feature.type() != type) {
                retyped.add(new Retyped(feature.name(), feature.type(), type));
            }
            if (feature.type().isNumeric() == type.isNumeric()) {
                features.add(FeatureDifference.of(feature, other.get()));
            }
        }
        features.sort(Comparator.comparingDouble(
                (FeatureDifference feature) -> -feature.psi().value()));
        return new BaselineDifference(added, removed, retyped, features, PairDifference.between(first, second));
    }
}
