package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ServerTimingTest {
    @Test
    void saysMillisecondsToTheMicrosecond() {
        assertEquals("guard;dur=0.012, upstream;dur=1.507", text(12_999, 1_507_000));
        assertEquals("guard;dur=0.000, upstream;dur=1234567.890", text(0, 1_234_567_890_123L));
    }

    @Test
    void leavesOutAGuardThatDidNotRun() {
        assertEquals("upstream;dur=10.000", text(-1, 10_000_000));
    }

    @Test
    void hasRoomForTheLongest() {
        assertTrue(text(Long.MAX_VALUE, Long.MAX_VALUE).length() <= ServerTiming.MAX_BYTES);
    }

    private static String text(long guardNanos, long upstreamNanos) {
        byte[] out = new byte[ServerTiming.MAX_BYTES];
        return new String(out, 0, ServerTiming.write(guardNanos, upstreamNanos, out), StandardCharsets.US_ASCII);
    }
}
