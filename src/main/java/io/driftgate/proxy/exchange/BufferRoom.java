package io.driftgate.proxy.exchange;

import io.driftgate.snapshot.Limits;

/**
 * The room that one buffered body takes of {@code maxBufferedBytes}. Where there is none, it waits a while for other bodies to end;
 * meanwhile its owner reads no further. Owned by one event loop.
 */
final class BufferRoom {
    private static final long WAIT_NANOS = 250_000_000L;

    private final Admission admission;
    private final Limits limits;
    private long reserved;
    private long wanted;
    private long deadlineNanos;

    BufferRoom(Admission admission, Limits limits) {
        this.admission = admission;
        this.limits = limits;
    }

    /** Takes room for bytes that are held already; false when there is none for now. */
    boolean take(int bytes, long nowNanos) {
        boolean waiting = isWaiting();
        wanted += bytes;
        if (retry()) {
            return true;
        }
        if (!waiting) {
            deadlineNanos = nowNanos + WAIT_NANOS;
        }
        return false;
    }

    /** Takes room at once or not at all. */
    boolean tryTake(int bytes) {
        if (!admission.tryBuffer(bytes, limits)) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    boolean isWaiting() {
        return wanted > 0;
    }

    /** Tries again; whether all that is held has room now. */
    boolean retry() {
        if (wanted > 0 && !admission.tryBuffer(wanted, limits)) {
            return false;
        }
        reserved += wanted;
        wanted = 0;
        return true;
    }

    /** Whether it has waited long enough. */
    boolean isOverdue(long nowNanos) {
        return isWaiting() && nowNanos - deadlineNanos >= 0;
    }

    /** Gives everything back. Idempotent. */
    void release() {
        admission.releaseBuffer(reserved);
        reserved = 0;
        wanted = 0;
    }
}
