package io.driftgate.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import java.util.List;
import java.util.Locale;

/**
 * What conditions are about.
 *
 * @param name as the policy names it
 * @param type which conditions make sense for it
 * @param element the type of a list's elements; that of the subject itself when it is no list
 * @param categories of an enum; empty otherwise
 * @param record of {@link PolicyInput}'s, -1 for a header
 * @param slot in that record, -1 for a header
 */
record Subject(
        Kind kind, String name, FeatureType type, FeatureType element, List<String> categories, int record, int slot) {
    enum Kind {
        FEATURE,
        PREDICTION,
        ATTRIBUTION,
        HEADER,
        /** Each element of a list. */
        ELEMENT
    }

    static Subject ofFeature(Feature feature, int slot) {
        return ofSlot(Kind.FEATURE, feature, PolicyInput.FEATURES, slot);
    }

    static Subject ofPrediction(Feature field, int slot) {
        return ofSlot(Kind.PREDICTION, field, PolicyInput.PREDICTION, slot);
    }

    static Subject ofAttribution(String feature, int slot) {
        return ofSlot(Kind.ATTRIBUTION, new Feature(feature, FeatureType.FLOAT), PolicyInput.ATTRIBUTIONS, slot);
    }

    static Subject ofHeader(String name) {
        return new Subject(Kind.HEADER, name, FeatureType.STRING, FeatureType.STRING, List.of(), -1, -1);
    }

    private static Subject ofSlot(Kind kind, Feature feature, int record, int slot) {
        FeatureType element = feature.element().orElse(feature.type());
        return new Subject(kind, feature.name(), feature.type(), element, feature.categories(), record, slot);
    }

    /** What conditions below {@code items} are about. */
    Subject elements() {
        return new Subject(Kind.ELEMENT, name, element, element, List.of(), record, slot);
    }

    /** Whether it is part of a model server's answer, which holds it or doesn't. */
    boolean isAnswer() {
        return kind == Kind.PREDICTION || kind == Kind.ATTRIBUTION;
    }

    boolean isText() {
        return type == FeatureType.STRING || type == FeatureType.ENUM;
    }

    /** As messages call it: {@code feature 'age'}. */
    String label() {
        return kind == Kind.ELEMENT
                ? "an element of '" + name + "'"
                : kind.name().toLowerCase(Locale.ROOT) + " '" + name + "'";
    }

    /** Where it stands when it isn't in a row. */
    boolean isHeader() {
        return kind == Kind.HEADER;
    }
}
