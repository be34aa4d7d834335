package io.driftgate.telemetry;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Quantiles out of a histogram with cumulative buckets, as Prometheus's {@code histogram_quantile} makes them. */
final class Quantiles {
    private Quantiles() {}

    /** Linear within the bucket; empty when there is no value, or the quantile is beyond the last bound. */
    static Optional<Double> millis(CountAtBucket[] buckets, long total, double quantile) {
        double rank = quantile * total;
        double lower = 0;
        double below = 0;
        for (CountAtBucket bucket : buckets) {
            double bound = bucket.bucket(TimeUnit.MILLISECONDS);
            if (total > 0 && bucket.count() >= rank && Double.isFinite(bound)) {
                double inside = bucket.count() - below;
                return Optional.of(inside <= 0 ? bound : lower + (bound - lower) * (rank - below) / inside);
            }
            lower = bound;
            below = bucket.count();
        }
        return Optional.empty();
    }
}
