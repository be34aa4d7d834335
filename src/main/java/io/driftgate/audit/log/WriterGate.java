package io.driftgate.audit.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where the writer sleeps. Producers make a system call only when it sleeps and what they have is worth waking it for, and only one
 * of them does.
 *
 * <p>States: awake; idle (anything wakes it); dozing (it gathers a batch, and only what is urgent wakes it); paused (the disk is in trouble, and no record
 * wakes it). A producer publishes its record before it looks
 * at the state, and the sleeper publishes its state before it looks for records, both through volatiles: one of them sees the other.
 */
final class WriterGate {
    private static final int AWAKE = 0;
    private static final int IDLE = 1;
    private static final int DOZING = 2;
    private static final int PAUSED = 3;

    private final AtomicInteger state = new AtomicInteger();
    private volatile Thread sleeper;

    /** A producer has published something. */
    void appended(boolean urgent) {
        int seen = state.get();
        if ((seen == IDLE || (seen == DOZING && urgent)) && state.compareAndSet(seen, AWAKE)) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Wakes the writer whatever it does. */
    void wake() {
        if (state.getAndSet(AWAKE) != AWAKE) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Sleeps until anything is appended, at most so long; returns at once when there is work. The writer only. */
    void idle(BooleanSupplier work, long nanos) {
        sleep(IDLE, work, nanos);
    }

    /** Sleeps so long unless something urgent comes; returns at once when there is something urgent. The writer only. */
    void doze(BooleanSupplier urgent, long nanos) {
        sleep(DOZING, urgent, nanos);
    }

    /** Sleeps so long whatever is appended. The writer only. */
    void pause(BooleanSupplier unless, long nanos) {
        sleep(PAUSED, unless, nanos);
    }

    /** Whether the writer sleeps, and nobody has woken it. Any thread. */
    boolean isAsleep() {
        return state.get() != AWAKE;
    }

    private void sleep(int as, BooleanSupplier reason, long nanos) {
        sleeper = Thread.currentThread();
        state.set(as);
        if (!reason.getAsBoolean()) {
            long deadline = System.nanoTime() + nanos;
            long left = nanos;
            while (left > 0 && state.get() == as && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, left);
                left = deadline - System.nanoTime();
            }
        }
        state.set(AWAKE);
    }
}
