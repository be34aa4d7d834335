package io.driftgate.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * The reading side of a connection: gathers the bytes that nobody has taken yet, and asks the channel for more, once at a time and
 * only when its owner wants them; the channel never reads by itself. Owned by one event loop.
 */
final class Inbound {
    private final ChannelHandlerContext context;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private boolean requested;
    private boolean inCycle;

    Inbound(ChannelHandlerContext context) {
        this.context = context;
    }

    /** What has not been taken yet; readers move its reader index. */
    ByteBuf buffer() {
        return buffer;
    }

    boolean isReadable() {
        return buffer.isReadable();
    }

    /** Data came: a cycle of reads has begun. */
    void beginCycle() {
        requested = false;
        inCycle = true;
    }

    /** The channel has read what it wants to read at once. */
    void endCycle() {
        requested = false;
        inCycle = false;
    }

    /** Whether more reads of the same cycle may follow, so that flushing and asking can wait for its end. */
    boolean isInCycle() {
        return inCycle;
    }

    /** Takes over the data. */
    void add(ByteBuf data) {
        buffer = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), buffer, data);
    }

    /** The next bytes, given away: the buffer itself where nothing else is in it, which spares a slice of it. */
    ByteBuf take(int bytes) {
        if (bytes < buffer.readableBytes()) {
            return buffer.readRetainedSlice(bytes);
        }
        ByteBuf all = buffer;
        buffer = Unpooled.EMPTY_BUFFER;
        return all;
    }

    /** Asks the channel to read; within a cycle the owner asks again at its end. */
    void request() {
        if (!inCycle && !requested && context.channel().isActive()) {
            requested = true;
            context.read();
        }
    }

    /** Drops what has not been taken. */
    void release() {
        buffer.release();
        buffer = Unpooled.EMPTY_BUFFER;
    }
}
