package io.driftgate.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads HTTP/1.1 messages off a socket, strictly. Owned by one thread. */
final class WireReader {
    private static final int MAX_HEAD_BYTES = 1 << 20;

    private final InputStream in;
    private ByteArrayOutputStream raw = new ByteArrayOutputStream();

    WireReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The bytes read since the last call, framing included. */
    byte[] takeRaw() {
        byte[] taken = raw.toByteArray();
        raw = new ByteArrayOutputStream();
        return taken;
    }

    /** The next head; empty when the connection ended before its first byte. */
    Optional<MessageHead> head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                if (head.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("connection ended inside a head: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
            raw.write(b);
            boolean expected = b == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
            if (head.size() > MAX_HEAD_BYTES) {
                throw new ProtocolViolation("head without an end");
            }
        }
        return Optional.of(MessageHead.parse(head.toByteArray()));
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        raw.writeBytes(bytes);
        if (bytes.length < length) {
            throw new EOFException("connection ended after " + bytes.length + " of " + length + " bytes of a body");
        }
        return bytes;
    }

    /** Everything until the peer ends the connection. */
    byte[] toEnd() throws IOException {
        byte[] bytes = in.readAllBytes();
        raw.writeBytes(bytes);
        return bytes;
    }

    /** A chunked body, decoded. Trailers are refused: whoever sends here has to drop them. */
    byte[] chunked() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            if (!size.matches("[0-9A-Fa-f]{1,7}")) {
                throw new ProtocolViolation("chunk size: " + size);
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                String end = line();
                if (!end.isEmpty()) {
                    throw new ProtocolViolation("trailer: " + end);
                }
                return body.toByteArray();
            }
            body.writeBytes(exactly(length));
            if (!line().isEmpty()) {
                throw new ProtocolViolation("chunk without CRLF behind it");
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("connection ended inside a chunked body");
            }
            raw.write(b);
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                if (!text.endsWith("\r")) {
                    throw new ProtocolViolation("bare LF behind: " + text);
                }
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
    }

    /** One byte, or -1 at the end. */
    int read() throws IOException {
        return in.read();
    }
}
