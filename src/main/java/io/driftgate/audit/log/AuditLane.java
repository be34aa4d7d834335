package io.driftgate.audit.log;

import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * One event loop's way into the log: a bounded ring of bytes with one producer, its loop, and one consumer, the log's writer. No lock, and no
 * allocation.
 *
 * <pre>
 *      consumed                     published
 *         v                             v
 * ... ----+--------+---------+----------+---- ...     each record: length (4 bytes, big endian), bytes
 * </pre>
 *
 * <p>Invariants: positions only grow; {@code published - consumed <= ring.length}; the producer writes only outside of
 * {@code [consumed, published)}, the consumer reads only inside.
 */
public final class AuditLane {
    static final int LENGTH_BYTES = 4;

    private final byte[] ring;
    private final int mask;
    private final Runnable onDurable;
    private final WriterGate gate;
    private final Clock clock;

    // The producer's own.
    private long tail;
    private long headSeen;
    private long tickets;

    private volatile long published;
    private volatile long consumed;
    private volatile long durable;

    // Records that found no room: counted by the producer, made a record of by the writer.
    private volatile long dropped;
    private volatile long droppedFromMillis;
    private volatile long droppedToMillis;
    private volatile long droppedTold;

    // The writer's own: tickets up to this one are in the batch or beyond.
    private long taken;

    AuditLane(int bytes, Runnable onDurable, WriterGate gate, Clock clock) {
        this.ring = new byte[Integer.highestOneBit(bytes)];
        this.mask = ring.length - 1;
        this.onDurable = onDurable;
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * Copies a record into the ring; its event loop only. 0 bytes are allocated, and the writer is woken only if it sleeps.
     *
     * @return the record's ticket: 1, 2, ... per lane; -1 when there is no room, which is counted
     */
    public long append(byte[] bytes, int from, int to) {
        int length = to - from;
        int need = length + LENGTH_BYTES;
        if (length <= 0 || need > ring.length - (tail - headSeen)) {
            headSeen = consumed;
            if (length <= 0 || length > maxRecordBytes() || need > ring.length - (tail - headSeen)) {
                drop();
                return -1;
            }
        }
        putLength(tail, length);
        copyIn(tail + LENGTH_BYTES, bytes, from, length);
        tail += need;
        tickets++;
        published = tail;
        gate.appended(isHalfFull());
        return tickets;
    }

    /** Looks again how far the writer is only when it would be: what was last seen of it may be long ago. */
    private boolean isHalfFull() {
        if (tail - headSeen > ring.length >> 1) {
            headSeen = consumed;
        }
        return tail - headSeen > ring.length >> 1;
    }

    /** The highest ticket that is on disk; under {@code durability: none}, that is written. Any thread. */
    public long durable() {
        return durable;
    }

    /** The largest record that {@link #append} takes. */
    public int maxRecordBytes() {
        return Math.min(AuditLog.MAX_RECORD_BYTES, ring.length >> 1);
    }

    /** Bytes that wait for the writer. Any thread. */
    long queuedBytes() {
        return Math.max(0, published - consumed);
    }

    long capacityBytes() {
        return ring.length;
    }

    /** Any thread. */
    long dropped() {
        return dropped;
    }

    private void drop() {
        long now = clock.millis();
        if (dropped == droppedTold) {
            droppedFromMillis = now;
        }
        droppedToMillis = now;
        long count = dropped + 1; // one producer
        dropped = count;
    }

    private void putLength(long at, int length) {
        for (int i = 0; i < LENGTH_BYTES; i++) {
            ring[(int) (at + i) & mask] = (byte) (length >>> (24 - 8 * i));
        }
    }

    private void copyIn(long at, byte[] bytes, int from, int length) {
        int start = (int) at & mask;
        int first = Math.min(length, ring.length - start);
        System.arraycopy(bytes, from, ring, start, first);
        System.arraycopy(bytes, from + first, ring, 0, length - first);
    }

    // What follows is the writer's.

    /** Length of the next record; 0 when there is none. */
    int nextLength() {
        if (published == consumed) {
            return 0;
        }
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            length = length << 8 | (ring[(int) (consumed + i) & mask] & 0xff);
        }
        return length;
    }

    /** Moves the next record, of {@link #nextLength()} bytes, into a buffer. */
    void take(ByteBuffer into, int length) {
        int start = (int) (consumed + LENGTH_BYTES) & mask;
        int first = Math.min(length, ring.length - start);
        into.put(ring, start, first);
        into.put(ring, 0, length - first);
        long next = consumed + LENGTH_BYTES + length; // one consumer
        consumed = next;
        taken++;
    }

    /** All that was taken is on disk. */
    void publishDurable() {
        if (durable != taken) {
            durable = taken;
            onDurable.run();
        }
    }

    /** The log failed or works again: whoever waits should look. */
    void tellTrouble() {
        onDurable.run();
    }

    /** Records that found no room and are not told of yet. */
    long untold() {
        return dropped - droppedTold;
    }

    long droppedFromMillis() {
        return droppedFromMillis;
    }

    long droppedToMillis() {
        return droppedToMillis;
    }

    /** So many more are told of in the log. */
    void told(long count) {
        long all = droppedTold + count; // one writer
        droppedTold = all;
    }
}
