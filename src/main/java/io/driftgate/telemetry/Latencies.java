package io.driftgate.telemetry;

import java.time.Duration;

/**
 * The buckets of all latency histograms: 1, 2, 5 per decade from one microsecond to ten seconds. A gateway that adds tens of
 * microseconds is invisible in the usual buckets, which start at a millisecond or later.
 */
final class Latencies {
    private Latencies() {}

    static Duration[] buckets() {
        long[] steps = {1, 2, 5};
        Duration[] bounds = new Duration[22];
        int next = 0;
        for (long decadeNanos = 1_000; decadeNanos <= 1_000_000_000L; decadeNanos *= 10) {
            for (long step : steps) {
                bounds[next++] = Duration.ofNanos(step * decadeNanos);
            }
        }
        bounds[next] = Duration.ofSeconds(10);
        return bounds;
    }
}
