package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A body that is gathered until it is whole. It lies outside the heap, from where a connection sends it without a copy; who looks at
 * it takes a {@link HeapCopy}. Owned by one event loop.
 */
final class BufferedBody {
    private static final int INITIAL_BYTES = 2 << 10;

    /** A length that is only declared is believed as far as this. */
    private static final int TRUSTED_BYTES = 64 << 10;

    /** And beyond it as far as so many times what has come, as growing by doubling would take, so that a declaration alone takes nothing. */
    private static final int TRUSTED_TIMES = 2;

    private final long declared;
    private final ByteBuf bytes;

    private BufferedBody(long declared, ByteBuf bytes) {
        this.declared = declared;
        this.bytes = bytes;
    }

    /** Begins to gather; {@code declared} is what the head says that will come, negative when it does not say. */
    static BufferedBody begin(long declared) {
        int initial = declared > 0 && declared <= TRUSTED_BYTES ? (int) declared : INITIAL_BYTES;
        return new BufferedBody(declared, PooledByteBufAllocator.DEFAULT.directBuffer(initial));
    }

    /** One that is whole; takes over the array. */
    static BufferedBody of(byte[] whole) {
        return new BufferedBody(whole.length, Unpooled.wrappedBuffer(whole));
    }

    /** Appends; the buffer stays the caller's. */
    void add(ByteBuf data) {
        long needed = (long) bytes.readableBytes() + data.readableBytes();
        if (needed > bytes.capacity() && declared >= needed && declared <= needed * TRUSTED_TIMES) {
            bytes.capacity((int) declared); // and not the next power of two
        }
        bytes.writeBytes(data);
    }

    int size() {
        return bytes.readableBytes();
    }

    /** What has come so far. It stays this body's. */
    ByteBuf bytes() {
        return bytes;
    }

    void release() {
        bytes.release();
    }
}
