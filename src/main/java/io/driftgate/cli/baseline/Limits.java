package io.driftgate.cli.baseline;

import io.driftgate.drift.statistic.BaselineDifference;
import io.driftgate.drift.statistic.FeatureDifference;
import io.driftgate.drift.statistic.FeatureDifference.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Which changes are too large. Immutable. */
final class Limits {
    static final List<String> MEASURES = List.of("psi", "js", "ks", "wasserstein");

    private final Map<String, Double> limits;

    /**
     * Prepares.
     *
     * @param limits by measure
     */
    Limits(Map<String, Double> limits) {
        this.limits = new TreeMap<>(limits);
    }

    /** A line for every change beyond a limit; none without limits. */
    List<String> beyond(BaselineDifference difference) {
        List<String> lines = new ArrayList<>();
        if (limits.isEmpty()) {
            return lines;
        }
        difference.removed().forEach(feature -> lines.add(Shown.printable(feature.name()) + ": only in the first"));
        difference.added().forEach(feature -> lines.add(Shown.printable(feature.name()) + ": only in the second"));
        difference
                .retyped()
                .forEach(feature -> lines.add(Shown.printable(feature.name()) + ": "
                        + feature.second().label() + ", was " + feature.first().label()));
        for (FeatureDifference feature : difference.features()) {
            limits.forEach((measure, limit) -> {
                OptionalDouble value = value(feature, measure);
                if (value.isPresent() && value.getAsDouble() > limit) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "%s: %s %s is beyond %s",
                            Shown.printable(feature.first().name()),
                            measure,
                            Shown.number(value.getAsDouble()),
                            Shown.number(limit)));
                }
            });
        }
        return lines;
    }

    private static OptionalDouble value(FeatureDifference feature, String measure) {
        return switch (measure) {
            case "psi" -> OptionalDouble.of(feature.psi().value());
            case "js" -> OptionalDouble.of(feature.jensenShannon().value());
            case "ks" ->
                feature.kolmogorov().map(Range::value).map(OptionalDouble::of).orElse(OptionalDouble.empty());
            default -> deviations(feature);
        };
    }

    /** A constant that moved did so by more than any number of its standard deviations. */
    private static OptionalDouble deviations(FeatureDifference feature) {
        boolean moved =
                feature.wasserstein().isPresent() && feature.wasserstein().get().value() > 0;
        return feature.wassersteinDeviations().isEmpty() && moved
                ? OptionalDouble.of(Double.POSITIVE_INFINITY)
                : feature.wassersteinDeviations();
    }
}
