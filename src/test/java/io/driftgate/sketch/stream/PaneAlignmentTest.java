package io.driftgate.sketch.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.sketch.PaneCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PaneAlignmentTest {
    private static final PaneCounts NONE = Panes.counts(new Random(1), 0);

    private final List<PaneHeader> panes = new ArrayList<>();

    private void pane(String replica, long number, long from, long to) {
        panes.add(Panes.pane(replica, number, from, to, NONE).header());
    }

    private List<String> aligned() {
        Collections.shuffle(panes, new Random(3));
        return PaneAlignment.align(panes, Function.identity()).stream()
                .map(window -> window.stream()
                        .map(pane -> pane.replica() + pane.number())
                        .reduce((one, other) -> one + "+" + other)
                        .orElseThrow())
                .toList();
    }

    @Test
    void putsPanesOfTheSameTimeTogether() {
        for (int i = 1; i <= 3; i++) {
            pane("a", i, 1000L * i, 1000L * (i + 1));
            pane("b", i, 1000L * i + 400, 1000L * (i + 1) + 400);
            pane("c", i, 1000L * i + 3, 1000L * (i + 1) - 2);
        }
        assertEquals(List.of("a1+c1+b1", "a2+c2+b2", "a3+c3+b3"), aligned());
    }

    @Test
    void clocksApartByHalfAPaneLoseAndDoubleNothing() {
        pane("a", 1, 1000, 2000);
        pane("a", 2, 2000, 3000);
        pane("a", 3, 3000, 4000);
        pane("b", 1, 1499, 2499);
        pane("b", 2, 2499, 3501); // middle on the border
        pane("b", 3, 3501, 4501);
        assertEquals(List.of("a1+b1", "a2", "a3+b2", "b3"), aligned());
    }

    @Test
    void aReplicaThatPausesOrRestartsLeavesTheWindowsToOthers() {
        pane("a", 1, 1000, 2000);
        pane("b", 1, 1100, 2100);
        pane("b", 2, 2100, 3100);
        pane("b", 3, 3100, 4100);
        pane("a", 2, 4000, 5000);
        pane("b", 4, 4100, 5100);
        pane("c", 1, 3200, 4200);
        assertEquals(List.of("a1+b1", "b2", "b3+c1", "a2+b4"), aligned());
    }

    @Test
    void panesOfOneReplicaStayAsTheyAre() {
        pane("a", 1, 1000, 2000);
        pane("a", 2, 1500, 2500); // its clock went back
        pane("a", 3, 2500, 2500);
        assertEquals(List.of("a1", "a2", "a3"), aligned());
        assertEquals(List.of(), PaneAlignment.align(List.<PaneHeader>of(), Function.identity()));
    }

    @Test
    void countsWhatIsMissing() {
        pane("a", 4, 0, 1);
        pane("a", 9, 1, 2);
        pane("b", 2, 0, 1);
        pane("b", 3, 1, 2);
        assertEquals(Map.of("a", 4L), PaneAlignment.missing(panes));
    }
}
