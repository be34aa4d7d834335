package io.driftgate.audit.log;

import java.util.Optional;

/** Where the writer lays the newest tree head and the checkpointer fetches it; an older one gives way. Thread-safe. */
final class HeadSlot {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private Optional<TreeHead> newest = Optional.empty();
    private boolean finished;
    private volatile boolean wanted;

    boolean isWanted() {
        return wanted;
    }

    void want() {
        wanted = true;
    }

    synchronized void publish(TreeHead head) {
        newest = Optional.of(head);
        wanted = false;
        notifyAll();
    }

    /** No other comes. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    synchronized boolean isFinished() {
        return finished;
    }

    /** The next head; empty when none came within the time. */
    synchronized Optional<TreeHead> take(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * NANOS_PER_MILLI;
        for (long left = millis; newest.isEmpty() && !finished && left > 0; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        }
        Optional<TreeHead> head = newest;
        newest = Optional.empty();
        return head;
    }
}
