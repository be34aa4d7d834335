package io.driftgate.canary;

import io.driftgate.canary.CanaryPlan.Series;
import io.driftgate.sketch.PaneCounts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The evidence that a canary is worse than stable, pane after pane: an e-value that with probability {@link CanarySettings#falseAborts} at most ever
 * reaches its threshold while the canary is as good, however often it is looked at. The mean of one e-value for each measure. Owned by one
 * thread.
 *
 * <pre>
 * errors, violations   the share of yes
 * latency              the share of answers that take longer than the stable version's median, 90 % and 99 %, the canary's by the tolerance longer
 * predictions          the share of numbers above and below five quantiles of the stable version's; the share of each place of labels, more and less
 * </pre>
 */
public final class CanaryEvidence {
    private static final double[] LATENCY_QUANTILES = {0.5, 0.9, 0.99};
    private static final double[] VALUE_QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95};

    /** Values of earlier panes that quantiles need. */
    private static final double MIN_HISTORY = 100;

    /** What is thought of a share before it is seen, and for how many requests that counts. */
    private static final double PRIOR_SHARE = 0.01;

    private static final double PRIOR_REQUESTS = 20;
    private static final double KEEP = 0.99;

    /** Of what aborts, so much a single pane may say of latency or predictions: a moment's pause does not decide. */
    private static final double MOST_OF_A_PANE = 0.75;

    private final CanarySettings settings;
    private final double threshold;
    private final Wager.Starts starts;
    private final Map<Series, Resemblance> resemblances = new EnumMap<>(Series.class);
    private final Map<Measure, Double> carried = new EnumMap<>(Measure.class);

    private final Share errors = new Share(Series.ERRORS);
    private final Share violations = new Share(Series.VIOLATIONS);
    private final History latencies = new History(CanaryPlan.FIRST_LATENCY, CanaryPlan.LATENCY_BINS.bins());
    private final Wager[] latencyWagers = wagers(LATENCY_QUANTILES.length);
    private final History values = new History(CanaryPlan.FIRST_VALUE, CanaryPlan.VALUE_BINS.bins());
    private final Wager[] aboveWagers = wagers(VALUE_QUANTILES.length);
    private final Wager[] belowWagers = wagers(VALUE_QUANTILES.length);
    private final History labels = new History(CanaryPlan.FIRST_LABEL, CanaryPlan.LABELS);
    private final Wager[] moreWagers = wagers(CanaryPlan.LABELS);
    private final Wager[] lessWagers = wagers(CanaryPlan.LABELS);

    /** In either, in an earlier pane. */
    private final boolean[] seen = new boolean[CanaryPlan.LABELS];

    private PaneCounts allOfStable;
    private PaneCounts allOfCanary;

    /** One yes-or-no series. */
    private static final class Share {
        private final Series series;
        private final Wager wager = new Wager();
        private double yes = PRIOR_SHARE * PRIOR_REQUESTS;
        private double all = PRIOR_REQUESTS;

        private Share(Series series) {
            this.series = series;
        }
    }

    /**
     * Begins.
     *
     * @param carried natural logarithms of what an earlier process had found in the same rollout; absent is 0
     */
    public CanaryEvidence(CanarySettings settings, Map<Measure, Double> carried) {
        this.settings = settings;
        this.threshold = -Math.log(settings.falseAborts());
        this.starts = new Wager.Starts(settings.plannedPanes());
        this.carried.putAll(carried);
        for (Series series : Series.values()) {
            resemblances.put(series, new Resemblance(series));
        }
    }

    private static Wager[] wagers(int count) {
        Wager[] wagers = new Wager[count];
        for (int i = 0; i < count; i++) {
            wagers[i] = new Wager();
        }
        return wagers;
    }

    /** Takes a pane of both and says what all so far say. */
    public CanaryReport endPane(PaneCounts stable, PaneCounts canary) {
        allOfStable = allOfStable == null ? stable : allOfStable.plus(stable);
        allOfCanary = allOfCanary == null ? canary : allOfCanary.plus(canary);
        if (stable.requests() > 0 && canary.requests() > 0) {
            bet(stable, canary);
        }
        return report();
    }

    private void bet(PaneCounts stable, PaneCounts canary) {
        starts.next();
        resemblances.values().forEach(each -> each.add(stable, canary));
        share(errors, stable, canary, settings.tolerance().errors());
        share(violations, stable, canary, settings.tolerance().violations());
        latency(stable, canary);
        values(stable, canary);
        labels(stable, canary);
    }

    private void share(Share share, PaneCounts stable, PaneCounts canary, double tolerance) {
        double count = CanaryPlan.count(stable, share.series);
        double yes = CanaryPlan.sum(stable, share.series);
        share.wager.add(
                count,
                yes,
                CanaryPlan.count(canary, share.series),
                CanaryPlan.sum(canary, share.series),
                share.yes / share.all,
                tolerance,
                Double.POSITIVE_INFINITY,
                starts);
        share.yes = PRIOR_SHARE + KEEP * share.yes + yes;
        share.all = 1 + KEEP * share.all + count;
    }

    private void latency(PaneCounts stable, PaneCounts canary) {
        boolean known = latencies.total() >= MIN_HISTORY;
        double stableCount = latencies.of(stable);
        double canaryCount = latencies.of(canary);
        for (int i = 0; i < LATENCY_QUANTILES.length; i++) {
            if (!known) {
                latencyWagers[i].pass(starts);
                continue;
            }
            int from = latencies.above(LATENCY_QUANTILES[i]);
            latencyWagers[i].add(
                    stableCount,
                    latencies.from(stable, from),
                    canaryCount,
                    latencies.from(canary, longer(from)),
                    latencies.from(from),
                    0,
                    mostOfAPane(),
                    starts);
        }
        latencies.add(stable);
    }

    /** The first bin whose values are all longer than the least of the given one, by the tolerance. */
    private int longer(int bin) {
        int bins = CanaryPlan.LATENCY_BINS.bins();
        double least = settings.tolerance().latency() * CanaryPlan.LATENCY_BINS.edge(bin);
        int longer = bin;
        while (longer < bins && CanaryPlan.LATENCY_BINS.edge(longer) < least) {
            longer++;
        }
        return longer;
    }

    private void values(PaneCounts stable, PaneCounts canary) {
        boolean known = values.total() >= MIN_HISTORY;
        double stableCount = values.of(stable);
        double canaryCount = values.of(canary);
        for (int i = 0; i < VALUE_QUANTILES.length; i++) {
            if (!known) {
                aboveWagers[i].pass(starts);
                belowWagers[i].pass(starts);
                continue;
            }
            int above = values.above(VALUE_QUANTILES[i]);
            predictions(
                    aboveWagers[i],
                    stableCount,
                    values.from(stable, above),
                    canaryCount,
                    values.from(canary, above),
                    values.from(above));
            int below = values.below(VALUE_QUANTILES[i]);
            predictions(
                    belowWagers[i],
                    stableCount,
                    stableCount - values.from(stable, below),
                    canaryCount,
                    canaryCount - values.from(canary, below),
                    1 - values.from(below));
        }
        values.add(stable);
    }

    private void labels(PaneCounts stable, PaneCounts canary) {
        boolean known = labels.total() >= MIN_HISTORY;
        double stableCount = labels.of(stable);
        double canaryCount = labels.of(canary);
        for (int place = 0; place < CanaryPlan.LABELS; place++) {
            if (!known || !seen[place]) {
                moreWagers[place].pass(starts);
                lessWagers[place].pass(starts);
                continue;
            }
            double inStable = stable.count(CanaryPlan.FIRST_LABEL + place);
            double inCanary = canary.count(CanaryPlan.FIRST_LABEL + place);
            double share = labels.share(place);
            predictions(moreWagers[place], stableCount, inStable, canaryCount, inCanary, share);
            predictions(
                    lessWagers[place],
                    stableCount,
                    stableCount - inStable,
                    canaryCount,
                    canaryCount - inCanary,
                    1 - share);
        }
        labels.add(stable);
        for (int place = 0; place < CanaryPlan.LABELS; place++) {
            seen[place] |=
                    stable.count(CanaryPlan.FIRST_LABEL + place) + canary.count(CanaryPlan.FIRST_LABEL + place) > 0;
        }
    }

    private void predictions(
            Wager wager, double stableCount, double stableYes, double canaryCount, double canaryYes, double a) {
        wager.add(
                stableCount,
                stableYes,
                canaryCount,
                canaryYes,
                a,
                settings.tolerance().predictions(),
                mostOfAPane(),
                starts);
    }

    private double dispersion(Series series) {
        return resemblances.get(series).factor();
    }

    private double mostOfAPane() {
        return MOST_OF_A_PANE * (threshold + Math.log(Measure.values().length));
    }

    // ---- saying it

    private CanaryReport report() {
        List<MeasureReport> measures = new ArrayList<>();
        double sum = 0;
        for (Measure measure : Measure.values()) {
            double logE = Math.log(Math.max(Double.MIN_NORMAL, value(measure))) + carried.getOrDefault(measure, 0.0);
            sum += Math.exp(Math.min(700, logE)) / Measure.values().length;
            measures.add(new MeasureReport(
                    measure, logE, dispersion(measure), arm(measure, allOfCanary), arm(measure, allOfStable)));
        }
        return new CanaryReport(
                Math.log(sum), threshold, resemblances.get(Series.VIOLATIONS).users(), measures);
    }

    private double value(Measure measure) {
        return switch (measure) {
            case ERRORS -> tempered(Series.ERRORS, errors.wager.value(starts));
            case VIOLATIONS -> tempered(Series.VIOLATIONS, violations.wager.value(starts));
            case LATENCY -> tempered(Series.LATENCY, mean(latencyWagers));
            case PREDICTIONS ->
                (tempered(Series.VALUES, (mean(aboveWagers) + mean(belowWagers)) / 2)
                                + tempered(Series.LABELS, (mean(moreWagers) + mean(lessWagers)) / 2))
                        / 2;
        };
    }

    private double tempered(Series series, double value) {
        return resemblances.get(series).tempered(value);
    }

    private double mean(Wager[] wagers) {
        double sum = 0;
        for (Wager wager : wagers) {
            sum += wager.value(starts) / wagers.length;
        }
        return sum;
    }

    private double dispersion(Measure measure) {
        return switch (measure) {
            case ERRORS -> dispersion(Series.ERRORS);
            case VIOLATIONS -> dispersion(Series.VIOLATIONS);
            case LATENCY -> dispersion(Series.LATENCY);
            case PREDICTIONS -> Math.max(dispersion(Series.VALUES), dispersion(Series.LABELS));
        };
    }

    private static Arm arm(Measure measure, PaneCounts all) {
        return switch (measure) {
            case ERRORS -> shareOf(Series.ERRORS, all);
            case VIOLATIONS -> shareOf(Series.VIOLATIONS, all);
            case LATENCY ->
                new Arm(
                        (long) CanaryPlan.count(all, Series.LATENCY),
                        Double.NaN,
                        latencyMillis(all, 0.5),
                        latencyMillis(all, 0.99));
            case PREDICTIONS ->
                new Arm(
                        (long) Math.max(CanaryPlan.count(all, Series.VALUES), CanaryPlan.count(all, Series.LABELS)),
                        Double.NaN,
                        quantile(all, CanaryPlan.FIRST_VALUE, CanaryPlan.VALUE_BINS, 0.5),
                        Double.NaN);
        };
    }

    private static Arm shareOf(Series series, PaneCounts all) {
        double count = CanaryPlan.count(all, series);
        double share = count == 0 ? Double.NaN : CanaryPlan.sum(all, series) / count;
        return new Arm((long) count, share, Double.NaN, Double.NaN);
    }

    private static double latencyMillis(PaneCounts all, double q) {
        return quantile(all, CanaryPlan.FIRST_LATENCY, CanaryPlan.LATENCY_BINS, q) / 1e6;
    }

    /** The edge of the bin that the quantile is in; NaN where there is nothing. */
    private static double quantile(PaneCounts all, int first, LogBins bins, double q) {
        long total = 0;
        for (int i = 0; i < bins.bins(); i++) {
            total += all.count(first + i);
        }
        if (total == 0) {
            return Double.NaN;
        }
        double before = 0;
        for (int i = 0; i < bins.bins(); i++) {
            before += all.count(first + i);
            if (before >= q * total) {
                return bins.edge(i);
            }
        }
        return bins.edge(bins.bins() - 1);
    }
}
