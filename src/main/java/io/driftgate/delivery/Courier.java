package io.driftgate.delivery;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.Message;
import io.driftgate.alert.Sink;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/**
 * Brings alerts to one sink. A delivery is a few attempts:
 *
 * <pre>
 * retry, exponential with jitter  ( circuit breaker ( timeout ( read secrets, sign, post ) ) )
 * </pre>
 *
 * A rejection ends it, and so does a {@code Retry-After}: both are the caller's to act on, as is an open circuit, which refuses all attempts
 * for {@link Pace#openMillis}. Thread-safe, though a sink has one thread, which keeps its alerts in order.
 */
public final class Courier {
    private static final int BREAKER_WINDOW = 10;
    private static final double BREAKER_RATIO = 0.5;

    /**
     * How often and when.
     *
     * @param retries after the first attempt of a delivery
     * @param firstDelayMillis before the first of these; each further one waits twice as long, give or take {@code jitterMillis}
     * @param maxDelayMillis of those waits
     * @param openMillis how long an open circuit refuses
     */
    public record Pace(int retries, long firstDelayMillis, long maxDelayMillis, long jitterMillis, long openMillis) {
        public static final Pace DEFAULT = new Pace(3, 500, 10_000, 250, 30_000);
    }

    private final Sink sink;
    private final Poster poster;
    private final Clock clock;
    private final TypedGuard<Reply> guard;
    private volatile CircuitBreakerState circuit = CircuitBreakerState.CLOSED;

    public Courier(Sink sink, Poster poster, Clock clock, Pace pace) {
        this.sink = sink;
        this.poster = poster;
        this.clock = clock;
        this.guard = TypedGuard.create(Reply.class)
                .withDescription("alert sink " + sink.name())
                .withRetry()
                .maxRetries(pace.retries())
                .delay(pace.firstDelayMillis(), ChronoUnit.MILLIS)
                .jitter(pace.jitterMillis(), ChronoUnit.MILLIS)
                .maxDuration(10, ChronoUnit.MINUTES)
                .retryOn(List.of(IOException.class, TimeoutException.class))
                .abortOn(List.of(NotDelivered.Rejected.class, NotDelivered.Deferred.class))
                .withExponentialBackoff()
                .factor(2)
                .maxDelay(pace.maxDelayMillis(), ChronoUnit.MILLIS)
                .done()
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_WINDOW)
                .failureRatio(BREAKER_RATIO)
                .delay(pace.openMillis(), ChronoUnit.MILLIS)
                .skipOn(List.of(NotDelivered.Rejected.class, NotDelivered.Deferred.class))
                .onStateChange(state -> circuit = state)
                .done()
                // The poster keeps the deadline; this ends what it can't, such as a secret's file that hangs.
                .withTimeout()
                .duration(Duration.ofNanos(sink.timeoutNanos()).toMillis() + 1_000, ChronoUnit.MILLIS)
                .done()
                .build();
    }

    /**
     * Delivers, in several attempts if need be.
     *
     * @throws NotDelivered when no attempt succeeded; says why of the last one
     * @throws InterruptedException when the thread is asked to end
     */
    public Reply deliver(Alert alert, AlertSettings settings) throws NotDelivered, InterruptedException {
        try {
            return guard.call(() -> attempt(alert, settings));
        } catch (NotDelivered | InterruptedException e) {
            throw e;
        } catch (CircuitBreakerOpenException e) {
            throw new NotDelivered("the circuit is open after repeated failures", e);
        } catch (TimeoutException e) {
            throw new NotDelivered("no answer in time", e);
        } catch (Exception e) {
            throw new NotDelivered(e instanceof IOException ? e.getMessage() : e.toString(), e);
        }
    }

    /** One attempt, without guard; for whoever looks on. */
    public Reply attempt(Alert alert, AlertSettings settings) throws IOException, InterruptedException {
        return poster.post(Message.of(alert, sink, settings, clock.instant()), sink.timeoutNanos());
    }

    /** Whether attempts are refused for a while, after too many failures. */
    public boolean isOpen() {
        return circuit == CircuitBreakerState.OPEN;
    }

    public Sink sink() {
        return sink;
    }
}
