package io.driftgate.control;

import io.driftgate.snapshot.Model;
import io.driftgate.windowgate.WindowAction;
import io.driftgate.windowgate.WindowGate;
import io.driftgate.windowgate.WindowGateMonitor;
import io.driftgate.windowgate.WindowGateResult;
import io.driftgate.windowgate.WindowGates;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The window gates of one model over reloads, and their panes where no baseline has any. Owned by the drift loop's thread.
 *
 * <p>A window survives a reload while gates and counts are the same. Otherwise it starts anew, and what failed goes on failing until the
 * new window says otherwise, as over a restart.
 */
final class ModelGates {
    private WindowGateMonitor monitor;
    private long paneNanos;
    private long paneEndsAtNanos;

    /** Gates that people were told of as failing. */
    private final Set<WindowGateMonitor.Failing> told = new HashSet<>();

    /**
     * Follows a snapshot's model, which has window gates.
     *
     * @param remembered what failed in a former process
     * @param gone takes what failed and is not there any more
     */
    void follow(
            Model model,
            List<WindowGateMonitor.Failing> remembered,
            long nowNanos,
            Instant now,
            BiConsumer<String, String> gone) {
        WindowGates gates = model.windowGates();
        if (monitor == null || !monitor.isFor(gates)) {
            monitor = new WindowGateMonitor(gates, monitor == null ? remembered : monitor.failing(), now);
        }
        // At every turn, so that a gate which could not be told of is told of at the next.
        told.removeIf(failing -> {
            boolean still = monitor.failing().stream()
                    .anyMatch(each -> each.version().equals(failing.version())
                            && each.gate().equals(failing.gate()));
            if (!still) {
                gone.accept(failing.version(), failing.gate());
            }
            return !still;
        });
        long nanos = gates.settings().orElseThrow().panes().paneNanos();
        if (paneNanos != nanos) {
            paneNanos = nanos;
            paneEndsAtNanos = nowNanos + nanos;
        }
    }

    /** Nanoseconds until the pane ends, where nothing else says when it does; not positive when it is due. */
    long dueInNanos(long nowNanos) {
        return paneEndsAtNanos - nowNanos;
    }

    void keys(Map<String, Integer> counts) {
        monitor.keys(counts);
    }

    /** Ends the pane; {@code changed} takes each gate that fails from now on, or no longer does. */
    void endPane(PaneCollector panes, long nowNanos, Instant now, BiConsumer<String, WindowGateResult> changed) {
        paneEndsAtNanos += paneNanos;
        if (dueInNanos(nowNanos) <= 0) {
            paneEndsAtNanos = nowNanos + paneNanos;
        }
        monitor.endPane(panes::peek, now);
        results().forEach((version, all) -> {
            for (WindowGateResult result : all) {
                Optional<WindowGateMonitor.Failing> before = told.stream()
                        .filter(each -> each.version().equals(version)
                                && each.gate().equals(result.gate().id()))
                        .findFirst();
                if (result.fails() != before.isPresent()) {
                    before.ifPresent(told::remove);
                    if (result.fails()) {
                        told.add(new WindowGateMonitor.Failing(
                                version, result.gate().id(), result.since()));
                    }
                    changed.accept(version, result);
                }
            }
        });
    }

    Map<String, List<WindowGateResult>> results() {
        return monitor.results();
    }

    List<WindowGateMonitor.Failing> failing() {
        return monitor.failing();
    }

    Optional<WindowGate> failing(String version, WindowAction action) {
        return monitor.failing(version, action);
    }

    /** Whether a version's own gates say that it should not take over. */
    boolean holdsBack(String version) {
        return failing(version, WindowAction.FALLBACK).isPresent()
                || failing(version, WindowAction.REFUSE).isPresent();
    }
}
