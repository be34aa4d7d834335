package io.driftgate.proxy.exchange;

import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What waits on one event loop until the log has decisions on disk. The log's writer wakes the loop at most once
 * at a time, however many wait, and not at all when none does.
 *
 * <p>{@link #wake} is the writer's; all else is the loop's. A waiter is added before the loop looks again how far the log is durable, and the
 * writer says how far before it looks whether anybody waits: one of them sees the other.
 */
final class DurableQueue {
    private static final Logger LOG = System.getLogger(DurableQueue.class.getName());

    private final Executor loop;
    private final ArrayDeque<RecordWait> waiting = new ArrayDeque<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean anyWaits;

    DurableQueue(Executor loop) {
        this.loop = loop;
    }

    /** Adds one, which then has to look again whether it need wait, and to {@link #wake} when not. */
    void add(RecordWait wait) {
        waiting.add(wait);
        anyWaits = true;
    }

    /** The log is durable farther than before, or has failed, or works again. */
    void wake() {
        if (anyWaits && scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::look);
            } catch (RejectedExecutionException e) {
                scheduled.set(false); // the loop has ended, and with it all that waited
            }
        }
    }

    private void look() {
        scheduled.set(false);
        for (int left = waiting.size(); left > 0; left--) {
            RecordWait wait = waiting.remove();
            try {
                if (!wait.look()) {
                    waiting.add(wait);
                }
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "an answer that had waited for the audit log could not be sent", e);
            }
        }
        anyWaits = !waiting.isEmpty();
    }
}
