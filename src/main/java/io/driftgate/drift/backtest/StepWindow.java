package io.driftgate.drift.backtest;

import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.WindowCounts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes windows of {@code size} rows, one every {@code step} rows, and steps, in which each row is once. Both are made of panes as
 * long as the largest number that divides both. One thread.
 */
final class StepWindow {
    private final int bins;
    private final int size;
    private final int step;
    private final int paneRows;
    private final ArrayDeque<PaneCounts> panes = new ArrayDeque<>();
    private final WindowCounts window;
    private final List<PaneCounts> inStep = new ArrayList<>();
    private long rows;
    private long windows;

    /** What becomes of them. Where a step and a window end with the same row the step comes first. */
    interface Sink {
        void step(PaneCounts counts);

        void window(WindowCounts counts) throws IOException;
    }

    StepWindow(int bins, int size, int step) {
        this.bins = bins;
        this.size = size;
        this.step = step;
        paneRows = divisor(size, step);
        window = new WindowCounts(bins);
    }

    static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    int paneRows() {
        return paneRows;
    }

    /** Takes the next {@link #paneRows()} rows. */
    void add(PaneCounts pane, Sink sink) throws IOException {
        rows += paneRows;
        inStep.add(pane);
        panes.add(pane);
        window.add(pane);
        if (panes.size() > size / paneRows) {
            window.subtract(panes.remove());
        }
        if (rows % step == 0) {
            sink.step(inStep.size() == 1 ? pane : PaneCounts.merge(bins, inStep));
            inStep.clear();
        }
        if (rows == windows * step + size) {
            windows++;
            sink.window(window);
        }
    }
}
