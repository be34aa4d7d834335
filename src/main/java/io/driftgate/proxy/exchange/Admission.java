package io.driftgate.proxy.exchange;

import io.driftgate.snapshot.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the whole data plane holds at once, over all event loops: connections, exchanges, bytes of buffered bodies. Every successful
 * acquire is paired with exactly one release. Thread-safe, lock-free.
 */
public final class Admission {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final AtomicLong bufferedBytes = new AtomicLong();
    private volatile boolean draining;

    public boolean tryConnection(Limits limits) {
        return tryIncrement(connections, limits.maxConnections());
    }

    public void releaseConnection() {
        connections.decrementAndGet();
    }

    boolean tryExchange(Limits limits) {
        return tryIncrement(exchanges, limits.maxConcurrent());
    }

    void releaseExchange() {
        exchanges.decrementAndGet();
    }

    boolean tryBuffer(long bytes, Limits limits) {
        if (bufferedBytes.addAndGet(bytes) <= limits.maxBufferedBytes()) {
            return true;
        }
        bufferedBytes.addAndGet(-bytes);
        return false;
    }

    void releaseBuffer(long bytes) {
        bufferedBytes.addAndGet(-bytes);
    }

    /** From now on every answer closes its connection. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public int connections() {
        return connections.get();
    }

    public int exchanges() {
        return exchanges.get();
    }

    public long bufferedBytes() {
        return bufferedBytes.get();
    }

    private static boolean tryIncrement(AtomicInteger counter, int max) {
        if (counter.incrementAndGet() <= max) {
            return true;
        }
        counter.decrementAndGet();
        return false;
    }
}
