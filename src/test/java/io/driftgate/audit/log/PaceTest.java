package io.driftgate.audit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long MILLI = 1_000_000L;

    /** Near where System.nanoTime() runs over. */
    private static long start() {
        return Long.MAX_VALUE - 3 * MILLI;
    }

    @Test
    void writesAtOnceAndSyncsAtOnceWhenSomebodyWaits() {
        Pace pace = new Pace(Durability.ACK, 50 * MILLI);
        pace.begins(start());
        assertEquals(0, pace.untilWrite(start(), false));
        assertEquals(0, pace.untilWrite(start() + 1, true));
        assertTrue(pace.syncIsDue(start()));
    }

    @Test
    void writesABatchAgainAndAgainAndSyncsItOnce() {
        Pace pace = new Pace(Durability.BATCH, 12 * MILLI);
        pace.begins(start());
        assertEquals(5 * MILLI, pace.untilWrite(start(), false));
        long now = start() + 5 * MILLI;
        pace.gathers(now);
        assertFalse(pace.syncIsDue(now));
        assertEquals(7 * MILLI, pace.untilSync(now));
        now += 5 * MILLI;
        assertTrue(pace.untilWrite(now, true) <= 0);
        pace.gathers(now);
        assertFalse(pace.syncIsDue(now));
        assertEquals(2 * MILLI, pace.untilWrite(now, true), "the sync comes before the next write would");
        now += 2 * MILLI;
        assertTrue(pace.syncIsDue(now));
        pace.gathers(now);
        pace.synced(now);
        assertEquals(5 * MILLI, pace.untilWrite(now, false));
        assertEquals(12 * MILLI, pace.untilSync(now));
    }

    @Test
    void startsAnewAfterNothingCame() {
        Pace pace = new Pace(Durability.BATCH, 50 * MILLI);
        pace.begins(start());
        pace.synced(start() + 50 * MILLI);
        long now = start() + 1_000 * MILLI;
        pace.begins(now);
        assertFalse(pace.syncIsDue(now));
        assertEquals(50 * MILLI, pace.untilSync(now));
    }

    @ParameterizedTest
    @ValueSource(longs = {MILLI / 10, 2 * MILLI})
    void writesNoMoreOftenThanItSyncs(long every) {
        Pace pace = new Pace(Durability.BATCH, every);
        pace.begins(start());
        assertEquals(every, pace.untilWrite(start(), false));
        assertTrue(pace.syncIsDue(start() + every));
    }

    @Test
    void writesAsOftenAsItIsToldWhenNothingIsSynced() {
        Pace pace = new Pace(Durability.NONE, 50 * MILLI);
        pace.begins(start());
        assertEquals(50 * MILLI, pace.untilWrite(start(), false));
        assertTrue(pace.syncIsDue(start()), "what is written is done with");
    }
}
