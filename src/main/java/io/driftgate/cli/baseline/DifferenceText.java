package io.driftgate.cli.baseline;

import io.driftgate.drift.statistic.BaselineDifference;
import io.driftgate.drift.statistic.FeatureDifference;
import io.driftgate.drift.statistic.FeatureDifference.Range;
import io.driftgate.drift.statistic.FeatureStatistics.Share;
import io.driftgate.drift.statistic.FeatureStatistics.Shares;
import io.driftgate.drift.statistic.PairDifference;
import io.driftgate.sketch.Baseline;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A difference of baselines as a table. */
final class DifferenceText {
    private static final String NONE = "-";
    private static final int MAX_PAIRS = 20;

    private DifferenceText() {}

    static String write(Baseline first, Baseline second, BaselineDifference difference) {
        StringBuilder out = new StringBuilder();
        source(out, "A", first);
        source(out, "B", second);
        difference
                .removed()
                .forEach(feature -> line(
                        out,
                        "only in A: %s (%s)",
                        feature.name(),
                        feature.type().label()));
        difference
                .added()
                .forEach(feature -> line(
                        out,
                        "only in B: %s (%s)",
                        feature.name(),
                        feature.type().label()));
        difference
                .retyped()
                .forEach(feature -> line(
                        out,
                        "retyped: %s, %s -> %s",
                        feature.name(),
                        feature.first().label(),
                        feature.second().label()));
        if (difference.features().isEmpty()) {
            return out.toString();
        }
        TextTable table = new TextTable();
        table.row(List.of(
                "feature",
                "psi",
                "js",
                "ks",
                "wasserstein",
                "in sd of A",
                "missing A > B",
                "zero A > B",
                "below A",
                "above A"));
        for (FeatureDifference feature : difference.features()) {
            Shares shares = feature.statistics().shares().orElseThrow();
            table.row(List.of(
                    Shown.shortened(feature.first().name()),
                    figure(Optional.of(feature.psi())),
                    figure(Optional.of(feature.jensenShannon())),
                    figure(feature.kolmogorov()),
                    figure(feature.wasserstein()),
                    deviations(feature.wassersteinDeviations()),
                    both(Optional.of(shares.missing())),
                    both(shares.zero()),
                    second(shares.below()),
                    second(shares.above())));
        }
        out.append('\n').append(table.render());
        pairs(out, difference.pairs());
        return out.toString();
    }

    private static void pairs(StringBuilder out, List<PairDifference> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        out.append('\n');
        line(
                out,
                "%d pairs, the largest change of how strongly both go together first; from -1 to 1 of two numbers,"
                        + " else from 0",
                pairs.size());
        TextTable table = new TextTable();
        table.row(List.of("pair", "A", "B", "change"));
        for (PairDifference pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
            boolean both = pair.first().isPresent() && pair.second().isPresent();
            table.row(List.of(
                    Shown.printable(pair.name()),
                    strength(pair.first()),
                    strength(pair.second()),
                    both ? strength(OptionalDouble.of(pair.change())) : NONE));
        }
        out.append(table.render());
        if (pairs.size() > MAX_PAIRS) {
            line(out, "and %d more; --json has all", pairs.size() - MAX_PAIRS);
        }
    }

    private static String strength(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : NONE;
    }

    private static void source(StringBuilder out, String letter, Baseline baseline) {
        line(
                out,
                "%s: %s of %s, %s",
                letter,
                Shown.count(baseline.rows(), "row"),
                Shown.printable(baseline.dataName()),
                Shown.count(baseline.features().size(), "feature"));
    }

    private static void line(StringBuilder out, String format, Object... arguments) {
        out.append(Shown.printable(String.format(Locale.ROOT, format, arguments)))
                .append('\n');
    }

    private static String figure(Optional<Range> range) {
        return range.map(found -> (found.isExact() ? "" : "~") + decimal(found.value()))
                .orElse(NONE);
    }

    private static String decimal(double value) {
        return value < 1000 ? String.format(Locale.ROOT, "%.3f", value) : Shown.number(value);
    }

    private static String deviations(OptionalDouble value) {
        return value.isPresent() ? decimal(value.getAsDouble()) : NONE;
    }

    private static String both(Optional<Share> share) {
        return share.map(found -> Shown.percent(found.baseline()) + " > " + Shown.percent(found.window()))
                .orElse(NONE);
    }

    private static String second(Optional<Share> share) {
        return share.map(found -> Shown.percent(found.window())).orElse(NONE);
    }
}
