package io.driftgate.sketch.stream;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.PaneCounts;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pane as it leaves a process.
 *
 * @param counts the bins of all features of the baseline and the cells of its pairs, in its order; zero where they are withheld
 * @param withheld places, in the baseline's order, of features whose bins, and the cells of whose pairs, stay in the process
 */
public record StreamedPane(PaneHeader header, PaneCounts counts, Set<Integer> withheld) {
    public StreamedPane {
        withheld = Collections.unmodifiableSet(new TreeSet<>(withheld));
        if (counts.rows() != header.rows() || counts.requests() != header.requests()) {
            throw new IllegalArgumentException("header and counts differ in rows or requests");
        }
    }

    /** Whether a feature of a pair is withheld, and with it its cells. */
    boolean withholds(PairProfile pair, Baseline baseline) {
        return withholds(pair, baseline, withheld);
    }

    static boolean withholds(PairProfile pair, Baseline baseline, Set<Integer> places) {
        return places.contains(baseline.features().indexOf(pair.first()))
                || places.contains(baseline.features().indexOf(pair.second()));
    }
}
