package io.driftgate.feature;

/**
 * Says when memory is given back that a large request needed. A stream of large ones doesn't allocate it anew each time, which at a
 * megabyte per request is what fills the young generation; and one large request doesn't hold it for good: {@value #PATIENCE} requests
 * that need little in a row, or one that needs more than {@value #MOST_BYTES} bytes, and it goes. Mutable, one for each buffer, one event
 * loop.
 */
public final class Retention {
    private static final int SMALL_BYTES = 16 << 10;
    private static final int MOST_BYTES = 512 << 10;
    private static final int PATIENCE = 256;

    private int idle;

    /** Whether a buffer stays, of which the request that ends has used so many bytes. */
    public boolean keeps(int capacity, int used) {
        if (capacity <= SMALL_BYTES) {
            return true;
        }
        idle = used > SMALL_BYTES ? 0 : idle + 1;
        return capacity <= MOST_BYTES && idle < PATIENCE;
    }
}
