package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/** A model server's answer that is kept back until it is looked at. Owned by one event loop. */
final class HeldAnswer {
    private final ResponseHead head;
    private final int maxBytes;
    private final BufferRoom room;
    private final BufferedBody body;

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
        this.body = BufferedBody.begin(head.declaredLength());
    }

    ResponseHead head() {
        return head;
    }

    /** What has come so far. It stays this one's. */
    ByteBuf body() {
        return body.bytes();
    }

    /** Appends; the buffer stays the caller's. */
    void add(ByteBuf data) {
        body.add(data);
    }

    BufferRoom room() {
        return room;
    }

    /** Whether so many bytes more would be too many. */
    boolean overflows(int bytes) {
        return (long) body.size() + bytes > maxBytes;
    }

    /** Drops the body and gives its room back. */
    void release() {
        body.release();
        room.release();
    }
}
