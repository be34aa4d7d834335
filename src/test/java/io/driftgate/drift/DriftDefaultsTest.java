package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.sketch.SketchPlan;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise on the defaults: with 20 features and no more rows than a verdict needs, traffic from the baseline's own population
 * never trips, a verdict of drift clears on it, and a shift of half a standard deviation in one feature of 20 trips. The
 * baselines are redrawn, since a baseline's own error stays for as long as it is used. {@code -Ddrift.baselines=100} prints the
 * figures of {@code benchmarks/drift-defaults.md} from a longer run of the same.
 */
class DriftDefaultsTest {
    private static final DriftSettings SETTINGS = DriftSettings.DEFAULT;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What happened over some redrawn baselines. */
    private static final class Figures {
        int evaluations;
        int warnings;
        int trips;
        int[] clearPanes = {};
        int[] tripPanes = {};
        double worstPsi;
        double worstKs;

        static int[] with(int[] list, int value) {
            int[] longer = Arrays.copyOf(list, list.length + 1);
            longer[list.length] = value;
            Arrays.sort(longer);
            return longer;
        }
    }

    private static Figures simulate(int baselineRows, int baselines, int evaluations, int windowRows, long seed) {
        Figures figures = new Figures();
        int paneRows = (windowRows + SETTINGS.panes() - 1) / SETTINGS.panes();
        for (int b = 0; b < baselines; b++) {
            Population population = new Population(seed + b);
            SketchPlan plan = population.train(baselineRows);
            stationary(figures, population, plan, evaluations, paneRows);
            figures.clearPanes = Figures.with(figures.clearPanes, panesToClear(population, plan, paneRows));
            figures.tripPanes = Figures.with(figures.tripPanes, panesToTrip(population, plan, paneRows));
        }
        return figures;
    }

    private static void stationary(Figures figures, Population population, SketchPlan plan, int evaluations, int rows) {
        DriftMonitor monitor = new DriftMonitor(plan, SETTINGS, Verdict.INSUFFICIENT, START);
        Verdict before = Verdict.INSUFFICIENT;
        for (int pane = 0; pane < SETTINGS.panes() + evaluations; pane++) {
            DriftReport report = monitor.endPane(population.pane(plan, rows), START);
            if (report.verdict() != Verdict.INSUFFICIENT) {
                figures.evaluations++;
                figures.warnings += report.verdict() == Verdict.WARNING ? 1 : 0;
                figures.trips += report.verdict() == Verdict.DRIFT && before != Verdict.DRIFT ? 1 : 0;
                for (FeatureDrift feature : report.features()) {
                    figures.worstPsi = Math.max(figures.worstPsi, feature.psi());
                    figures.worstKs = Math.max(figures.worstKs, feature.ks());
                }
            }
            before = report.verdict();
        }
    }

    private static int panesToClear(Population population, SketchPlan plan, int rows) {
        DriftMonitor monitor = new DriftMonitor(plan, SETTINGS, Verdict.DRIFT, START);
        for (int pane = 1; pane <= 10_000; pane++) {
            if (monitor.endPane(population.pane(plan, rows), START).verdict() != Verdict.DRIFT) {
                return pane;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static int panesToTrip(Population population, SketchPlan plan, int rows) {
        DriftMonitor monitor = new DriftMonitor(plan, SETTINGS, Verdict.INSUFFICIENT, START);
        for (int pane = 0; pane < SETTINGS.panes(); pane++) {
            monitor.endPane(population.pane(plan, rows), START);
        }
        population.shift = 0.5;
        try {
            for (int pane = 1; pane <= 1_000; pane++) {
                if (monitor.endPane(population.pane(plan, rows), START).verdict() == Verdict.DRIFT) {
                    return pane;
                }
            }
            return Integer.MAX_VALUE;
        } finally {
            population.shift = 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "10000, 1000", "1000, 20000", "200, 1000"})
    void stationaryTrafficNeverTripsAndClears(int baselineRows, int windowRows) {
        int baselines = windowRows > 10_000 ? 3 : 10;
        Figures figures = simulate(baselineRows, baselines, windowRows > 10_000 ? 40 : 250, windowRows, 42);
        assertEquals(0, figures.trips);
        assertTrue(figures.evaluations >= baselines * 40);
        int slowest = figures.clearPanes[figures.clearPanes.length - 1];
        assertTrue(slowest <= 2 * SETTINGS.panes(), () -> "cleared after panes " + Arrays.toString(figures.clearPanes));
    }

    @ParameterizedTest
    @CsvSource({"1000", "10000"})
    void halfASigmaTripsSoonAfterItFillsTheWindow(int baselineRows) {
        Figures figures = simulate(baselineRows, 10, 1, SETTINGS.minSamples(), 4711);
        int slowest = figures.tripPanes[figures.tripPanes.length - 1];
        assertTrue(slowest <= 2 * SETTINGS.panes(), () -> "tripped after panes " + Arrays.toString(figures.tripPanes));
    }

    @Test
    void aQuietWindowNeitherTripsNorClears() {
        Population population = new Population(7);
        SketchPlan plan = population.train(1000);
        DriftMonitor monitor = new DriftMonitor(plan, SETTINGS, Verdict.DRIFT, START);
        for (int pane = 0; pane < 50; pane++) {
            DriftReport report = monitor.endPane(population.pane(plan, 20), START);
            assertEquals(pane < SETTINGS.panes() - 1 ? Verdict.DRIFT : Verdict.INSUFFICIENT, report.verdict());
            assertTrue(monitor.drifted());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "drift.baselines", matches = "[0-9]+")
    void printsTheFigures() {
        int baselines = Integer.getInteger("drift.baselines");
        System.out.println(
                "| baseline rows | window rows | baselines | evaluations | trips | warnings | worst PSI | worst KS "
                        + "| panes to clear (median, max) | panes to trip (median, max) |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (int[] line : new int[][] {{200, 1000}, {1000, 1000}, {10_000, 1000}, {100_000, 1000}, {1000, 10_000}}) {
            int runs = line[0] == 100_000 ? Math.max(1, baselines / 10) : baselines;
            Figures figures = simulate(line[0], runs, line[1] > 1000 ? 100 : 1000, line[1], 1);
            System.out.printf(
                    "| %d | %d | %d | %d | %d | %d | %.3f | %.3f | %d, %s | %d, %s |%n",
                    line[0],
                    line[1],
                    runs,
                    figures.evaluations,
                    figures.trips,
                    figures.warnings,
                    figures.worstPsi,
                    figures.worstKs,
                    figures.clearPanes[runs / 2],
                    shown(figures.clearPanes[runs - 1]),
                    figures.tripPanes[runs / 2],
                    shown(figures.tripPanes[runs - 1]));
        }
    }

    private static String shown(int panes) {
        return panes == Integer.MAX_VALUE ? "never" : Integer.toString(panes);
    }
}
