package io.driftgate.proxy.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyReaderTest {
    private static final String CHUNKED =
            "5\r\nhello\r\n00a;ext=\"x\"\r\n, chunked \r\n5\r\nworld\r\n0\r\nTrailer: dropped\r\nB: c\r\n\r\n";

    @Test
    void readsChunksHoweverTheyAreSplit() throws FramingException {
        for (int first = 0; first <= CHUNKED.length(); first++) {
            BodyReader body = new BodyReader();
            body.startChunked(1024);
            StringBuilder out = new StringBuilder();
            drain(body, CHUNKED.substring(0, first), out);
            boolean ended = drain(body, CHUNKED.substring(first) + "NEXT", out);
            assertTrue(ended, "split at " + first);
            assertEquals("hello, chunked world", out.toString());
        }
    }

    @Test
    void readsChunksByteByByte() throws FramingException {
        BodyReader body = new BodyReader();
        body.startChunked(1024);
        StringBuilder out = new StringBuilder();
        boolean ended = false;
        for (int i = 0; i < CHUNKED.length(); i++) {
            assertFalse(ended);
            ended = drain(body, CHUNKED.substring(i, i + 1), out);
        }
        assertTrue(ended);
        assertEquals("hello, chunked world", out.toString());
    }

    @Test
    void leavesWhatFollows() throws FramingException {
        BodyReader body = new BodyReader();
        body.startLength(3);
        ByteBuf in = Unpooled.copiedBuffer("abcGET", StandardCharsets.US_ASCII);
        assertEquals(3, body.available(in));
        body.consumed(3);
        in.skipBytes(3);
        assertEquals(BodyReader.END, body.available(in));
        assertEquals("GET", in.toString(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                " 1\r\na",
                "1 \r\na",
                "0x1\r\na",
                "-1\r\n",
                "1\na",
                "1;a\nb",
                "1;\u0001\r\n",
                "ffffffff\r\n",
                "00000000000000001\r\n",
                "1\r\nab",
                "1\r\na\n",
                "1\r\na\rX",
                "0\r\nA b: c\r\n",
                "0\r\nA: b\n",
                "0\r\n folded\r\n"
            })
    void refusesChunksThatHaveTwoReadings(String chunks) {
        BodyReader body = new BodyReader();
        body.startChunked(1024);
        assertThrows(FramingException.class, () -> drain(body, chunks, new StringBuilder()));
    }

    @Test
    void boundsExtensionsAndTrailers() {
        BodyReader extension = new BodyReader();
        extension.startChunked(1024);
        assertThrows(FramingException.class, () -> drain(extension, "1;" + "x".repeat(300), new StringBuilder()));
        BodyReader trailers = new BodyReader();
        trailers.startChunked(64);
        assertThrows(
                FramingException.class, () -> drain(trailers, "0\r\n" + "a: b\r\n".repeat(20), new StringBuilder()));
    }

    private static boolean drain(BodyReader body, String text, StringBuilder out) throws FramingException {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        int available = body.available(in);
        while (available > 0) {
            out.append(in.readCharSequence(available, StandardCharsets.ISO_8859_1));
            body.consumed(available);
            available = body.available(in);
        }
        return available == BodyReader.END;
    }
}
