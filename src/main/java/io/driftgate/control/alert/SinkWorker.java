package io.driftgate.control.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.Sink;
import io.driftgate.delivery.Courier;
import io.driftgate.delivery.NotDelivered;
import io.driftgate.delivery.Reply;
import io.driftgate.telemetry.AlertMeters;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Delivers one sink's queue, oldest first, on a daemon thread of its own. An alert that can't be delivered stays at the head, so
 * that a resolution never overtakes its alert, and is tried again after a wait that doubles up to {@value #MAX_WAIT_SECONDS} s, or
 * that the sink named.
 */
final class SinkWorker implements AutoCloseable {
    static final long MAX_WAIT_SECONDS = 300;

    private static final Logger LOG = Logger.getLogger(SinkWorker.class);
    private static final double JITTER = 0.2;
    private static final long GRACE_MILLIS = 500;
    private static final long MAX_JOIN_MILLIS = 2_000;

    private final Courier courier;
    private final AlertQueue queue;
    private final Supplier<AlertSettings> settings;
    private final AlertMeters meters;
    private final Clock clock;
    private final long firstWaitNanos;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean delivering;
    private volatile Last last = new Last("", Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * What came of the last delivery.
     *
     * @param result for people; empty before the first
     * @param delivered when the last one succeeded
     * @param retryAt when the next attempt is due, of one that failed
     */
    record Last(String result, Optional<Instant> at, Optional<Instant> delivered, Optional<Instant> retryAt) {}

    SinkWorker(
            Courier courier,
            AlertQueue queue,
            Supplier<AlertSettings> settings,
            AlertMeters meters,
            Clock clock,
            long firstWaitNanos) {
        this.courier = courier;
        this.queue = queue;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.firstWaitNanos = firstWaitNanos;
        this.thread = new Thread(this::run, "driftgate-alert-" + courier.sink().name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Sink sink() {
        return courier.sink();
    }

    AlertQueue queue() {
        return queue;
    }

    Last last() {
        return last;
    }

    boolean isOpen() {
        return courier.isOpen();
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                failures = deliver(queue.take(), failures);
            } catch (InterruptedException e) {
                if (closed) {
                    return;
                }
            } catch (RuntimeException | Error e) {
                LOG.errorf(e, "alert sink %s: it goes on in a second", sink().name());
                sleep(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    /** @return how many deliveries have failed in a row */
    private int deliver(AlertQueue.Entry entry, int failures) throws InterruptedException {
        Alert alert = entry.alert();
        String name = sink().name();
        try {
            delivering = true;
            Reply reply;
            try {
                reply = courier.deliver(alert, settings.get());
            } finally {
                delivering = false;
            }
            queue.delivered(entry);
            count(alert, "delivered");
            if (failures > 0) {
                LOG.infof("alert sink %s takes alerts again", name);
            }
            Instant now = clock.instant();
            last = new Last("delivered: " + reply, Optional.of(now), Optional.of(now), Optional.empty());
            return 0;
        } catch (NotDelivered.Rejected e) {
            queue.reject(entry);
            count(alert, "rejected");
            LOG.errorf("alert sink %s does not take %s, which is put aside: %s", name, alert.key(), e.getMessage());
            last = new Last(
                    "rejected: " + e.getMessage(), Optional.of(clock.instant()), last.delivered(), Optional.empty());
            return 0;
        } catch (NotDelivered e) {
            count(alert, "failed");
            // A sink that says "at once" each time would be asked without a pause.
            long wait = e instanceof NotDelivered.Deferred deferred
                    ? Math.max(deferred.afterNanos(), waitNanos(0))
                    : waitNanos(failures);
            if (failures == 0) {
                LOG.warnf(
                        "alert sink %s: %s is not delivered, %d wait, the next attempt is in %d ms: %s",
                        name, alert.key(), queue.count(), wait / 1_000_000, e.getMessage());
            }
            Instant now = clock.instant();
            last = new Last(
                    "failed: " + e.getMessage(), Optional.of(now), last.delivered(), Optional.of(now.plusNanos(wait)));
            sleep(wait);
            return failures + 1;
        }
    }

    private void count(Alert alert, String result) {
        meters.result(sink().name(), alert.kind().label(), result);
    }

    private long waitNanos(int failures) {
        long max = TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS);
        long wait = Math.min(max, firstWaitNanos << Math.min(failures, 20));
        return (long) (wait * (1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1)));
    }

    private void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            // closed says what it was for
        }
    }

    /** Lets a delivery that is running end within a moment; where it does not, its alert stays in the queue. */
    @Override
    public void close() {
        closed = true;
        try {
            if (delivering) {
                thread.join(GRACE_MILLIS);
            }
            thread.interrupt();
            thread.join(MAX_JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
