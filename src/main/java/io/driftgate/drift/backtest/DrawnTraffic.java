package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.FeatureMonitor;
import io.driftgate.drift.PairMonitor;
import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What has a memory, tried on a stream that has not changed: one long run of rows drawn from the reference, on which every alarm
 * of evidence and every verdict of drift is false. Immutable, any thread.
 *
 * <p>Where the baseline was built from the reference, its sampling error is not in the stream, and rates are lower bounds. Where
 * the reference is other rows and fewer, its own sampling error is a difference that evidence may find in the end.
 */
public final class DrawnTraffic {
    private final List<EvidenceSetting> settings;
    private final long[] alarms;
    private final long trips;
    private final int panes;

    private DrawnTraffic(List<EvidenceSetting> settings, long[] alarms, long trips, int panes) {
        this.settings = settings;
        this.alarms = alarms;
        this.trips = trips;
        this.panes = panes;
    }

    /**
     * Draws a stream.
     *
     * @param size rows of a window
     * @param step rows of a pane
     * @param panes as many, and as many windows
     * @param block neighbouring rows that are drawn together
     * @param minRows that a window needs for a state other than INSUFFICIENT
     */
    public static DrawnTraffic of(
            SketchPlan plan,
            Reference reference,
            int size,
            int step,
            int panes,
            int block,
            long seed,
            DriftSettings drift,
            int minRows,
            List<EvidenceSetting> settings) {
        Run run = new Run(plan, panes, drift, size >= minRows, settings);
        StepWindow window = new StepWindow(plan.bins(), size, step);
        Reference.Draws draws = reference.draws(new Random(seed), block);
        try {
            while (run.windows < panes || run.steps < panes) {
                window.add(draws.next(window.paneRows()), run);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the run writes nothing
        }
        return new DrawnTraffic(List.copyOf(settings), run.alarms, run.verdict.trips(), panes);
    }

    private static final class Run implements StepWindow.Sink {
        private final int panes;
        private final DriftSettings drift;
        private final boolean sufficient;
        private final List<FeatureMonitor> monitors = new ArrayList<>();
        private final List<PairMonitor> pairs;
        private final List<DriftEvidence> evidence = new ArrayList<>();
        private final VerdictTrial verdict;
        private final long[] alarms;
        private int steps;
        private int windows;

        Run(SketchPlan plan, int panes, DriftSettings drift, boolean sufficient, List<EvidenceSetting> settings) {
            this.panes = panes;
            this.drift = drift;
            this.sufficient = sufficient;
            List<FeatureProfile> profiles = plan.baseline().features();
            for (int i = 0; i < profiles.size(); i++) {
                monitors.add(new FeatureMonitor(profiles.get(i), plan.offset(i)));
            }
            pairs = PairMonitor.all(plan);
            settings.forEach(setting -> evidence.add(setting.start(plan)));
            verdict = new VerdictTrial(drift);
            alarms = new long[settings.size()];
        }

        @Override
        public void step(PaneCounts counts) {
            if (steps++ >= panes) {
                return;
            }
            for (int i = 0; i < alarms.length; i++) {
                if (evidence.get(i).endPane(counts).alarm()) {
                    alarms[i]++;
                    evidence.get(i).restart();
                }
            }
        }

        @Override
        public void window(WindowCounts counts) {
            if (windows++ >= panes || !sufficient) {
                return;
            }
            List<FeatureDrift> features = new ArrayList<>(monitors.size());
            for (FeatureMonitor monitor : monitors) {
                features.add(monitor.evaluate(counts, drift));
            }
            verdict.add(
                    features,
                    pairs.stream().map(pair -> pair.evaluate(counts, drift)).toList());
        }
    }

    /** Panes of the stream. */
    public int panes() {
        return panes;
    }

    /** Alarms of a setting that was tried, in a thousand panes. */
    public double alarmsPerThousand(EvidenceSetting setting) {
        return 1000.0 * alarms[settings.indexOf(setting)] / panes;
    }

    /** How often the verdict became drift, in a thousand windows. */
    public double tripsPerThousand() {
        return 1000.0 * trips / panes;
    }
}
