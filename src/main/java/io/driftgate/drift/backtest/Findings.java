package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.FeatureWeights;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stream's windows say together: each feature's worst window and course, and when each setting would have tripped. Memory
 * is bounded: a course keeps at most {@link Course#MAX_POINTS} points. One thread.
 */
public final class Findings {
    private static final double[] PSI_SETTINGS = {0.1, 0.2, 0.25};
    private static final double[] DISTANCE_SETTINGS = {0.1, 0.15};

    private final List<Setting> settings = new ArrayList<>();
    private final List<FeatureFindings> features = new ArrayList<>();
    private final List<PairFindings> pairs = new ArrayList<>();
    private final List<EvidenceTrial> evidence = new ArrayList<>();
    private final VerdictTrial verdict;
    private final FeatureWeights weights;
    private Optional<Trip> verdictTrip = Optional.empty();

    /**
     * Prepares.
     *
     * @param tried evidence settings, of which the last is followed: its course is kept for every feature
     */
    public Findings(SketchPlan plan, DriftSettings drift, List<EvidenceSetting> tried) {
        verdict = new VerdictTrial(drift);
        weights = drift.weights();
        for (int i = 0; i < tried.size(); i++) {
            evidence.add(new EvidenceTrial(plan, tried.get(i), i == tried.size() - 1));
        }
        for (double threshold : PSI_SETTINGS) {
            settings.add(new Setting(Measure.PSI, threshold));
        }
        for (Measure measure : List.of(Measure.KS, Measure.JS)) {
            for (double threshold : DISTANCE_SETTINGS) {
                settings.add(new Setting(measure, threshold));
            }
        }
    }

    /** Watches one more setting; before the first window. */
    public Setting watch(Measure measure, double threshold) {
        Setting setting = new Setting(measure, threshold);
        settings.add(setting);
        return setting;
    }

    /** Takes the rows of the next step. */
    public void add(PaneCounts step) {
        evidence.forEach(trial -> trial.add(step));
    }

    /** Takes the next window. */
    public void add(ReplayWindow window, long[][] groupRows) {
        String worst = "";
        double margin = -1;
        for (int i = 0; i < window.features().size(); i++) {
            ReplayWindow.Entry entry = window.features().get(i);
            if (features.size() == i) {
                features.add(new FeatureFindings(entry.statistics().feature()));
            }
            features.get(i).add(window, entry, groupRows[i]);
            for (Setting setting : settings) {
                setting.add(window, entry);
            }
            if (entry.drift().state() == Verdict.DRIFT
                    && weights.of(entry.drift().feature()) > 0
                    && entry.drift().psi() > margin) {
                margin = entry.drift().psi();
                worst = entry.statistics().feature();
            }
        }
        for (int i = 0; i < window.pairs().size(); i++) {
            PairDrift pair = window.pairs().get(i);
            if (pairs.size() == i) {
                pairs.add(new PairFindings(pair.name()));
            }
            pairs.get(i).add(window, pair);
            FeatureDrift drift = pair.statistics();
            if (drift.state() == Verdict.DRIFT && weights.of(pair) > 0 && drift.psi() > margin) {
                margin = drift.psi();
                worst = pair.name();
            }
        }
        boolean tripped = verdict.add(
                window.features().stream().map(ReplayWindow.Entry::drift).toList(), window.pairs());
        if (tripped && verdictTrip.isEmpty()) {
            verdictTrip = Optional.of(new Trip(window.index(), window.end(), worst));
        }
    }

    public List<Setting> settings() {
        return List.copyOf(settings);
    }

    public List<FeatureFindings> features() {
        return List.copyOf(features);
    }

    /** In the baseline's order. */
    public List<PairFindings> pairs() {
        return List.copyOf(pairs);
    }

    /** By setting, as they were given. */
    public List<EvidenceTrial> evidence() {
        return List.copyOf(evidence);
    }

    /** When the verdict became drift first. */
    public Optional<Trip> verdictTrip() {
        return verdictTrip;
    }

    /** Windows after which the verdict was drift. */
    public long verdictDrifted() {
        return verdict.drifted();
    }

    /**
     * When something tripped.
     *
     * @param window its index
     * @param row one past the window's last row
     * @param feature or pair that tripped it
     */
    public record Trip(long window, long row, String feature) {}

    /** A threshold on one statistic of any feature. */
    public static final class Setting {
        private final Measure measure;
        private final double threshold;
        private Optional<Trip> first = Optional.empty();
        private long windows;
        private long last = -1;

        private Setting(Measure measure, double threshold) {
            this.measure = measure;
            this.threshold = threshold;
        }

        private void add(ReplayWindow window, ReplayWindow.Entry entry) {
            if (measure.of(entry) < threshold) {
                return;
            }
            if (first.isEmpty()) {
                first = Optional.of(new Trip(
                        window.index(), window.end(), entry.statistics().feature()));
            }
            windows += last == window.index() ? 0 : 1;
            last = window.index();
        }

        public Measure measure() {
            return measure;
        }

        public double threshold() {
            return threshold;
        }

        public Optional<Trip> first() {
            return first;
        }

        /** Windows in which any feature reached the threshold. */
        public long windows() {
            return windows;
        }
    }

    /** One feature over all windows. */
    public static final class FeatureFindings {
        private final String feature;
        private final Course[] courses = {new Course(), new Course(), new Course()};
        private Optional<ReplayWindow.Entry> worst = Optional.empty();
        private long worstWindow;
        private long worstStart;
        private long[] worstGroups = {};

        private FeatureFindings(String feature) {
            this.feature = feature;
        }

        private void add(ReplayWindow window, ReplayWindow.Entry entry, long[] groupRows) {
            for (Measure measure : Measure.values()) {
                courses[measure.ordinal()].add(measure.of(entry));
            }
            if (worst.isEmpty() || Measure.JS.of(entry) > Measure.JS.of(worst.get())) {
                worst = Optional.of(entry);
                worstWindow = window.index();
                worstStart = window.start();
                worstGroups = groupRows.clone();
            }
        }

        public String feature() {
            return feature;
        }

        public Course course(Measure measure) {
            return courses[measure.ordinal()];
        }

        /** The window of largest Jensen-Shannon distance. */
        public ReplayWindow.Entry worst() {
            return worst.orElseThrow();
        }

        public long worstWindow() {
            return worstWindow;
        }

        public long worstStart() {
            return worstStart;
        }

        /** Rows of that window by reference group. */
        public long[] worstGroups() {
            return worstGroups.clone();
        }
    }

    /** Two features together over all windows. */
    public static final class PairFindings {
        private final String name;
        private final Course course = new Course();
        private Optional<PairDrift> worst = Optional.empty();
        private long worstWindow;
        private long worstStart;
        private long drifting;

        private PairFindings(String name) {
            this.name = name;
        }

        private void add(ReplayWindow window, PairDrift pair) {
            course.add(pair.statistics().psi());
            drifting += pair.statistics().state() == Verdict.DRIFT ? 1 : 0;
            if (worst.isEmpty()
                    || pair.statistics().psi() > worst.get().statistics().psi()) {
                worst = Optional.of(pair);
                worstWindow = window.index();
                worstStart = window.start();
            }
        }

        public String name() {
            return name;
        }

        /** The population stability index of its cells, given both margins. */
        public Course course() {
            return course;
        }

        /** The window of largest population stability index. */
        public PairDrift worst() {
            return worst.orElseThrow();
        }

        public long worstWindow() {
            return worstWindow;
        }

        public long worstStart() {
            return worstStart;
        }

        /** Windows whose state by the thresholds is drift. */
        public long drifting() {
            return drifting;
        }
    }
}
