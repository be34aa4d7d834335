package io.driftgate.feature;

import java.util.List;
import java.util.Optional;

/**
 * One feature of a schema.
 *
 * @param name as requests spell it
 * @param categories the values of an {@code ENUM}, distinct, in schema order; empty for other types
 * @param element the type of a {@code LIST}'s elements, neither {@code LIST} nor {@code ENUM}; empty for other types
 * @param pointer RFC 6901 JSON pointer to the value in the body, for the {@code json} protocol; empty when the feature is the
 *     member of that name at the top of the body. For a list the token {@code *} stands for every element of an array:
 *     {@code /messages/*}{@code /role}
 */
public record Feature(
        String name, FeatureType type, List<String> categories, Optional<FeatureType> element, String pointer) {
    public Feature {
        categories = List.copyOf(categories);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a feature needs a name");
        }
        if ((type == FeatureType.ENUM) == categories.isEmpty()) {
            throw new IllegalArgumentException(name + ": an enum needs categories, and only an enum has them");
        }
        if ((type == FeatureType.LIST) != element.isPresent()) {
            throw new IllegalArgumentException(name + ": a list needs a type of elements, and only a list has one");
        }
    }

    public Feature(String name, FeatureType type, List<String> categories, String pointer) {
        this(name, type, categories, Optional.empty(), pointer);
    }

    public Feature(String name, FeatureType type) {
        this(name, type, List.of(), "");
    }

    public static Feature list(String name, FeatureType element, String pointer) {
        return new Feature(name, FeatureType.LIST, List.of(), Optional.of(element), pointer);
    }
}
