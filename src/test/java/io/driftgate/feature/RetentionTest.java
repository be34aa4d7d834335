package io.driftgate.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final int LARGE = 300 << 10;

    private final Retention retention = new Retention();

    @Test
    void smallBuffersStay() {
        for (int request = 0; request < 10_000; request++) {
            assertTrue(retention.keeps(16 << 10, 0));
        }
    }

    @Test
    void largeBuffersStayWhileLargeRequestsCome() {
        for (int request = 0; request < 10_000; request++) {
            assertTrue(retention.keeps(LARGE, request % 100 == 0 ? LARGE : 100));
        }
    }

    @Test
    void largeBuffersGoWhenOnlySmallRequestsCome() {
        assertTrue(retention.keeps(LARGE, LARGE));
        int requests = 1;
        while (retention.keeps(LARGE, 100)) {
            requests++;
        }
        assertEquals(256, requests);
    }

    @Test
    void veryLargeBuffersGoAtOnce() {
        assertFalse(retention.keeps(1 << 20, 1 << 20));
    }
}
