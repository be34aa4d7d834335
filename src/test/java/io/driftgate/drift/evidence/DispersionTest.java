package io.driftgate.drift.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DispersionTest {
    private static final int ROWS = 100;

    private final Random random = new Random(3);
    private double last = random.nextGaussian();

    /** A pane of an AR(1) sequence with variance 1. */
    private void pane(Dispersion dispersion, double correlation, double shift) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < ROWS; i++) {
            last = correlation * last + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            double x = last + shift;
            sum += x;
            squares += x * x;
        }
        dispersion.add(sum, squares, ROWS);
    }

    @Test
    void independentRowsCountAsTheyAre() {
        int ones = 0;
        for (int run = 0; run < 50; run++) {
            Dispersion dispersion = new Dispersion();
            for (int pane = 0; pane < 200; pane++) {
                pane(dispersion, 0, 0);
            }
            ones += dispersion.factor() == 1 ? 1 : 0;
        }
        assertTrue(ones >= 45, ones + " of 50");
    }

    @Test
    void autocorrelatedRowsCountForFewer() {
        Dispersion half = new Dispersion();
        Dispersion much = new Dispersion();
        for (int pane = 0; pane < 1000; pane++) {
            pane(half, 0.5, 0);
        }
        for (int pane = 0; pane < 1000; pane++) {
            pane(much, 0.9, 0);
        }
        assertEquals(3, half.factor(), 0.8); // (1 + r) / (1 - r)
        assertEquals(19, much.factor(), 5);
    }

    @Test
    void aLastingShiftIsNoDispersion() {
        Dispersion dispersion = new Dispersion();
        for (int pane = 0; pane < 100; pane++) {
            pane(dispersion, 0, 0);
        }
        for (int pane = 0; pane < 10; pane++) {
            pane(dispersion, 0, 3);
        }
        assertTrue(dispersion.factor() < 1.3, "" + dispersion.factor());
    }

    @Test
    void aConstantScoreSaysNothing() {
        Dispersion dispersion = new Dispersion();
        for (int pane = 0; pane < 20; pane++) {
            dispersion.add(0, 0, ROWS);
        }
        assertEquals(1, dispersion.factor());
    }
}
