package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.FeatureMonitor;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.PairMonitor;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.statistic.ExactStatistics;
import io.driftgate.drift.statistic.FeatureComparison;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.TextDescriptor;
import io.driftgate.sketch.WindowCounts;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Slides a window over rows. Window {@code i} holds the rows from {@code i * step} to {@code i * step + size}; a window that the
 * stream ends in is left out. Holds the panes of one window, each as long as the largest number that divides both size and step,
 * and with a reference the window's numbers: nothing grows with the stream. One thread.
 */
public final class Replay {
    /** Counts that the panes of a window may take, 8 bytes each. */
    public static final long MAX_PANE_COUNTS = 32L << 20;

    private final SketchPlan plan;
    private final int size;
    private final DriftSettings settings;
    private final int minRows;
    private final Optional<Reference> reference;
    private final Sink sink;
    private final List<FeatureComparison> comparisons = new ArrayList<>();
    private final List<FeatureMonitor> monitors = new ArrayList<>();
    private final List<PairMonitor> pairs;
    private final int[] slots;
    private final double[][] recent;
    private final StepWindow panes;
    private final StepWindow.Sink sliding;
    private final SketchShard shard;
    private long rows;
    private long windows;

    /** What becomes of a window, and of a step's rows; where both end with the same row the step comes first. */
    public interface Sink {
        void step(PaneCounts counts);

        void window(ReplayWindow window, WindowCounts counts) throws IOException;
    }

    /**
     * Prepares.
     *
     * @param minRows that a window needs for a state other than INSUFFICIENT
     */
    public Replay(
            SketchPlan plan,
            int size,
            int step,
            DriftSettings settings,
            int minRows,
            Optional<Reference> reference,
            Sink sink) {
        this.plan = plan;
        this.size = size;
        this.settings = settings;
        this.minRows = minRows;
        this.reference = reference;
        this.sink = sink;
        if (paneCounts(plan, size, step) > MAX_PANE_COUNTS) {
            throw new IllegalArgumentException("too many panes");
        }
        List<FeatureProfile> profiles = plan.baseline().features();
        slots = slots(plan.baseline());
        recent = new double[profiles.size()][];
        for (int i = 0; i < profiles.size(); i++) {
            comparisons.add(new FeatureComparison(profiles.get(i), plan.offset(i)));
            monitors.add(new FeatureMonitor(profiles.get(i), plan.offset(i)));
            recent[i] = new double
                    [reference.isPresent()
                                    && slots[i] >= 0
                                    && profiles.get(i).type().isNumeric()
                            ? size
                            : 0];
        }
        pairs = PairMonitor.all(plan);
        panes = new StepWindow(plan.bins(), size, step);
        sliding = new StepWindow.Sink() {
            @Override
            public void step(PaneCounts counts) {
                sink.step(counts);
            }

            @Override
            public void window(WindowCounts counts) throws IOException {
                evaluate(counts);
            }
        };
        shard = new SketchShard(plan);
    }

    /** How many counts the panes of one window would take. */
    public static long paneCounts(SketchPlan plan, int size, int step) {
        return (long) size / StepWindow.divisor(size, step) * plan.bins();
    }

    /** The baseline's features as a schema, those left out that it derives from a text. */
    public static Schema schema(Baseline baseline) {
        List<Feature> features = new ArrayList<>();
        for (FeatureProfile profile : baseline.features()) {
            if (isDerived(profile.name(), baseline)) {
                continue;
            }
            features.add(
                    profile.type() == FeatureType.ENUM && profile instanceof CategoricalProfile categorical
                            ? new Feature(profile.name(), FeatureType.ENUM, categorical.values(), "")
                            : new Feature(profile.name(), profile.type()));
        }
        return new Schema(features);
    }

    /** The slot of each of the baseline's features; -1 of a derived one. */
    static int[] slots(Baseline baseline) {
        int[] slots = new int[baseline.features().size()];
        int next = 0;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = isDerived(baseline.features().get(i).name(), baseline) ? -1 : next++;
        }
        return slots;
    }

    private static boolean isDerived(String name, Baseline baseline) {
        return TextDescriptor.of(name)
                .flatMap(descriptor -> baseline.feature(descriptor.featureOf(name)))
                .filter(text -> text.type() == FeatureType.STRING)
                .isPresent();
    }

    /** Binds a baseline to its own features. */
    public static Optional<SketchPlan> plan(Baseline baseline, String file, Problems problems) {
        Schema schema = schema(baseline);
        return SketchPlan.bind("backtest", baseline, schema, FeatureIndex.of(List.of(schema)), file, problems);
    }

    /** Rows so far. */
    public long rows() {
        return rows;
    }

    /** Windows so far. */
    public long windows() {
        return windows;
    }

    /** Takes the next row; its slots are those of {@link #schema}. */
    public void add(FeatureRow row) throws IOException {
        plan.record(row, shard);
        shard.endRequest();
        int place = (int) (rows % size);
        for (int i = 0; i < recent.length; i++) {
            if (recent[i].length > 0) {
                recent[i][place] = row.isNumber(slots[i]) ? row.number(slots[i]) : Double.NaN;
            }
        }
        rows++;
        if (rows % panes.paneRows() == 0) {
            panes.add(shard.cut(), sliding);
        }
    }

    private void evaluate(WindowCounts window) throws IOException {
        boolean sufficient = window.rows() >= minRows;
        List<ReplayWindow.Entry> entries = new ArrayList<>();
        for (int i = 0; i < comparisons.size(); i++) {
            FeatureDrift drift = monitors.get(i).evaluate(window, settings);
            if (!sufficient) {
                drift = new FeatureDrift(
                        drift.feature(), drift.psi(), drift.ks(), drift.samples(), Verdict.INSUFFICIENT);
            }
            entries.add(new ReplayWindow.Entry(comparisons.get(i).evaluate(window), drift, exact(i)));
        }
        List<PairDrift> together = pairs.stream()
                .map(pair -> pair.evaluate(window, settings))
                .map(pair -> sufficient ? pair : pair.withState(Verdict.INSUFFICIENT))
                .toList();
        ReplayWindow found = new ReplayWindow(windows, rows - size, rows, entries, together);
        windows++;
        sink.window(found, window);
    }

    private Optional<ReplayWindow.Exact> exact(int feature) {
        if (reference.isEmpty() || recent[feature].length == 0) {
            return Optional.empty();
        }
        double[] trained = reference.get().sorted(feature);
        double[] present = Arrays.stream(recent[feature])
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        if (trained.length == 0 || present.length == 0) {
            return Optional.empty();
        }
        double distance = ExactStatistics.kolmogorov(trained, present);
        return Optional.of(new ReplayWindow.Exact(
                distance,
                ExactStatistics.kolmogorovP(distance, trained.length, present.length),
                ExactStatistics.wasserstein(trained, present)));
    }
}
