package io.driftgate.drift.statistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Against values of scipy, which {@code statistics/golden.py} wrote. */
class ExactStatisticsTest {
    private static final double TOLERANCE = 1e-9;

    private static JsonNode golden(String list) throws IOException {
        try (InputStream in = ExactStatisticsTest.class.getResourceAsStream("/statistics/golden.json")) {
            JsonNode rows = new JsonMapper().readTree(in).get(list);
            assertTrue(rows.size() > 5);
            return rows;
        }
    }

    private static double[] sample(JsonNode spec) {
        DoubleUnaryOperator shape = switch (spec.get(0).asText()) {
            case "uniform" -> x -> x;
            case "wider" -> x -> 1.25 * x - 0.1;
            case "ties" -> x -> Math.floor(8 * x);
            case "atom" -> x -> x < 0.5 ? 0 : x;
            case "heavy" -> x -> 1 / (1 - x);
            case "negative" -> x -> 100 * (x - 0.5);
            default -> throw new AssertionError(spec);
        };
        return new Random(spec.get(2).asLong())
                .doubles(spec.get(1).asInt())
                .map(shape)
                .sorted()
                .toArray();
    }

    @Test
    void distancesAndTheirProbabilityAreThoseOfScipy() throws IOException {
        for (JsonNode row : golden("samples")) {
            double[] first = sample(row.get("first"));
            double[] second = sample(row.get("second"));
            double distance = ExactStatistics.kolmogorov(first, second);
            assertEquals(row.get("ks").asDouble(), distance, 1e-15, row::toString);
            assertEquals(
                    row.get("wasserstein").asDouble(),
                    ExactStatistics.wasserstein(first, second),
                    TOLERANCE * Math.max(1, row.get("wasserstein").asDouble()),
                    row::toString);
            OptionalDouble p = ExactStatistics.kolmogorovP(distance, first.length, second.length);
            assertEquals(row.get("ks_p").isNull(), p.isEmpty(), row::toString);
            assertEquals(row.get("ks_p").asDouble(), p.orElse(0), TOLERANCE, row::toString);
        }
    }

    @Test
    void kolmogorovsDistributionIsThatOfScipyInEveryRegion() throws IOException {
        for (JsonNode row : golden("kstwo")) {
            double p = KolmogorovDistribution.survival(
                    row.get("x").asDouble(), row.get("n").asLong());
            assertEquals(row.get("p").asDouble(), p, TOLERANCE, row::toString);
            if (row.get("p").asDouble() < 1e-6 && row.get("n").asInt() < 1_000_000) {
                assertEquals(row.get("p").asDouble(), p, 1e-7 * row.get("p").asDouble() + 1e-300, row::toString);
            }
        }
    }

    @Test
    void theProbabilityInConstantTimeIsNear() throws IOException {
        for (JsonNode row : golden("kstwo")) {
            if (row.get("n").asInt() >= 20) {
                double p = KolmogorovDistribution.approximateSurvival(
                        row.get("x").asDouble(), row.get("n").asDouble());
                assertEquals(row.get("p").asDouble(), p, 5e-4, row::toString);
            }
        }
    }

    @Test
    void homogeneityIsThatOfScipy() throws IOException {
        for (JsonNode row : golden("tables")) {
            JsonMapper mapper = new JsonMapper();
            ChiSquare test = ChiSquare.of(
                    mapper.convertValue(row.get("table").get(0), long[].class),
                    mapper.convertValue(row.get("table").get(1), long[].class));
            assertEquals(
                    row.get("chi2").asDouble(),
                    test.statistic(),
                    TOLERANCE * Math.max(1, row.get("chi2").asDouble()));
            assertEquals(row.get("degrees").asInt(), test.degrees());
            assertEquals(row.get("chi2_p").asDouble(), test.p(), TOLERANCE);
        }
    }

    @Test
    void mergesNeighboursThatExpectTooFewRows() {
        ChiSquare merged = ChiSquare.ofNeighbours(new long[] {100, 1, 50, 2}, new long[] {90, 2, 60, 0})
                .orElseThrow();
        assertEquals(ChiSquare.of(new long[] {100, 53}, new long[] {90, 62}), merged);
        assertTrue(
                ChiSquare.ofNeighbours(new long[] {100, 1}, new long[] {90, 2}).isEmpty());
        assertTrue(
                ChiSquare.ofNeighbours(new long[] {100, 100}, new long[] {0, 0}).isEmpty());
    }

    @Test
    void aSampleWithoutValuesIsRefused() {
        double[] none = {};
        double[] one = {1};
        assertThrows(IllegalArgumentException.class, () -> ExactStatistics.kolmogorov(none, one));
        assertThrows(IllegalArgumentException.class, () -> ExactStatistics.wasserstein(one, none));
        assertThrows(IllegalArgumentException.class, () -> ExactStatistics.cramerVonMises(none, none));
        assertThrows(IllegalArgumentException.class, () -> KolmogorovDistribution.survival(0.5, 0));
    }
}
