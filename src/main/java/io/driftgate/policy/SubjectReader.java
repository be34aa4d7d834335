package io.driftgate.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a rule or a guard is about: the value of {@code feature}, {@code prediction}, {@code attribution} or {@code header}. */
final class SubjectReader {
    /** Those that stand in a row or in the headers, and that conditions are stated about. */
    static final List<String> VALUES = List.of("feature", "prediction", "attribution", "header");

    /** RFC 9110's token, in lower case. */
    private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,256}");

    private final Schema schema;
    private final FeatureIndex index;
    private final Problems problems;

    SubjectReader(Schema schema, FeatureIndex index, Problems problems) {
        this.schema = schema;
        this.index = index;
        this.problems = problems;
    }

    /** @param key one of {@link #VALUES} that {@code fields} has */
    Optional<Subject> read(Fields fields, String key, Phase phase) {
        if (fields.get(key).isEmpty()) {
            problems.error(fields.node(), fields.pathOf(key) + " has no value", "name the " + key);
            return Optional.empty();
        }
        YamlNode at = fields.get(key).get();
        Optional<String> name = fields.string(key);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        boolean isAnswer = key.equals("prediction") || key.equals("attribution");
        if (isAnswer && phase == Phase.REQUEST) {
            problems.error(
                    at,
                    fields.pathOf(key) + " is there only when the model has answered",
                    "write phase: response in the rule");
            return Optional.empty();
        }
        return switch (key) {
            case "feature" -> feature(fields, at, name.get());
            case "prediction" -> prediction(at, name.get());
            case "attribution" -> attribution(at, name.get());
            default -> header(fields, at, name.get());
        };
    }

    private Optional<Subject> feature(Fields fields, YamlNode at, String name) {
        int slot = index.slotOf(name);
        Optional<Feature> feature = schema.feature(name);
        boolean forbids = fields.string("forbidden").filter("true"::equals).isPresent();
        if (feature.isEmpty() && (!forbids || slot == FeatureIndex.UNKNOWN)) {
            problems.error(at, "the schema has no feature '" + name + "'", missingFeatureHint(name, slot, forbids));
            return Optional.empty();
        }
        if (slot == FeatureIndex.UNKNOWN) {
            throw new IllegalArgumentException("the index has no slot for " + name + " of the schema");
        }
        // What only another version has is of whatever type there; here nothing but forbidden is said about it.
        return Optional.of(Subject.ofFeature(feature.orElseGet(() -> new Feature(name, FeatureType.STRING)), slot));
    }

    private Optional<Subject> prediction(YamlNode at, String name) {
        Optional<Feature> field = PredictionFields.SCHEMA.feature(name);
        if (field.isEmpty()) {
            problems.error(at, "a prediction has no '" + name + "'", hint(name, PredictionFields.SCHEMA, "it has"));
            return Optional.empty();
        }
        return Optional.of(Subject.ofPrediction(field.get(), PredictionFields.INDEX.slotOf(name)));
    }

    private Optional<Subject> attribution(YamlNode at, String name) {
        if (schema.feature(name).isEmpty()) {
            problems.error(
                    at,
                    "the schema has no feature '" + name + "' that could have an attribution",
                    hint(name, schema, "features"));
            return Optional.empty();
        }
        return Optional.of(Subject.ofAttribution(name, index.slotOf(name)));
    }

    private Optional<Subject> header(Fields fields, YamlNode at, String name) {
        if (HEADER.matcher(name).matches()) {
            return Optional.of(Subject.ofHeader(name));
        }
        String lower = name.toLowerCase(Locale.ROOT);
        problems.error(
                at,
                fields.pathOf("header") + " must be the name of a header in lower case",
                HEADER.matcher(lower).matches()
                        ? "write " + lower + "; it stands for every spelling"
                        : "such as x-tier");
        return Optional.empty();
    }

    private String missingFeatureHint(String name, int slot, boolean forbids) {
        if (forbids) {
            return "forbidden keeps a feature that another version takes from this one; a rule with"
                    + " unknownFeatures: deny refuses what no version knows";
        }
        if (slot != FeatureIndex.UNKNOWN) {
            return "only another version of the model has it; here it can be forbidden";
        }
        return hint(name, schema, "features");
    }

    private static String hint(String name, Schema known, String what) {
        List<String> names = known.features().stream().map(Feature::name).toList();
        return Spelling.hint(
                name,
                names,
                names.isEmpty()
                        ? "the schema is empty"
                        : what + ": " + String.join(", ", names.subList(0, Math.min(names.size(), 20)))
                                + (names.size() > 20 ? ", ..." : ""));
    }
}
