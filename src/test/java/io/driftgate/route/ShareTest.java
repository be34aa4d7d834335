package io.driftgate.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShareTest {
    private static final int KEYS = 100_000;

    @Test
    void takesItsFraction() {
        for (double fraction : new double[] {0.001, 0.05, 0.5, 0.975}) {
            double deviation = Math.sqrt(fraction * (1 - fraction) / KEYS);
            assertEquals(fraction, shareOfKeys(new Share("policy p@v3", fraction)), 4 * deviation);
        }
    }

    @Test
    void takesNoneAndAll() {
        assertEquals(0, shareOfKeys(new Share("p", 0)));
        assertEquals(1, shareOfKeys(new Share("p", 1)));
        assertThrows(IllegalArgumentException.class, () -> new Share("p", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Share("p", 1.01));
    }

    @Test
    void growingOnlyTakesKeys() {
        Share small = new Share("p", 0.05);
        Share large = new Share("p", 0.2);
        for (int user = 0; user < KEYS; user++) {
            assertFalse(small.takes(key(user)) && !large.takes(key(user)));
        }
    }

    @Test
    void isIndependentOfOtherSharesAndOfTheRoute() {
        Share policy = new Share("policy p@v3", 0.2);
        Share other = new Share("policy p@v4", 0.2);
        Route route = new Route(new String[] {"v1", "v2"}, new double[] {80, 20}, RouteReason.WEIGHT);
        int inBoth = 0;
        int onCanary = 0;
        for (int user = 0; user < KEYS; user++) {
            inBoth += policy.takes(key(user)) && other.takes(key(user)) ? 1 : 0;
            onCanary += policy.takes(key(user)) && route.choose(key(user)) == 1 ? 1 : 0;
        }
        assertTrue(Math.abs(inBoth - 0.04 * KEYS) < 4 * Math.sqrt(0.04 * 0.96 * KEYS), "both: " + inBoth);
        assertTrue(Math.abs(onCanary - 0.04 * KEYS) < 4 * Math.sqrt(0.04 * 0.96 * KEYS), "canary: " + onCanary);
    }

    private static double shareOfKeys(Share share) {
        int taken = 0;
        for (int user = 0; user < KEYS; user++) {
            taken += share.takes(key(user)) ? 1 : 0;
        }
        return taken / (double) KEYS;
    }

    private static long key(int user) {
        return Hashes.of("user-" + user);
    }
}
