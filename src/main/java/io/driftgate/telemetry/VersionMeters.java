package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
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
