package io.driftgate.cli.baseline;

import io.driftgate.drift.statistic.PairStatistics;
import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/**
 * Draws a baseline as text. A number's quantile bins all hold about the same, so they say nothing by their height: the rows
 * are spread evenly over each bin and drawn in columns of equal width, between the 1 % and the 99 % quantile; the columns at
 * both ends also hold what lies beyond. One thread.
 */
final class BaselineDrawing {
    private static final int MAX_COLUMNS = 64;
    private static final int MAX_VALUES = 12;
    private static final int ROWS = 4;
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " .:-=+*%#";

    private static final int MAX_PAIRS = 20;

    private final int width;
    private final boolean ascii;
    private final StringBuilder out = new StringBuilder();

    BaselineDrawing(int width, boolean ascii) {
        this.width = width;
        this.ascii = ascii;
    }

    String draw(Baseline baseline) {
        line(
                "%s of %s, %s",
                Shown.count(baseline.rows(), "row"),
                Shown.printable(baseline.dataName()),
                Shown.count(baseline.features().size(), "feature"));
        line("data sha256 %s", baseline.dataSha256());
        baseline.learned()
                .ifPresent(learned -> line(
                        "learned from live traffic from %s until %s; it never reroutes",
                        learned.from(), learned.until()));
        baseline.trainedAt().ifPresent(time -> line("trained at %s", time));
        line(
                "built by %s%s",
                Shown.printable(baseline.tool()),
                baseline.builtAt().map(time -> " at " + time).orElse(""));
        for (FeatureProfile feature : baseline.features()) {
            line("");
            line(
                    "%s  %s, missing %s",
                    Shown.printable(feature.name()),
                    feature.type().label(),
                    Shown.percent((double) feature.count(FeatureProfile.MISSING) / feature.rows()));
            if (feature instanceof NumericProfile numeric) {
                numeric(numeric);
            } else if (feature instanceof CategoricalProfile categorical) {
                categorical(categorical);
            }
        }
        pairs(baseline);
        return out.toString();
    }

    private void pairs(Baseline baseline) {
        if (baseline.pairs().isEmpty()) {
            return;
        }
        line("");
        line(
                "%s over %s, those that go together most first; from -1 to 1 of two numbers, else from 0",
                Shown.count(baseline.pairs().size(), "pair"),
                Shown.count(baseline.pairs().get(0).rows(), "row"));
        baseline.pairs().stream()
                .map(pair -> Map.entry(pair.name(), new PairStatistics(pair, 0).trained()))
                .sorted(Comparator.comparingDouble(pair -> -Math.abs(pair.getValue())))
                .limit(MAX_PAIRS)
                .forEach(pair -> line("  %6s  %s", association(pair.getValue()), Shown.printable(pair.getKey())));
        if (baseline.pairs().size() > MAX_PAIRS) {
            line("  and %d more; --json has all", baseline.pairs().size() - MAX_PAIRS);
        }
    }

    /** A dash where one of both does not vary. */
    private static String association(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void numeric(NumericProfile profile) {
        if (!profile.summary().hasValues()) {
            line("  no values");
            return;
        }
        double max = profile.max();
        if (profile.min() == max) {
            line("  always %s", Shown.number(max));
            return;
        }
        double[] heights = heights(profile, quantile(profile, 0.01), quantile(profile, 0.99));
        double highest = 0;
        for (double height : heights) {
            highest = Math.max(highest, height);
        }
        String levels = ascii ? ASCII : BLOCKS;
        int steps = levels.length() - 1;
        for (int row = ROWS - 1; row >= 0; row--) {
            StringBuilder bars = new StringBuilder("  |");
            for (double height : heights) {
                int filled = (int) Math.ceil(height / highest * ROWS * steps) - row * steps;
                bars.append(levels.charAt(Math.max(0, Math.min(steps, filled))));
            }
            out.append(bars).append("|\n");
        }
        line(
                "  mean %s  sd %s  zero %s  mode %s",
                Shown.number(profile.summary().mean()),
                Shown.number(profile.summary().standardDeviation()),
                Shown.percent((double) profile.count(profile.zeroBin()) / profile.rows()),
                mode(profile));
        line(
                "  min %s  1%% %s  25%% %s  median %s  75%% %s  99%% %s  max %s",
                Shown.number(profile.min()),
                Shown.number(quantile(profile, 0.01)),
                Shown.number(quantile(profile, 0.25)),
                Shown.number(quantile(profile, 0.5)),
                Shown.number(quantile(profile, 0.75)),
                Shown.number(quantile(profile, 0.99)),
                Shown.number(max));
    }

    private static String mode(NumericProfile profile) {
        int i = profile.modeBin() - NumericProfile.FIRST;
        double upper = profile.type() == FeatureType.INT ? Math.floor(profile.upper(i)) : profile.upper(i);
        String values = profile.isSingle(i)
                ? Shown.number(upper)
                : Shown.number(Math.max(profile.min(), profile.lower(i))) + " to " + Shown.number(upper);
        return values + ", " + Shown.percent((double) profile.inRangeCount(i) / profile.rows());
    }

    private double[] heights(NumericProfile profile, double from, double to) {
        double[] heights = new double[Math.min(MAX_COLUMNS, width - 4)];
        for (int i = 0; i < profile.inRange(); i++) {
            if (profile.inRangeCount(i) == 0) {
                continue;
            }
            double lower = Math.max(profile.min(), profile.lower(i));
            double upper = profile.upper(i);
            double count = profile.inRangeCount(i);
            int first = column(lower, from, to, heights.length);
            int last = column(upper, from, to, heights.length);
            // A bin counts its upper edge and not its lower one, so whole numbers are drawn where they are.
            boolean point = profile.isSingle(i) || lower == upper;
            for (int column = point ? last : first; column <= last; column++) {
                double left = column == first ? lower : from + (to - from) * column / heights.length;
                double right = column == last ? upper : from + (to - from) * (column + 1) / heights.length;
                double share = point || first == last ? 1 : (right - left) / (upper - lower);
                heights[column] += count * share;
            }
        }
        return heights;
    }

    private static int column(double value, double from, double to, int columns) {
        if (to <= from) {
            return value <= from ? 0 : columns - 1;
        }
        return (int) Math.max(0, Math.min(columns - 1, Math.floor((value - from) / (to - from) * columns)));
    }

    private static double quantile(NumericProfile profile, double share) {
        double wanted = share * (profile.rows() - profile.count(FeatureProfile.MISSING));
        long sum = 0;
        for (int i = 0; i < profile.inRange(); i++) {
            sum += profile.inRangeCount(i);
            if (sum >= wanted && sum > 0) {
                // The largest whole number of a bin that ends just below zero is -1.
                return profile.type() == FeatureType.INT ? Math.floor(profile.upper(i)) : profile.upper(i);
            }
        }
        return profile.max();
    }

    private void categorical(CategoricalProfile profile) {
        long most = Math.max(1, profile.count(CategoricalProfile.OTHER));
        long rest = 0;
        int label = "(other)".length();
        for (int i = 0; i < profile.values().size(); i++) {
            long count = profile.count(CategoricalProfile.FIRST + i);
            most = Math.max(most, count);
            if (i < MAX_VALUES) {
                label = Math.max(label, Shown.shortened(profile.values().get(i)).length());
            } else {
                rest += count;
            }
        }
        for (int i = 0; i < Math.min(MAX_VALUES, profile.values().size()); i++) {
            bar(
                    Shown.shortened(profile.values().get(i)),
                    profile.count(CategoricalProfile.FIRST + i),
                    most,
                    label,
                    profile);
        }
        if (profile.values().size() > MAX_VALUES) {
            line(
                    "  %d more values  %s",
                    profile.values().size() - MAX_VALUES, Shown.percent((double) rest / profile.rows()));
        }
        if (profile.count(CategoricalProfile.OTHER) > 0) {
            bar("(other)", profile.count(CategoricalProfile.OTHER), most, label, profile);
        }
    }

    private void bar(String label, long count, long most, int labelWidth, CategoricalProfile profile) {
        int room = Math.max(1, Math.min(MAX_COLUMNS, width - labelWidth - 14));
        int length = (int) Math.ceil((double) count / most * room);
        line(
                "  %-" + labelWidth + "s  %s %s",
                label,
                (ascii ? "#" : "█").repeat(length),
                Shown.percent((double) count / profile.rows()));
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
