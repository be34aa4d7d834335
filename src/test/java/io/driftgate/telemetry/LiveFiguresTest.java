package io.driftgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveFiguresTest {
    private long now;
    private final DataPlaneMeters meters = new DataPlaneMeters(new SimpleMeterRegistry(), "test");
    private final LiveFigures figures = new LiveFigures(meters::version, () -> now);

    private void answer(int requests) {
        for (int i = 0; i < requests; i++) {
            meters.version("m", "v").record(Outcome.OK, 1_000_000, -1, -1);
        }
    }

    @Test
    void looksBackAMinute() {
        for (int second = 0; second < 200; second++) {
            figures.sample("m", List.of("v"));
            answer(second < 100 ? 10 : 1);
            now += 1_000_000_000L;
        }
        figures.sample("m", List.of("v"));

        assertEquals(3600, figures.of("m", "v").perHour(), 1e-6);
        assertEquals(1100, figures.of("m", "v").requests());
    }

    @Test
    void knowsNothingOfAVersionThatIsGoneOrWasNeverSampled() {
        figures.sample("m", List.of("v"));
        now += 1_000_000_000L;
        answer(5);
        assertEquals(18_000, figures.of("m", "v").perHour(), 1e-6);

        figures.sample("m", List.of("w"));

        assertEquals(0, figures.of("m", "v").perHour());
        figures.retain(List.of());
        assertEquals(0, figures.of("m", "w").perHour());
    }

    @Test
    void findsQuantilesWithinBuckets() {
        CountAtBucket[] buckets = {
            new CountAtBucket(millis(1), 10), new CountAtBucket(millis(2), 60), new CountAtBucket(millis(5), 99)
        };

        assertEquals(Optional.of(1.8), Quantiles.millis(buckets, 100, 0.5));
        assertEquals(Optional.of(5.0), Quantiles.millis(buckets, 100, 0.99));
        assertEquals(Optional.empty(), Quantiles.millis(buckets, 100, 0.999));
        assertEquals(Optional.empty(), Quantiles.millis(buckets, 0, 0.5));
        assertEquals(Optional.of(0.5), Quantiles.millis(buckets, 10, 0.5));
    }

    private static double millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
