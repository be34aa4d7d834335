package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one model version on the data plane, resolved once per snapshot. Thread-safe; recording allocates nothing. */
public final class VersionMeters {
    private final Counter[] requests;
    private final Timer request;
    private final Timer guard;
    private final Timer upstream;

    /**
     * Holds what was resolved.
     *
     * @param requests one per {@link Outcome}, by ordinal
     */
    VersionMeters(Counter[] requests, Timer request, Timer guard, Timer upstream) {
        this.requests = requests;
        this.request = request;
        this.guard = guard;
        this.upstream = upstream;
    }

    /** How many requests ended so far, however they ended; those of which no version was chosen are not among them. */
    long count() {
        double sum = 0;
        for (Counter outcome : requests) {
            sum += outcome.count();
        }
        return Math.round(sum);
    }

    /** What was recorded so far. */
    VersionFigures figures(double perHour) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            long ended = Math.round(requests[outcome.ordinal()].count());
            if (ended > 0) {
                outcomes.put(outcome.label(), ended);
            }
        }
        CountAtBucket[] buckets = request.takeSnapshot().histogramCounts();
        long total = request.count();
        return new VersionFigures(
                count(),
                outcomes,
                perHour,
                Quantiles.millis(buckets, total, 0.5),
                Quantiles.millis(buckets, total, 0.99));
    }

    /**
     * Records one request that ended.
     *
     * @param guardNanos time in parsing, PII, policy and sketches; negative when the guard did not run
     * @param upstreamNanos from sending to the end of the answer; negative when nothing was sent
     */
    @SuppressWarnings("EnumOrdinal") // an array access on the hot path; the order never leaves the process
    public void record(Outcome outcome, long requestNanos, long guardNanos, long upstreamNanos) {
        requests[outcome.ordinal()].increment();
        request.record(requestNanos, TimeUnit.NANOSECONDS);
        if (guardNanos >= 0) {
            guard.record(guardNanos, TimeUnit.NANOSECONDS);
        }
        if (upstreamNanos >= 0) {
            upstream.record(upstreamNanos, TimeUnit.NANOSECONDS);
        }
    }
}
