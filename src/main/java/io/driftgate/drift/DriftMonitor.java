package io.driftgate.drift;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sliding window and verdict machine of one baseline. Owned by the drift loop's thread. The window is a ring of panes and their
 * running sum; one that is not full yet counts as soon as it holds enough rows.
 */
public final class DriftMonitor {
    private final DriftSettings settings;
    private final List<FeatureMonitor> features = new ArrayList<>();
    private final PaneCounts[] ring;
    private final WindowCounts window;
    private final VerdictMachine machine;
    private int next;
    private Instant since;

    /**
     * Makes a monitor with an empty window.
     *
     * @param initial the verdict so far: {@code DRIFT} when a switch outlived the process, else {@code INSUFFICIENT}
     * @param since when that became the verdict
     */
    public DriftMonitor(SketchPlan plan, DriftSettings settings, Verdict initial, Instant since) {
        this.settings = settings;
        this.since = since;
        List<FeatureProfile> profiles = plan.baseline().features();
        for (int i = 0; i < profiles.size(); i++) {
            features.add(new FeatureMonitor(profiles.get(i), plan.offset(i)));
        }
        ring = new PaneCounts[settings.panes()];
        window = new WindowCounts(plan.bins());
        machine = new VerdictMachine(settings.consecutive(), settings.cooldownPanes(), initial);
    }

    public Verdict verdict() {
        return machine.verdict();
    }

    /** Ends a pane with the merged counts of all loops, evaluates the window, and moves the verdict. */
    public DriftReport endPane(PaneCounts counts, Instant now) {
        window.add(counts);
        if (ring[next] != null) {
            window.subtract(ring[next]);
        }
        ring[next] = counts;
        next = (next + 1) % ring.length;

        boolean sufficient = window.rows() >= settings.minSamples() && window.requests() >= settings.minRequests();
        List<FeatureDrift> drifts = new ArrayList<>(features.size());
        Verdict level = sufficient ? Verdict.STABLE : Verdict.INSUFFICIENT;
        for (FeatureMonitor feature : features) {
            FeatureDrift drift = sufficient ? feature.evaluate(window, settings) : feature.insufficient(window);
            drifts.add(drift);
            level = drift.state().compareTo(level) > 0 ? drift.state() : level;
        }
        Verdict before = machine.verdict();
        if (machine.next(level) != before) {
            since = now;
        }
        return new DriftReport(machine.verdict(), since, now, window.rows(), window.requests(), drifts);
    }
}
