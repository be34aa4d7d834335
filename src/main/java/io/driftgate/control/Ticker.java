package io.driftgate.control;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A daemon thread that runs a step again and again until it is closed. Whatever the step throws is logged and survived: a
 * gateway whose watcher or drift loop died in silence is worse than one that complains every second.
 */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Ticker.class);
    private static final long AFTER_FAILURE_NANOS = 1_000_000_000L;

    /** How long a step that runs is waited for at the end. */
    static final long MAX_JOIN_MILLIS = 5_000;

    /** One step. */
    @FunctionalInterface
    interface Step {
        /** Runs; says after how many nanoseconds it wants to run again. */
        long run() throws InterruptedException;
    }

    private final Step step;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    Ticker(String name, Step step) {
        this.step = step;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long waitNanos = runStep();
            while (!closed.await(waitNanos, TimeUnit.NANOSECONDS)) {
                waitNanos = runStep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long runStep() throws InterruptedException {
        try {
            return step.run();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "%s failed; it goes on in a second", thread.getName());
            return AFTER_FAILURE_NANOS;
        }
    }

    /**
     * Lets a running step end and starts no other. Does not interrupt: a step may be writing state, which an interrupt would
     * make it lose. Waits a moment for that.
     */
    @Override
    public void close() {
        close(MAX_JOIN_MILLIS);
    }

    /**
     * The same, with a wait of one's own, at least 1 ms.
     *
     * @return whether no step runs any more; false when one may still be at work, or the wait was interrupted
     */
    boolean close(long maxMillis) {
        closed.countDown();
        try {
            thread.join(maxMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
