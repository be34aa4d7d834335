package io.driftgate.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/**
 * The writing side of a connection: gathers what is written until a flush, frames chunks, and knows the ways to end. Heads and small
 * bodies are put together in one buffer, so that a whole message is one buffer and one system call; what is larger goes out as it is,
 * without a copy. Futures are not kept: a write that fails comes back to the handler as an exception or the end of the channel, and a
 * close can't fail in a way that matters. Owned by one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Outbound {
    /** Bodies up to this size are copied behind their head: that is cheaper than a second buffer. */
    static final int MAX_COPIED_BYTES = 4 << 10;

    private static final int INITIAL_BYTES = 512;
    private static final int CHUNK_LINE_BYTES = 10;

    private final ChannelHandlerContext context;
    private final HeadBytes head;

    /** What the channel does not have yet; null when there is nothing. */
    private ByteBuf gathered;

    private boolean pending;

    /** @param head the event loop's, in which heads are made */
    Outbound(ChannelHandlerContext context, HeadBytes head) {
        this.context = context;
        this.head = head;
    }

    /** The buffer to put the next bytes into, with room for that many. It stays ours. */
    ByteBuf room(int bytes) {
        if (gathered != null && gathered.capacity() - gathered.writerIndex() < bytes) {
            passGathered();
        }
        if (gathered == null) {
            gathered = context.alloc().ioBuffer(Math.max(bytes, INITIAL_BYTES));
        }
        return gathered;
    }

    boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Begins a head; {@link #writeHead} ends it. */
    HeadBytes beginHead() {
        return head.begin();
    }

    /** Writes the head that was begun, and keeps room for a body of that length where it is to be copied. */
    void writeHead(long bodyBytes) {
        int copied = bodyBytes > 0 && bodyBytes <= MAX_COPIED_BYTES ? (int) bodyBytes : 0;
        head.copyTo(room(head.size() + copied));
    }

    /** Takes over the buffer. */
    void write(ByteBuf data) {
        int bytes = data.readableBytes();
        if (bytes <= MAX_COPIED_BYTES && gathered != null && gathered.capacity() - gathered.writerIndex() >= bytes) {
            gathered.writeBytes(data);
            data.release();
            return;
        }
        passGathered();
        pass(data);
    }

    void write(byte[] data) {
        if (data.length > 0) {
            room(data.length).writeBytes(data);
        }
    }

    private void passGathered() {
        if (gathered != null) {
            ByteBuf passed = gathered;
            gathered = null;
            pass(passed);
        }
    }

    private void pass(ByteBuf data) {
        pending = true;
        context.write(data, context.voidPromise());
    }

    /** Takes over the buffer; it must not be empty, for an empty chunk ends a body. */
    void writeChunk(ByteBuf data) {
        HeadWriter.chunkSize(room(CHUNK_LINE_BYTES), data.readableBytes());
        write(data);
        HeadWriter.end(room(2));
    }

    void writeLastChunk() {
        HeadWriter.ascii(room(5), "0\r\n\r\n");
    }

    void writeContinue() {
        HeadWriter.ascii(room(32), "HTTP/1.1 100 Continue\r\n\r\n");
        flush();
    }

    void flush() {
        passGathered();
        if (pending) {
            pending = false;
            context.flush();
        }
    }

    /** Drops what the channel does not have yet: its connection is gone. */
    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    void close() {
        release();
        context.close();
    }

    void closeAfterFlush() {
        passGathered();
        pending = false;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes our direction only, so that the client can still send what is then dropped, and read what we said. */
    void shutdownAfterFlush() {
        passGathered();
        pending = false;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
        });
    }

    /** Closes with a reset, so that the peer can't take what it has for a complete message. */
    void reset() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        close();
    }
}
