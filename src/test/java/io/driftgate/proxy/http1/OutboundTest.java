package io.driftgate.proxy.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutboundTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Outbound out = new Outbound(channel.pipeline().firstContext(), new HeadBytes());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void sendsHeadAndSmallBodyAsOneBuffer() {
        ByteBuf body = bytes(Outbound.MAX_COPIED_BYTES);
        head(body.readableBytes());
        out.write(body);
        assertEquals(0, body.refCnt(), "copied and given back");
        out.flush();
        assertEquals("head\r\n" + "x".repeat(Outbound.MAX_COPIED_BYTES), next());
        assertNull(channel.readOutbound());
    }

    @Test
    void doesNotCopyLargerBodies() {
        ByteBuf body = bytes(Outbound.MAX_COPIED_BYTES + 1);
        head(body.readableBytes());
        out.write(body);
        out.flush();
        assertEquals("head\r\n", next());
        ByteBuf sent = channel.readOutbound();
        assertSame(body, sent);
        sent.release();
    }

    @Test
    void keepsTheOrderWhenTheRoomIsUsedUp() {
        StringBuilder expected = new StringBuilder();
        head(-1);
        expected.append("head\r\n");
        for (int i = 1; i <= 40; i++) {
            int size = i % 8 == 0 ? 5000 : i * 7;
            out.writeChunk(bytes(size));
            expected.append(Integer.toHexString(size))
                    .append("\r\n")
                    .append("x".repeat(size))
                    .append("\r\n");
        }
        out.writeLastChunk();
        expected.append("0\r\n\r\n");
        out.flush();
        StringBuilder sent = new StringBuilder();
        for (String piece = next(); piece != null; piece = next()) {
            sent.append(piece);
        }
        assertEquals(expected.toString(), sent.toString());
    }

    @Test
    void holdsNothingBackOnceFlushed() {
        HeadWriter.ascii(out.room(1), "a");
        out.flush();
        assertEquals("a", next());
        HeadWriter.ascii(out.room(1), "b");
        assertNull(channel.readOutbound(), "waits for a flush");
        out.closeAfterFlush();
        assertEquals("b", next());
    }

    @Test
    void givesBackWhatACloseLeavesUnsent() {
        ByteBuf room = out.room(1);
        HeadWriter.ascii(room, "a");
        out.close();
        assertEquals(0, room.refCnt());
        assertNull(channel.readOutbound());
    }

    private void head(long bodyBytes) {
        out.beginHead().ascii("head\r\n");
        out.writeHead(bodyBytes);
    }

    /** The next buffer that reached the channel as text; null when there is none. Empty ones are passed over. */
    private String next() {
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            String text = sent.toString(StandardCharsets.US_ASCII);
            sent.release();
            if (!text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    private static ByteBuf bytes(int size) {
        return Unpooled.copiedBuffer("x".repeat(size), StandardCharsets.US_ASCII);
    }
}
