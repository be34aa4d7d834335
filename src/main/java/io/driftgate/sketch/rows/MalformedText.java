package io.driftgate.sketch.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Where bytes are no UTF-8 (RFC 3629): whoever decodes them reads ahead, and knows only that they are not.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 units
 */
record MalformedText(long line, long column) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** The first place; the end of the text when there is none. */
    static MalformedText first(InputStream in) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
        CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES); // a character takes a byte at least
        long line = 1;
        long column = 1;
        while (true) {
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            bytes.position(bytes.position() + Math.max(0, read)).flip();
            CoderResult result = decoder.decode(bytes, chars, read < 0);
            chars.flip();
            while (chars.hasRemaining()) {
                boolean ends = chars.get() == '\n';
                line += ends ? 1 : 0;
                column = ends ? 1 : column + 1;
            }
            if (result.isError() || read < 0) {
                return new MalformedText(line, column);
            }
            chars.clear();
            bytes.compact();
        }
    }
}
