package io.driftgate.fairness;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code models.<m>.fairness}.
 *
 * <pre>
 * fairness:
 *   favourable: {class: approved}            # or {atLeast: 0.5} or {atMost: 0.2} of the predicted number
 *   sensitive:
 *     gender: {groups: [f, m, x]}            # an enum has its categories, a bool false and true
 *     age: {cuts: [25, 60]}                  # a numeric feature: below 25, below 60, from 60
 *   minGroupRows: 100
 * </pre>
 */
public final class FairnessReader {
    private static final int MAX_FEATURES = 16;
    private static final int MIN_GROUP_ROWS = 100;

    private final Problems problems;
    private final String path;
    private final Function<String, Optional<Feature>> schema;

    /**
     * Makes a reader.
     *
     * @param path how messages call the mapping
     * @param schema finds a feature by its name
     */
    public FairnessReader(Problems problems, String path, Function<String, Optional<Feature>> schema) {
        this.problems = problems;
        this.path = path;
        this.schema = schema;
    }

    /** Empty when there was an error. */
    public Optional<FairnessSettings> read(YamlNode node) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        Optional<Favourable> favourable = fields.require("favourable", "such as {class: approved} or {atLeast: 0.5}")
                .flatMap(value -> favourable(value, fields.pathOf("favourable")));
        List<SensitiveFeature> sensitive = new ArrayList<>();
        Optional<YamlNode> named = fields.require("sensitive", "such as {gender: {groups: [f, m, x]}}");
        if (named.isPresent()) {
            Fields features = Fields.of(named.get(), problems, fields.pathOf("sensitive"));
            if (features.keys().isEmpty() || features.keys().size() > MAX_FEATURES) {
                problems.error(
                        named.get(), fields.pathOf("sensitive") + " must name 1 to " + MAX_FEATURES + " features");
            }
            for (String name : features.keys()) {
                features.mapping(name)
                        .flatMap(each -> feature(name, each, features.pathOf(name)))
                        .ifPresent(sensitive::add);
            }
        }
        int minGroupRows = fields.integer("minGroupRows", MIN_GROUP_ROWS, 1, 1_000_000_000);
        fields.reportUnknown();
        return problems.errorCount() == errorsBefore
                ? Optional.of(new FairnessSettings(sensitive, favourable.orElseThrow(), minGroupRows))
                : Optional.empty();
    }

    private Optional<Favourable> favourable(YamlNode node, String name) {
        Fields fields = Fields.of(node, problems, name);
        String label = fields.string("class", "");
        double atLeast = fields.number("atLeast", Double.NaN, -1e300, 1e300);
        double atMost = fields.number("atMost", Double.NaN, -1e300, 1e300);
        fields.reportUnknown();
        int given = (label.isEmpty() ? 0 : 1) + (Double.isNaN(atLeast) ? 0 : 1) + (Double.isNaN(atMost) ? 0 : 1);
        if (given != 1) {
            problems.error(node, name + " must be one of class, atLeast and atMost");
            return Optional.empty();
        }
        boolean above = !Double.isNaN(atLeast);
        return Optional.of(new Favourable(label, above ? atLeast : atMost, above));
    }

    private Optional<SensitiveFeature> feature(String name, Fields fields, String at) {
        List<String> groups = fields.strings("groups");
        List<Double> cuts = new ArrayList<>();
        for (String text : fields.strings("cuts")) {
            try {
                cuts.add(Double.parseDouble(text));
            } catch (NumberFormatException e) {
                cuts.add(Double.NaN);
            }
        }
        fields.reportUnknown();
        Optional<Feature> known = schema.apply(name);
        if (known.isEmpty()) {
            problems.error(fields.node(), at + ": no version's schema has a feature '" + name + "'");
            return Optional.empty();
        }
        FeatureType type = known.get().type();
        if (type == FeatureType.LIST) {
            problems.error(fields.node(), at + ": a list makes no groups");
            return Optional.empty();
        }
        if (type.isNumeric()) {
            if (cuts.isEmpty() || cuts.size() > SensitiveFeature.MAX_GROUPS || !areRising(cuts) || !groups.isEmpty()) {
                problems.error(
                        fields.node(),
                        at + ".cuts must be 1 to " + SensitiveFeature.MAX_GROUPS + " rising numbers, and nothing else",
                        "such as {cuts: [25, 60]}: a numeric feature needs to be told where its groups begin");
                return Optional.empty();
            }
            return Optional.of(new SensitiveFeature(name, type, List.of(), cuts));
        }
        if (groups.isEmpty()) {
            groups = type == FeatureType.BOOL
                    ? List.of("false", "true")
                    : known.get().categories();
        }
        if (groups.isEmpty()
                || groups.size() > SensitiveFeature.MAX_GROUPS
                || new HashSet<>(groups).size() != groups.size()
                || !cuts.isEmpty()) {
            problems.error(
                    fields.node(),
                    at + ".groups must be 1 to " + SensitiveFeature.MAX_GROUPS + " distinct values, and nothing else",
                    "all other values are one group more");
            return Optional.empty();
        }
        return Optional.of(new SensitiveFeature(name, type, groups, List.of()));
    }

    private static boolean areRising(List<Double> cuts) {
        for (int i = 0; i < cuts.size(); i++) {
            if (!Double.isFinite(cuts.get(i)) || (i > 0 && cuts.get(i) <= cuts.get(i - 1))) {
                return false;
            }
        }
        return true;
    }
}
