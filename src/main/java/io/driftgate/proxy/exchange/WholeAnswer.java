package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * The body of an answer that was kept back and is complete. Sent in pieces, so that a slow client holds no more of it in its connection than of
 * a streamed answer. Owned by one event loop.
 */
final class WholeAnswer {
    private static final int PIECE_BYTES = 32 << 10;

    private final ByteBuf body;

    /** Takes over the body. */
    WholeAnswer(ByteBuf body) {
        this.body = body;
    }

    /** Sends as much as the client takes; true when that was all. */
    boolean send(ClientStream client) {
        while (body.isReadable() && client.isWritable()) {
            client.sendData(body.readRetainedSlice(Math.min(body.readableBytes(), PIECE_BYTES)));
        }
        return !body.isReadable();
    }

    void release() {
        body.release();
    }
}
