package io.driftgate.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;

/**
 * The writing side of a connection: gathers buffers until a flush, frames chunks, and knows the ways to end. Futures are not kept: a
 * write that fails comes back to the handler as an exception or the end of the channel, and a close can't fail in a way that matters.
 * Owned by one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Outbound {
    private static final ByteBuf LINE_END = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final ByteBuf CONTINUE = constant("HTTP/1.1 100 Continue\r\n\r\n");

    private final ChannelHandlerContext context;
    private boolean pending;

    Outbound(ChannelHandlerContext context) {
        this.context = context;
    }

    ByteBuf buffer(int bytes) {
        return context.alloc().buffer(bytes);
    }

    boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Takes over the buffer. */
    void write(ByteBuf data) {
        context.write(data, context.voidPromise());
        pending = true;
    }

    /** Takes over the buffer; it must not be empty, for an empty chunk ends a body. */
    void writeChunk(ByteBuf data) {
        ByteBuf size = buffer(16);
        HeadWriter.chunkSize(size, data.readableBytes());
        write(size);
        write(data);
        write(LINE_END.duplicate());
    }

    void writeLastChunk() {
        write(LAST_CHUNK.duplicate());
    }

    void writeContinue() {
        write(CONTINUE.duplicate());
        flush();
    }

    void flush() {
        if (pending) {
            pending = false;
            context.flush();
        }
    }

    void close() {
        context.close();
    }

    void closeAfterFlush() {
        pending = false;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes our direction only, so that the client can still send what is then dropped, and read what we said. */
    void shutdownAfterFlush() {
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
        context.close();
    }

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
