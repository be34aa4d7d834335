package io.driftgate.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogBinsTest {
    @Test
    void aBinHoldsItsEdgeAndIsNarrow() {
        LogBins bins = LogBins.positive(14, 38);
        for (int bin = 0; bin < bins.bins(); bin++) {
            double edge = bins.edge(bin);
            assertEquals(bin, bins.bin(edge));
            assertEquals(Math.max(0, bin - 1), bins.bin(Math.nextDown(edge)));
            if (bin > 0) {
                assertTrue(edge / bins.edge(bin - 1) <= 1 + 1.0 / LogBins.PER_OCTAVE);
            }
        }
        assertEquals(0, bins.bin(0));
        assertEquals(0, bins.bin(1));
        assertEquals(bins.bins() - 1, bins.bin(1e300));
    }

    @Test
    void binsAreInTheOrderOfTheirValues() {
        LogBins bins = LogBins.signed(-16, 32);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            double a = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-30, 40));
            double b = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-30, 40));
            assertTrue(bins.bin(Math.min(a, b)) <= bins.bin(Math.max(a, b)), a + " and " + b);
        }
        assertEquals(bins.bins() / 2, bins.bin(0));
        assertEquals(bins.bins() / 2, bins.bin(-0.0));
        assertEquals(0, bins.edge(bins.bins() / 2));
        assertEquals(-bins.edge(bins.bin(3.5)), bins.edge(bins.bin(-3.5)));
        assertEquals(0, bins.bin(Double.NEGATIVE_INFINITY));
        assertEquals(bins.bins() - 1, bins.bin(Double.POSITIVE_INFINITY));
    }
}
