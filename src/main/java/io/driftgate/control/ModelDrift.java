package io.driftgate.control;

import io.driftgate.drift.DriftMonitor;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.Verdict;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The drift monitors of one model, one for each version with a baseline, and the clock of their panes. Owned by the drift loop's
 * thread.
 *
 * <p>A monitor survives a reload while its baseline and settings are the same: a change elsewhere in the file must not make the
 * window forget. Otherwise it starts anew; and where a switch is in force that its verdict brought about, in this process or a
 * former one, it starts with the verdict that the traffic has drifted, so that traffic returns by evidence and not by amnesia.
 */
final class ModelDrift {
    private record Watched(SketchPlan plan, DriftSettings settings, DriftMonitor monitor) {
        boolean isFor(SketchPlan other, DriftSettings otherSettings) {
            return plan.key().equals(other.key()) && settings.equals(otherSettings);
        }
    }

    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final Map<String, DriftReport> reports = new LinkedHashMap<>();
    private long paneNanos;
    private long paneEndsAtNanos;

    /** Follows a snapshot's model. */
    void follow(Model model, Optional<Switch> inForce, long nowNanos, Instant now) {
        Map<String, Watched> next = new LinkedHashMap<>();
        if (model.drift().isPresent()) {
            DriftSettings settings = model.drift().get();
            for (ModelVersion version : model.versions()) {
                version.sketch().ifPresent(plan -> {
                    Watched known = watched.get(version.name());
                    boolean same = known != null && known.isFor(plan, settings);
                    if (!same) {
                        reports.remove(version.name());
                    }
                    next.put(version.name(), same ? known : watch(version.name(), plan, settings, inForce, now));
                });
            }
            pace(settings.paneNanos(), nowNanos);
        }
        watched.clear();
        watched.putAll(next);
        reports.keySet().retainAll(next.keySet());
    }

    private static Watched watch(
            String version, SketchPlan plan, DriftSettings settings, Optional<Switch> inForce, Instant now) {
        Optional<Switch> mine = inForce.filter(change -> change.from().equals(version));
        Verdict initial = mine.isPresent() ? Verdict.DRIFT : Verdict.INSUFFICIENT;
        Instant since = mine.map(Switch::since).orElse(now);
        return new Watched(plan, settings, new DriftMonitor(plan, settings, initial, since));
    }

    private void pace(long nanos, long nowNanos) {
        if (paneNanos != nanos) {
            paneNanos = nanos;
            paneEndsAtNanos = nowNanos + nanos;
        }
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    /** The verdict so far of a version's baseline; empty when it has none. */
    Optional<Verdict> verdict(String version) {
        return Optional.ofNullable(watched.get(version))
                .map(each -> each.monitor().verdict());
    }

    /** Nanoseconds until the pane ends; not positive when it is due. */
    long dueInNanos(long nowNanos) {
        return paneEndsAtNanos - nowNanos;
    }

    /** Adds the number of bins of each sketch key that this model waits for. */
    void keys(Map<String, Integer> bins) {
        watched.values().forEach(each -> bins.put(each.plan().key(), each.plan().bins()));
    }

    /** Ends the pane of every version. After a pause of the whole process, the next pane starts now and not in the past. */
    void endPane(PaneCollector panes, long nowNanos, Instant now, BiConsumer<String, DriftReport> out) {
        paneEndsAtNanos += paneNanos;
        if (dueInNanos(nowNanos) <= 0) {
            paneEndsAtNanos = nowNanos + paneNanos;
        }
        watched.forEach((version, each) -> {
            DriftReport report = each.monitor()
                    .endPane(panes.take(each.plan().key(), each.plan().bins()), now);
            reports.put(version, report);
            out.accept(version, report);
        });
    }

    /** The last evaluation by version, in file order; a copy. */
    Map<String, DriftReport> reports() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(reports));
    }
}
