package io.driftgate.audit.log;

import java.util.Optional;

/** Where the writer lays the newest tree head and the checkpointer fetches it; an older one gives way. Thread-safe. */
final class HeadSlot {
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
        if (newest.isEmpty() && !finished) {
            wait(millis);
        }
        Optional<TreeHead> head = newest;
        newest = Optional.empty();
        return head;
    }
}
