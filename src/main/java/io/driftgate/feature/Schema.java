package io.driftgate.feature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The features of one model version, in the order in which tensors without names carry them. Immutable. */
public final class Schema {
    private final List<Feature> features;
    private final Map<String, Feature> byName = new HashMap<>();

    public Schema(List<Feature> features) {
        this.features = List.copyOf(features);
        for (Feature feature : features) {
            if (byName.put(feature.name(), feature) != null) {
                throw new IllegalArgumentException("feature " + feature.name() + " stands twice in the schema");
            }
        }
    }

    public List<Feature> features() {
        return features;
    }

    public int size() {
        return features.size();
    }

    public Optional<Feature> feature(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
