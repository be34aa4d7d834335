package io.driftgate.control.alert;

import io.driftgate.delivery.Courier;
import io.driftgate.delivery.Poster;
import java.time.Clock;

/**
 * How deliveries are made.
 *
 * @param firstWaitNanos after a first delivery that failed with all its retries; doubles with each further one
 */
public record DeliveryPace(Poster poster, Courier.Pace attempts, long firstWaitNanos) {
    private static final long FIRST_WAIT_NANOS = 5_000_000_000L;

    /** What the running process goes by. */
    public static DeliveryPace of(Clock clock) {
        return new DeliveryPace(new Poster(clock), Courier.Pace.DEFAULT, FIRST_WAIT_NANOS);
    }
}
