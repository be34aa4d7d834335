package io.driftgate.sketch.stream;

import io.driftgate.sketch.PaneCounts;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pane as it leaves a process.
 *
 * @param counts the bins of all features of the baseline, in its order; zero in features that are withheld
 * @param withheld places, in the baseline's order, of features whose bins stay in the process
 */
public record StreamedPane(PaneHeader header, PaneCounts counts, Set<Integer> withheld) {
    public StreamedPane {
        withheld = Collections.unmodifiableSet(new TreeSet<>(withheld));
        if (counts.rows() != header.rows() || counts.requests() != header.requests()) {
            throw new IllegalArgumentException("header and counts differ in rows or requests");
        }
    }
}
