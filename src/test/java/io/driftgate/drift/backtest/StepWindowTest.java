package io.driftgate.drift.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.WindowCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows are bins here, so that counts say which rows are in a window. */
class StepWindowTest {
    private static final int ROWS = 60;

    private final List<String> windows = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    @Test
    void stepsThatDivideTheWindow() throws IOException {
        slide(20, 10);
        assertEquals(List.of("0-19", "10-29", "20-39", "30-49", "40-59"), windows);
        assertEquals(List.of("0-9", "10-19", "20-29", "30-39", "40-49", "50-59"), steps);
    }

    @Test
    void stepsThatDoNot() throws IOException {
        slide(25, 15);
        assertEquals(List.of("0-24", "15-39", "30-54"), windows);
        assertEquals(List.of("0-14", "15-29", "30-44", "45-59"), steps);
    }

    @Test
    void rowsBetweenWindowsAreInSteps() throws IOException {
        slide(10, 25);
        assertEquals(List.of("0-9", "25-34", "50-59"), windows);
        assertEquals(List.of("0-24", "25-49"), steps);
    }

    private void slide(int size, int step) throws IOException {
        StepWindow window = new StepWindow(ROWS, size, step);
        StepWindow.Sink sink = new StepWindow.Sink() {
            @Override
            public void step(PaneCounts counts) {
                long[] found = new long[ROWS];
                for (int i = 0; i < ROWS; i++) {
                    found[i] = counts.count(i);
                }
                steps.add(range(found, counts.rows()));
            }

            @Override
            public void window(WindowCounts counts) {
                long[] found = new long[ROWS];
                for (int i = 0; i < ROWS; i++) {
                    found[i] = counts.count(i);
                }
                windows.add(range(found, counts.rows()));
            }
        };
        for (int row = 0; row < ROWS; ) {
            long[] counts = new long[ROWS];
            for (int i = 0; i < window.paneRows(); i++) {
                counts[row++]++;
            }
            window.add(new PaneCounts(counts, window.paneRows(), 1), sink);
        }
    }

    private static String range(long[] counts, long rows) {
        int first = 0;
        while (counts[first] == 0) {
            first++;
        }
        for (int row = 0; row < counts.length; row++) {
            assertEquals(row >= first && row < first + rows ? 1 : 0, counts[row], "row " + row);
        }
        return first + "-" + (first + rows - 1);
    }
}
