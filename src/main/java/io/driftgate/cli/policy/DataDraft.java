package io.driftgate.cli.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.pii.PiiFeatureNames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns what was seen of a file's columns into a first policy. Bounds are what was seen, made wider by a tenth of its span and
 * rounded outwards, but not across zero; shares of missing values are shadow rules, because the share of one request's few rows is
 * not that of a file. Stateless.
 */
final class DataDraft {
    private static final double WIDEN = 0.1;
    private static final MathContext DOWN = new MathContext(2, RoundingMode.FLOOR);
    private static final MathContext UP = new MathContext(2, RoundingMode.CEILING);

    private DataDraft() {}

    static PolicyDraft of(String file, List<ObservedColumn> columns) {
        PolicyDraft draft = new PolicyDraft();
        long rows = columns.isEmpty() ? 0 : columns.get(0).rows();
        draft.header(String.format(Locale.ROOT, "A first policy, from %,d rows of %s.", rows, file));
        draft.header("Every bound below was observed, not meant: read it, ask whoever knows the data, and change it.");
        draft.header("Remove columns that are no features of the model, such as its label.");
        Map<String, String> sample = new LinkedHashMap<>();
        for (ObservedColumn column : columns) {
            Feature feature = column.feature();
            draft.feature(feature, note(column));
            presence(draft, column);
            values(draft, column, feature);
            if (column.type().isPresent()) {
                sample.put(column.name(), sampleOf(column, feature));
            }
        }
        draft.rule("", "no-extras")
                .comment(
                        "Counts requests with features that are none of these columns; without shadow they are refused.")
                .put("enforcement", "shadow")
                .put("unknownFeatures", "deny");
        draft.sample("an ordinary row, of medians and usual values", sample);
        draft.sample("a row without any value", Map.of());
        return draft;
    }

    private static String note(ObservedColumn column) {
        if (column.type().isEmpty()) {
            return "never had a value: its type is a guess";
        }
        if (PiiFeatureNames.isPersonal(column.name())) {
            return "personal by its name: does the model need it?";
        }
        return column.hasLeadingZero() ? "digits with leading zeros: taken for text" : "";
    }

    private static void presence(PolicyDraft draft, ObservedColumn column) {
        double share = (double) column.missing() / column.rows();
        String seen = String.format(
                Locale.ROOT, "missing in %,d of %,d rows (%.2f %%)", column.missing(), column.rows(), 100 * share);
        if (column.missing() == 0) {
            draft.rule(column.name(), "present")
                    .comment("never missing in the data")
                    .put("feature", YamlText.of(column.name()))
                    .put("required", "true")
                    .put("notNull", "true");
        } else if (share < 1) {
            double limit = Math.min(0.99, Math.ceil(150 * share - 1e-9) / 100);
            draft.rule(column.name(), "missing-share")
                    .comment(seen + "; a shadow rule, because a request has few rows")
                    .put("enforcement", "shadow")
                    .put("feature", YamlText.of(column.name()))
                    .put("maxMissingShare", YamlText.of(limit));
        }
    }

    private static void values(PolicyDraft draft, ObservedColumn column, Feature feature) {
        switch (column.type().orElse(FeatureType.LIST)) {
            case INT, FLOAT -> numbers(draft, column, feature);
            case BOOL ->
                draft.rule(column.name(), "bool")
                        .comment("only true and false in the data")
                        .put("feature", YamlText.of(column.name()))
                        .put("type", "bool");
            case ENUM ->
                draft.rule(column.name(), "known")
                        .comment(feature.categories().size() + " different values in the data, the most frequent first")
                        .put("feature", YamlText.of(column.name()))
                        .put("in", YamlText.list(feature.categories()));
            case STRING ->
                draft.rule(column.name(), "length")
                        .comment(String.format(
                                Locale.ROOT,
                                "texts of %d to %d characters in the data; room for twice as many",
                                column.shortest(),
                                column.longest()))
                        .put("feature", YamlText.of(column.name()))
                        .put("length", "[" + Math.min(1, column.shortest()) + ", " + 2 * column.longest() + "]");
            case LIST -> {}
        }
    }

    private static void numbers(PolicyDraft draft, ObservedColumn column, Feature feature) {
        double[] quantiles = column.quantiles(0.01, 0.5, 0.99);
        PolicyDraft.Rule rule = draft.rule(column.name(), "range")
                .comment(String.format(
                        Locale.ROOT,
                        "observed %s to %s; 1 %% below %s, half below %s, 1 %% above %s",
                        YamlText.of(column.min()),
                        YamlText.of(column.max()),
                        YamlText.of(quantiles[0]),
                        YamlText.of(quantiles[1]),
                        YamlText.of(quantiles[2])))
                .put("feature", YamlText.of(column.name()));
        boolean whole = feature.type() == FeatureType.INT;
        if (whole) {
            rule.put("type", "int");
        }
        String low = bound(column.min(), column.max(), whole, false);
        String high = bound(column.min(), column.max(), whole, true);
        if (whole && column.min() == 0 && column.max() == 1) {
            rule.put("in", "[0, 1]");
        } else if (!low.equals("~") || !high.equals("~")) {
            rule.put("between", "[" + low + ", " + high + "]");
        } else if (!whole) {
            rule.put("type", "number");
        }
    }

    /** A bound beyond the observed one: JSON's numbers, of two digits where that is no narrower. */
    static String bound(double min, double max, boolean whole, boolean upper) {
        double observed = upper ? max : min;
        double span = max - min > 0 ? max - min : Math.abs(max);
        double wide = upper ? max + WIDEN * span : min - WIDEN * span;
        if (!Double.isFinite(wide)) {
            return "~";
        }
        // What never was negative is often something that can't be.
        if (upper ? observed <= 0 && wide > 0 : observed >= 0 && wide < 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(wide).round(upper ? UP : DOWN);
        if (whole) {
            rounded = rounded.setScale(0, upper ? RoundingMode.CEILING : RoundingMode.FLOOR);
        }
        return Double.isFinite(rounded.doubleValue()) ? YamlText.of(rounded.doubleValue()) : "~";
    }

    /** A value that is not taken from any row. */
    private static String sampleOf(ObservedColumn column, Feature feature) {
        return switch (feature.type()) {
            case INT -> YamlText.of(Math.rint(column.quantiles(0.5)[0]));
            case FLOAT -> YamlText.of(column.quantiles(0.5)[0]);
            case BOOL -> "true";
            case ENUM -> YamlText.of(feature.categories().get(0));
            default -> YamlText.of("x".repeat(Math.min(20, Math.max(1, column.shortest()))));
        };
    }
}
