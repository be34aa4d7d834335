package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** A model server's answer that is kept back until it is looked at. Owned by one event loop. */
final class HeldAnswer {
    private static final int INITIAL_BYTES = 2 << 10;

    private final ResponseHead head;
    private final int maxBytes;
    private final BufferRoom room;
    private final ByteBuf body;

    /**
     * Begins to hold.
     *
     * @param head as its connection has it: valid until the answer ends
     * @param maxBytes of the body, and of the decoded one
     */
    HeldAnswer(ResponseHead head, int maxBytes, BufferRoom room) {
        this.head = head;
        this.maxBytes = maxBytes;
        this.room = room;
        long declared = head.declaredLength();
        int initial = declared > 0 && declared <= 64 << 10 ? (int) declared : INITIAL_BYTES;
        this.body = PooledByteBufAllocator.DEFAULT.heapBuffer(initial);
    }

    ResponseHead head() {
        return head;
    }

    ByteBuf body() {
        return body;
    }

    BufferRoom room() {
        return room;
    }

    /** Whether so many bytes more would be too many. */
    boolean overflows(int bytes) {
        return (long) body.readableBytes() + bytes > maxBytes;
    }
}
