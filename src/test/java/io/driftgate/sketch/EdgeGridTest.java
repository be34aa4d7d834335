package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class EdgeGridTest {
    private final Random random = new Random(3);

    private void agrees(DoubleSupplier values) {
        for (int edges = 1; edges < 140; edges += 3) {
            double[] sorted = DoubleStream.generate(values)
                    .limit(edges)
                    .distinct()
                    .sorted()
                    .toArray();
            EdgeGrid grid = new EdgeGrid(sorted);
            for (int i = 0; i < 100; i++) {
                double edge = sorted[random.nextInt(sorted.length)];
                double[] asked = {
                    values.getAsDouble(),
                    edge,
                    Math.nextDown(edge),
                    Math.nextUp(edge),
                    -Double.MAX_VALUE,
                    Double.MAX_VALUE
                };
                for (double value : asked) {
                    long below = Arrays.stream(sorted).filter(e -> e < value).count();
                    assertEquals(below, grid.below(value), value + " among " + edges);
                }
            }
        }
    }

    @Test
    void agreesWithALinearSearch() {
        agrees(random::nextGaussian);
        agrees(random::nextDouble);
        agrees(() -> random.nextInt(40) + 0.0);
        agrees(() -> 1e15 + random.nextInt(7) / 8.0);
    }

    @Test
    void agreesWhereEdgesCrowd() {
        agrees(() -> Math.exp(20 * random.nextGaussian()));
        agrees(() -> random.nextInt(4) == 0 ? random.nextGaussian() * 1e300 : random.nextGaussian() * 1e-300);
        agrees(() -> random.nextBoolean()
                ? Double.MAX_VALUE * random.nextDouble()
                : -Double.MAX_VALUE * random.nextDouble());
        agrees(() -> random.nextInt(9) * Double.MIN_VALUE);
    }
}
