package io.driftgate.control;

import io.driftgate.drift.DriftMonitor;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.EvidenceState;
import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.Verdict;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The drift monitors of one model, one for each version with a baseline, and the clock of their panes. Owned by the drift loop's
 * thread.
 *
 * <p>A monitor survives a reload while its baseline and settings are the same: a change elsewhere in the file must not make the
 * window forget. Otherwise it starts anew; and where the traffic had drifted from the same baseline, or a switch is in force that its
 * verdict brought about, in this process or a former one, it starts with the verdict that the traffic has drifted, so that traffic
 * returns by evidence and not by amnesia.
 */
final class ModelDrift {
    private static final class Watched {
        private final SketchPlan plan;
        private final DriftSettings settings;
        private final int versions;
        private final DriftMonitor monitor;
        private long paneStartedAtNanos;

        Watched(SketchPlan plan, DriftSettings settings, int versions, DriftMonitor monitor, long nowNanos) {
            this.plan = plan;
            this.settings = settings;
            this.versions = versions;
            this.monitor = monitor;
            this.paneStartedAtNanos = nowNanos;
        }

        boolean isFor(SketchPlan other, DriftSettings otherSettings, int otherVersions) {
            // How many share a rate of false alarms matters to evidence alone.
            return plan.key().equals(other.key())
                    && settings.equals(otherSettings)
                    && (versions == otherVersions || settings.falseAlarms().isEmpty());
        }
    }

    private final WindowStore windows;
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final Map<String, DriftReport> reports = new LinkedHashMap<>();
    private long lookNanos;
    private long lookAtNanos;

    /** {@code windows}: what a former process left. */
    ModelDrift(WindowStore windows) {
        this.windows = windows;
    }

    /** Follows a snapshot's model. */
    void follow(Model model, Optional<Switch> inForce, long nowNanos, Instant now) {
        Map<String, Watched> next = new LinkedHashMap<>();
        if (model.drift().isPresent()) {
            DriftSettings settings = model.drift().get();
            int versions = (int) model.versions().stream()
                    .filter(version -> version.sketch().isPresent())
                    .count();
            for (ModelVersion version : model.versions()) {
                version.sketch().ifPresent(plan -> {
                    Watched known = watched.get(version.name());
                    boolean same = known != null && known.isFor(plan, settings, versions);
                    if (!same) {
                        reports.remove(version.name());
                    }
                    next.put(
                            version.name(),
                            same
                                    ? known
                                    : new Watched(
                                            plan,
                                            settings,
                                            versions,
                                            monitor(
                                                    model.name(),
                                                    version.name(),
                                                    plan,
                                                    settings,
                                                    versions,
                                                    inForce,
                                                    now),
                                            nowNanos));
                });
            }
            pace(settings.window().lookNanos(), nowNanos);
        }
        watched.clear();
        watched.putAll(next);
        reports.keySet().retainAll(next.keySet());
    }

    /** What the monitors know, for another process. */
    void remember(String model, Instant now, List<WindowMemory> into) {
        watched.forEach((version, each) -> into.add(new WindowMemory(
                model,
                version,
                each.plan.key(),
                each.settings.window(),
                each.plan.bins(),
                each.monitor.remember(),
                now)));
    }

    private DriftMonitor monitor(
            String model,
            String version,
            SketchPlan plan,
            DriftSettings settings,
            int versions,
            Optional<Switch> inForce,
            Instant now) {
        WindowStore.Remembered remembered = windows.of(model, version, plan, settings.window());
        DriftMonitor monitor = fresh(version, plan, settings, versions, inForce, remembered, now);
        monitor.restore(remembered.panes(), remembered.evidence(), remembered.emptyPanes());
        return monitor;
    }

    private DriftMonitor fresh(
            String version,
            SketchPlan plan,
            DriftSettings settings,
            int versions,
            Optional<Switch> inForce,
            WindowStore.Remembered remembered,
            Instant now) {
        // One that is half open, or held, had cleared.
        Optional<Switch> mine = inForce.filter(change -> change.from().equals(version))
                .filter(change -> change.stage() == SwitchStage.RAMPING || change.stage() == SwitchStage.AWAY);
        Watched before = watched.get(version);
        if (before != null && before.plan.key().equals(plan.key()) && before.monitor.drifted()) {
            // Other settings, the same baseline.
            DriftMonitor known = before.monitor;
            return new DriftMonitor(plan, settings, versions, Verdict.DRIFT, known.since(), known.alarmRows());
        }
        Optional<Instant> drifted = mine.map(Switch::since).or(remembered::drifted);
        long alarmRows = mine.map(Switch::alarmRows)
                .or(() -> remembered.evidence().map(EvidenceState::alarmRows))
                .orElse(0L);
        return drifted.map(since -> new DriftMonitor(plan, settings, versions, Verdict.DRIFT, since, alarmRows))
                .orElseGet(() -> new DriftMonitor(plan, settings, versions, Verdict.INSUFFICIENT, now, 0));
    }

    private void pace(long nanos, long nowNanos) {
        if (lookNanos != nanos) {
            lookNanos = nanos;
            lookAtNanos = nowNanos + nanos;
        }
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    /** The verdict so far of a version's baseline; empty when it has none. */
    Optional<Verdict> verdict(String version) {
        return Optional.ofNullable(watched.get(version)).map(each -> each.monitor.verdict());
    }

    /** Rows that the alarm in force on a version took; 0 when there is none, or nobody knows. */
    long alarmRows(String version) {
        Watched of = watched.get(version);
        return of == null ? 0 : of.monitor.alarmRows();
    }

    /** Nanoseconds until the pane ends, or by count is looked at; not positive when it is due. */
    long dueInNanos(long nowNanos) {
        return lookAtNanos - nowNanos;
    }

    /** Adds the number of bins of each sketch key that this model waits for. */
    void keys(Map<String, Integer> bins) {
        watched.values().forEach(each -> bins.put(each.plan.key(), each.plan.bins()));
    }

    /**
     * Whether the pane that is due is over: by time it is; by count when a version has its rows, or when it has waited for them as
     * long as a pane may last. All versions see the same traffic, so their panes end together. One that is not is looked at again.
     */
    boolean isPaneOver(PaneCollector panes, long nowNanos) {
        boolean over = watched.values().stream().anyMatch(each -> {
            DriftWindow window = each.settings.window();
            return !window.isByCount()
                    || panes.rows(each.plan.key()) >= window.paneRows()
                    || nowNanos - each.paneStartedAtNanos >= window.paneNanos();
        });
        if (!over) {
            lookAgain(nowNanos);
        }
        return over;
    }

    private void lookAgain(long nowNanos) {
        lookAtNanos += lookNanos;
        if (dueInNanos(nowNanos) <= 0) {
            lookAtNanos = nowNanos + lookNanos;
        }
    }

    /** Ends the pane of every version. After a pause of the whole process, the next pane starts now and not in the past. */
    void endPane(
            Model model,
            PaneCollector panes,
            PaneSink sink,
            long nowNanos,
            Instant now,
            BiConsumer<String, DriftReport> out) {
        lookAgain(nowNanos);
        watched.forEach((version, each) -> {
            long lastedNanos = Math.max(
                    nowNanos - each.paneStartedAtNanos, each.settings.window().lookNanos());
            each.paneStartedAtNanos = nowNanos;
            PaneCounts counts = panes.take(each.plan.key(), each.plan.bins());
            sink.onPane(model, version, each.plan, counts, now.minusNanos(lastedNanos), now);
            DriftReport report = each.monitor.endPane(counts, lastedNanos, now);
            reports.put(version, report);
            out.accept(version, report);
        });
    }

    /** The last evaluation by version, in file order; a copy. */
    Map<String, DriftReport> reports() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(reports));
    }
}
