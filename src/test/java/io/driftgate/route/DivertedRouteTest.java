package io.driftgate.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DivertedRouteTest {
    private static final String[] VERSIONS = {"v3", "v2", "v1"};
    private static final Route WEIGHTED = new Route(VERSIONS, new double[] {10, 90, 0}, RouteReason.WEIGHT);
    private static final int KEYS = 20_000;

    private static Route diverted(double fraction) {
        return WEIGHTED.divert(2, "drift credit", fraction, RouteReason.DRIFT);
    }

    private static long key(int i) {
        return Hashes.of("user-" + i);
    }

    @Test
    void splitsAsItsWeightsSay() {
        Route route = diverted(0.4);
        assertEquals(6, route.weight(0), 1e-9);
        assertEquals(54, route.weight(1), 1e-9);
        assertEquals(40, route.weight(2), 1e-9);
        assertEquals(0.4, route.share(2), 1e-9);
        assertEquals(1, route.primary());
        assertEquals(2, diverted(0.9).primary());
        assertEquals(RouteReason.DRIFT, route.reason());
        int[] counts = new int[3];
        int[] atRandom = new int[3];
        for (int i = 0; i < KEYS; i++) {
            counts[route.choose(key(i))]++;
            atRandom[route.chooseAny()]++;
        }
        for (int version = 0; version < 3; version++) {
            assertEquals(route.share(version), counts[version] / (double) KEYS, 0.02);
            assertEquals(route.share(version), atRandom[version] / (double) KEYS, 0.02);
        }
    }

    @Test
    void aGrowingShareOnlyTakesUsers() {
        for (double fraction : new double[] {0.2, 0.4, 0.6, 0.8}) {
            Route smaller = diverted(fraction);
            Route larger = diverted(fraction + 0.2);
            for (int i = 0; i < KEYS; i++) {
                int after = larger.choose(key(i));
                assertTrue(after == 2 || after == smaller.choose(key(i)), "user-" + i);
            }
        }
    }

    /** Else those who come back first would always be those on the canary. */
    @Test
    void whoIsDivertedHasNothingToDoWithWhoIsOnTheCanary() {
        Route route = diverted(0.9);
        int canary = 0;
        int back = 0;
        for (int i = 0; i < KEYS; i++) {
            if (route.choose(key(i)) != 2) {
                back++;
                canary += WEIGHTED.choose(key(i)) == 0 ? 1 : 0;
            }
        }
        assertEquals(0.1, back / (double) KEYS, 0.01);
        assertEquals(0.1, canary / (double) back, 0.02);
    }

    @Test
    void aRouteOfOneVersionCanBeDivertedToo() {
        Route route = new Route(VERSIONS, new double[] {0, 100, 0}, RouteReason.WEIGHT)
                .divert(2, "drift credit", 0.5, RouteReason.DRIFT);
        int away = 0;
        for (int i = 0; i < KEYS; i++) {
            away += route.chooseAny() == 2 ? 1 : 0;
        }
        assertEquals(0.5, away / (double) KEYS, 0.02);
    }

    @Test
    void refusesToDivertWhatIsNot() {
        Route nobody = new Route(VERSIONS, new double[3], RouteReason.WEIGHT);
        assertThrows(IllegalArgumentException.class, () -> nobody.divert(2, "x", 0.5, RouteReason.DRIFT));
        assertThrows(IllegalArgumentException.class, () -> WEIGHTED.divert(3, "x", 0.5, RouteReason.DRIFT));
        assertThrows(IllegalArgumentException.class, () -> WEIGHTED.divert(2, "x", 1.5, RouteReason.DRIFT));
    }
}
