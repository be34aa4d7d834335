package io.driftgate.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RouteTest {
    private static final int USERS = 200_000;

    @Test
    void splitsByWeight() {
        Route route = route(new String[] {"v1", "v2", "v3"}, 70, 25, 5);
        int[] hits = new int[3];
        for (int user = 0; user < USERS; user++) {
            hits[route.choose(Hashes.of("user-" + user))]++;
        }
        // five standard deviations of a binomial count
        assertEquals(0.70, hits[0] / (double) USERS, 5 * Math.sqrt(.7 * .3 / USERS));
        assertEquals(0.25, hits[1] / (double) USERS, 5 * Math.sqrt(.25 * .75 / USERS));
        assertEquals(0.05, hits[2] / (double) USERS, 5 * Math.sqrt(.05 * .95 / USERS));
    }

    @Test
    void growingAWeightMovesUsersOnlyToThatVersion() {
        String[] versions = {"v1", "v2", "v3", "v4"};
        double[] weights = {40, 30, 20, 10};
        for (int grown = 0; grown < versions.length; grown++) {
            Route before = new Route(versions, weights, RouteReason.WEIGHT);
            double[] more = weights.clone();
            more[grown] *= 1.7;
            Route after = new Route(versions, more, RouteReason.WEIGHT);
            for (int user = 0; user < 20_000; user++) {
                long hash = Hashes.of("user-" + user);
                int was = before.choose(hash);
                int is = after.choose(hash);
                assertTrue(is == was || is == grown, "a user moved between versions whose weights did not grow");
            }
        }
    }

    @Test
    void dependsOnNamesAndNotOnTheirOrder() {
        Route one = route(new String[] {"v1", "v2"}, 50, 50);
        Route other = route(new String[] {"v2", "v1"}, 50, 50);
        for (int user = 0; user < 10_000; user++) {
            long hash = Hashes.of("user-" + user);
            assertEquals(one.choose(hash), 1 - other.choose(hash));
        }
    }

    @Test
    void neverChoosesAWeightOfZero() {
        Route route = route(new String[] {"v1", "v2"}, 0, 100);
        assertEquals(1, route.choose(1));
        assertEquals(1, route.chooseAny());
        assertEquals(1, route.primary());
        assertEquals(1.0, route.share(1));
        assertEquals(Route.NONE, route(new String[] {"v1"}, 0).choose(7));
        assertEquals(Route.NONE, route(new String[] {"v1"}, 0).primary());
    }

    @Test
    void refusesWeightsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> route(new String[] {"v1"}, -1));
        assertThrows(IllegalArgumentException.class, () -> route(new String[] {"v1"}, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> route(new String[] {"v1"}, Double.POSITIVE_INFINITY));
    }

    private static Route route(String[] versions, double... weights) {
        return new Route(versions, weights, RouteReason.WEIGHT);
    }
}
