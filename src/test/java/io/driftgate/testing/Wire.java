package io.driftgate.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an {@link Answer} writes with. Every call goes to the socket at once. Owned by one thread. */
public final class Wire {
    private final Socket socket;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    public Wire bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    /** Text as it stands; ISO-8859-1, so that every byte can be said. */
    public Wire text(String text) throws IOException {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Status line, header lines such as {@code content-length: 3}, and the empty line. */
    public Wire head(int status, String... headerLines) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Status\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return text(head.append("\r\n").toString());
    }

    /** One chunk of a chunked body. */
    public Wire chunk(byte[] bytes) throws IOException {
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[size.length + bytes.length + 2];
        System.arraycopy(size, 0, framed, 0, size.length);
        System.arraycopy(bytes, 0, framed, size.length, bytes.length);
        framed[framed.length - 2] = '\r';
        framed[framed.length - 1] = '\n';
        return bytes(framed);
    }

    public Wire lastChunk() throws IOException {
        return text("0\r\n\r\n");
    }

    public Wire pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
        return this;
    }

    /** Whether the peer has ended the connection; a byte that it sends instead fails, for nobody may pipeline to a model server. */
    boolean isPeerGone() throws IOException {
        socket.setSoTimeout(20);
        try {
            int next = socket.getInputStream().read();
            if (next >= 0) {
                throw new ProtocolViolation("a byte before the answer: " + next);
            }
            return true;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Ends the connection with a reset instead of an orderly close. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
