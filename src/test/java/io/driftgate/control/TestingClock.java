package io.driftgate.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved; also as nanoseconds, for what paces itself by those. */
final class TestingClock extends Clock {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private Instant now = START;
    private long nanos;

    void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** As when somebody sets the wall clock. */
    void step(Duration by) {
        now = now.plus(by);
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
