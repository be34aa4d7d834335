package io.driftgate.drift;

import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sliding window and verdict machine of one baseline. Owned by the drift loop's thread. The window is a queue of panes and their
 * running sum; one that is not full yet counts as soon as it holds enough rows.
 */
public final class DriftMonitor {
    private final DriftSettings settings;
    private final List<FeatureMonitor> features = new ArrayList<>();
    private final List<PairMonitor> pairs;
    private final Deque<WindowPane> panes = new ArrayDeque<>();
    private final WindowCounts window;
    private final VerdictMachine machine;
    private final Optional<EvidenceWatch> evidence;
    private long sinceNewestNanos;
    private long withoutVerdictNanos;
    private Instant since;

    /** The only version with a baseline, of no earlier alarm. */
    public DriftMonitor(SketchPlan plan, DriftSettings settings, Verdict initial, Instant since) {
        this(plan, settings, 1, initial, since, 0);
    }

    /**
     * Makes a monitor with an empty window.
     *
     * @param versions of the model with a baseline
     * @param initial the verdict so far: {@code DRIFT} when a switch outlived the process, else {@code INSUFFICIENT}
     * @param since when that became the verdict
     * @param alarmRows as {@link #alarmRows} said when it became DRIFT
     */
    public DriftMonitor(
            SketchPlan plan, DriftSettings settings, int versions, Verdict initial, Instant since, long alarmRows) {
        this.settings = settings;
        this.since = since;
        List<FeatureProfile> profiles = plan.baseline().features();
        for (int i = 0; i < profiles.size(); i++) {
            features.add(new FeatureMonitor(profiles.get(i), plan.offset(i)));
        }
        pairs = PairMonitor.all(plan);
        window = new WindowCounts(plan.bins());
        evidence = settings.falseAlarms().map(rule -> new EvidenceWatch(plan, settings, versions, alarmRows));
        machine = new VerdictMachine(
                evidence.isPresent() ? 1 : settings.consecutive(),
                settings.consecutive(),
                settings.cooldownNanos(),
                settings.panes(),
                initial);
    }

    public Verdict verdict() {
        return machine.verdict();
    }

    /** Whether the verdict is DRIFT, or was and nothing has said otherwise since. */
    public boolean drifted() {
        return machine.drifted();
    }

    /** When the verdict became what it is. */
    public Instant since() {
        return since;
    }

    /** Rows that the alarm in force took; 0 where there is none, where thresholds decide, or nobody knows. */
    public long alarmRows() {
        return evidence.filter(each -> machine.drifted())
                .map(EvidenceWatch::alarmRows)
                .orElse(0L);
    }

    /** Ends a pane as long as the settings say. */
    public DriftReport endPane(PaneCounts counts, Instant now) {
        return endPane(counts, settings.paneNanos(), now);
    }

    /**
     * Ends a pane with the merged counts of all loops, evaluates the window, and moves the verdict.
     *
     * @param lastedNanos how long the pane was
     */
    public DriftReport endPane(PaneCounts counts, long lastedNanos, Instant now) {
        slide(new WindowPane(counts, lastedNanos));
        boolean sufficient = window.rows() >= settings.minSamples() && window.requests() >= settings.minRequests();
        List<FeatureDrift> drifts = new ArrayList<>(features.size());
        for (FeatureMonitor feature : features) {
            drifts.add(sufficient ? feature.evaluate(window, settings) : feature.insufficient(window));
        }
        List<PairDrift> together = new ArrayList<>(pairs.size());
        for (PairMonitor pair : pairs) {
            together.add(sufficient ? pair.evaluate(window, settings) : pair.insufficient(window));
        }
        Verdict before = machine.verdict();
        boolean drifted = machine.drifted();
        Optional<EvidenceReport> report = Optional.empty();
        OptionalDouble misfit = OptionalDouble.empty();
        if (evidence.isPresent()) {
            EvidenceWatch watch = evidence.get();
            EvidenceWatch.Found found = watch.endPane(counts, drifted, sufficient, drifts, together);
            report = Optional.of(found.report());
            drifts = found.features();
            together = found.pairs();
            machine.next(found.level(), lastedNanos);
            if (!drifted && machine.drifted()) {
                watch.tripped(found.report());
            } else if (drifted && !machine.drifted()) {
                watch.restart();
            }
            misfit = sufficient
                    ? OptionalDouble.of(watch.misfit(found.report(), machine.drifted()))
                    : OptionalDouble.empty();
        } else {
            machine.next(sufficient ? settings.weights().level(drifts, together) : Verdict.INSUFFICIENT, lastedNanos);
            misfit = sufficient ? OptionalDouble.of(misfit(drifts, together)) : OptionalDouble.empty();
        }
        if (machine.verdict() != before) {
            since = now;
        }
        withoutVerdictNanos = machine.verdict() == Verdict.INSUFFICIENT ? withoutVerdictNanos + lastedNanos : 0;
        return new DriftReport(
                machine.verdict(),
                since,
                now,
                window.rows(),
                window.requests(),
                drifts,
                together,
                report,
                misfit,
                age());
    }

    /** All that another process needs to go on. */
    public MonitorMemory remember() {
        return new MonitorMemory(List.copyOf(panes), machine.drifted(), since, evidence.map(EvidenceWatch::remember));
    }

    /**
     * Goes on where a former process stopped, before the first pane; this makes no verdict by itself.
     *
     * @param remembered panes of the window that are not too old, oldest first, with those without rows of the time in between
     * @param state of the evidence then; without one that fits, it is what the panes say
     * @param emptyPanes that would have passed in between
     */
    public void restore(List<WindowPane> remembered, Optional<EvidenceState> state, long emptyPanes) {
        remembered.forEach(this::slide);
        evidence.ifPresent(watch -> {
            boolean restored = state.isPresent() && watch.restore(state.get(), emptyPanes);
            if (!restored) {
                remembered.forEach(pane -> watch.restore(pane.counts()));
            }
        });
    }

    private void slide(WindowPane pane) {
        window.add(pane.counts());
        panes.addLast(pane);
        long enoughRows = settings.window().enoughRows();
        while (panes.size() > settings.panes()
                || window.rows() - panes.getFirst().counts().rows() >= enoughRows) {
            window.subtract(panes.removeFirst().counts());
        }
        sinceNewestNanos = pane.counts().rows() > 0 ? 0 : sinceNewestNanos + pane.lastedNanos();
    }

    private WindowAge age() {
        long nanos = 0;
        long oldest = 0;
        for (Iterator<WindowPane> back = panes.descendingIterator(); back.hasNext(); ) {
            WindowPane pane = back.next();
            nanos += pane.lastedNanos();
            oldest = pane.counts().rows() > 0 ? nanos : oldest;
        }
        return new WindowAge(sinceNewestNanos, oldest, withoutVerdictNanos);
    }

    private double misfit(List<FeatureDrift> drifts, List<PairDrift> together) {
        double worst = 0;
        for (FeatureDrift drift : drifts) {
            if (settings.weights().of(drift.feature()) > 0) {
                worst = Math.max(worst, drift.excess());
            }
        }
        for (PairDrift pair : together) {
            if (settings.weights().of(pair) > 0) {
                worst = Math.max(worst, pair.statistics().excess());
            }
        }
        return worst;
    }
}
