package io.driftgate.audit.log;

import io.driftgate.audit.Durability;

/**
 * When the writer writes and when it syncs. The writer only; times are those of {@link System#nanoTime()}.
 *
 * <pre>
 *         a batch is written           and synced
 * ACK     at once                      at once
 * BATCH   {@value #WRITE_NANOS} ns after its first record, and again  every so often, or when it is full
 * NONE    every so often               not here
 * </pre>
 *
 * A sync costs as much CPU as a hundred records, a write as two or three. What is written survives the process, what is synced the machine.
 */
final class Pace {
    /** Between two writes of a batch that is synced less often. */
    static final long WRITE_NANOS = 5_000_000L;

    private final Durability durability;
    private final long everyNanos;
    private final long writeNanos;
    private long nextWrite;
    private long nextSync;

    Pace(Durability durability, long everyNanos) {
        this.durability = durability;
        this.everyNanos = everyNanos;
        this.writeNanos = durability == Durability.BATCH ? Math.min(everyNanos, WRITE_NANOS) : everyNanos;
    }

    /** A first record has come, for a batch of its own. */
    void begins(long now) {
        gathers(now);
        nextSync = now + everyNanos;
    }

    /** From here on records gather for the next write. */
    void gathers(long now) {
        nextWrite = now + writeNanos;
    }

    /** A batch is done with. */
    void synced(long now) {
        nextSync = now + everyNanos;
    }

    /** Whether a batch that is written is to wait no longer. */
    boolean syncIsDue(long now) {
        return durability != Durability.BATCH || untilSync(now) <= 0;
    }

    long untilSync(long now) {
        return nextSync - now;
    }

    /**
     * How long the writer may sleep to let more records come; 0 or less when it may not.
     *
     * @param written whether there is a batch that waits for its sync
     */
    long untilWrite(long now, boolean written) {
        if (durability == Durability.ACK) {
            return 0;
        }
        long nanos = nextWrite - now;
        return written ? Math.min(nanos, untilSync(now)) : nanos;
    }
}
