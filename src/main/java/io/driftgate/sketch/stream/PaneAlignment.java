package io.driftgate.sketch.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Puts the panes of several replicas side by side by their wall clocks, so that what was counted at the same time is added.
 *
 * <p>The panes of the replica that began first are the windows. A pane of another replica belongs to the window that its middle
 * lies in. What lies in none, because that replica began later, paused or ended, is put side by side in the same way among
 * itself. So every pane is in exactly one window, the panes of one replica alone stay as they are, and clocks that differ by less
 * than half a pane put no pane into a wrong window where panes begin together.
 */
public final class PaneAlignment {
    private PaneAlignment() {}

    /**
     * The windows, in the order of their begin. The first pane of each is the one that gives it its time.
     *
     * @param panes of one model and version, in any order, each once
     */
    public static <P> List<List<P>> align(List<P> panes, Function<P, PaneHeader> header) {
        Comparator<P> inTime = Comparator.comparingLong(
                        (P pane) -> header.apply(pane).fromMillis())
                .thenComparing(pane -> header.apply(pane).replica())
                .thenComparingLong(pane -> header.apply(pane).number());
        List<P> left = new ArrayList<>(panes);
        left.sort(inTime);
        List<List<P>> windows = new ArrayList<>();
        while (!left.isEmpty()) {
            left = alignToFirst(left, header, windows);
        }
        windows.sort((one, other) -> inTime.compare(one.get(0), other.get(0)));
        return windows;
    }

    /** @return the panes that are in none of the first replica's windows */
    private static <P> List<P> alignToFirst(List<P> panes, Function<P, PaneHeader> header, List<List<P>> windows) {
        String first = header.apply(panes.get(0)).replica();
        NavigableMap<Long, List<P>> byBegin = new TreeMap<>();
        for (P pane : panes) {
            if (header.apply(pane).replica().equals(first)) {
                List<P> window = new ArrayList<>();
                window.add(pane);
                windows.add(window);
                byBegin.put(header.apply(pane).fromMillis(), window);
            }
        }
        List<P> left = new ArrayList<>();
        for (P pane : panes) {
            if (header.apply(pane).replica().equals(first)) {
                continue;
            }
            long middle = header.apply(pane).middleMillis();
            Map.Entry<Long, List<P>> window = byBegin.floorEntry(middle);
            if (window != null
                    && middle < header.apply(window.getValue().get(0)).toMillis()) {
                window.getValue().add(pane);
            } else {
                left.add(pane);
            }
        }
        return left;
    }

    /** Pane numbers that are missing between the first and the last of each replica; those without gaps are left out. */
    public static Map<String, Long> missing(List<PaneHeader> panes) {
        Map<String, long[]> seen = new HashMap<>();
        for (PaneHeader pane : panes) {
            long[] range = seen.computeIfAbsent(pane.replica(), replica -> new long[] {Long.MAX_VALUE, 0, 0});
            range[0] = Math.min(range[0], pane.number());
            range[1] = Math.max(range[1], pane.number());
            range[2]++;
        }
        Map<String, Long> missing = new TreeMap<>();
        seen.forEach((replica, range) -> {
            long gap = range[1] - range[0] + 1 - range[2];
            if (gap > 0) {
                missing.put(replica, gap);
            }
        });
        return missing;
    }
}
