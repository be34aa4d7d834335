package io.driftgate.feature;

import java.util.List;

/**
 * One feature of a schema.
 *
 * @param name as requests spell it
 * @param categories the values of an {@code ENUM}, distinct, in schema order; empty for other types
 * @param pointer RFC 6901 JSON pointer to the value in the body, for the {@code json} protocol; empty when the feature is the
 *     member of that name at the top of the body
 */
public record Feature(String name, FeatureType type, List<String> categories, String pointer) {
    public Feature {
        categories = List.copyOf(categories);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a feature needs a name");
        }
        if ((type == FeatureType.ENUM) == categories.isEmpty()) {
            throw new IllegalArgumentException(name + ": an enum needs categories, and only an enum has them");
        }
    }

    public Feature(String name, FeatureType type) {
        this(name, type, List.of(), "");
    }
}
