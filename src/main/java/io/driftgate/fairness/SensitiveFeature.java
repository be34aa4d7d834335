package io.driftgate.fairness;

import io.driftgate.feature.FeatureType;
import java.util.List;

/**
 * A feature whose values make groups.
 *
 * @param type {@code STRING} or {@code ENUM} by {@code groups}, {@code BOOL} by false and true, a numeric one by {@code cuts}
 * @param groups the values with a group of their own; all others are one group more
 * @param cuts rising; a value that equals one is of the group above it
 */
public record SensitiveFeature(String name, FeatureType type, List<String> groups, List<Double> cuts) {
    /** Groups that a feature may have, the one of all other values not counted. */
    public static final int MAX_GROUPS = 32;

    public SensitiveFeature {
        groups = List.copyOf(groups);
        cuts = List.copyOf(cuts);
    }

    /** Number of groups. */
    int size() {
        return type.isNumeric() ? cuts.size() + 1 : groups.size() + 1;
    }
}
