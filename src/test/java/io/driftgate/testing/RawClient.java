package io.driftgate.testing;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client that sends the bytes it is given and reads responses strictly. Send several requests before the first read and it
 * pipelines. A read that takes too long fails with {@link SocketTimeoutException}. Owned by one thread; sending from a second one
 * while the first reads is fine.
 */
public final class RawClient implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final WireReader reader;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.reader = new WireReader(socket.getInputStream());
    }

    /** To a port of 127.0.0.1. */
    public static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /**
     * With a small receive buffer, for a client that reads slowly.
     *
     * @param receiveBufferBytes 0 keeps the system's
     */
    public static RawClient connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new RawClient(socket);
    }

    /** A request with Host and, when there is a body or the method is POST, Content-Length. */
    public static byte[] request(String method, String target, String body, String... headerLines) {
        byte[] bodyBytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nhost: test\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        if (bodyBytes.length > 0 || method.equals("POST")) {
            head.append("content-length: ").append(bodyBytes.length).append("\r\n");
        }
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(headBytes, headBytes.length + bodyBytes.length);
        System.arraycopy(bodyBytes, 0, all, headBytes.length, bodyBytes.length);
        return all;
    }

    /** Sends a JSON POST and reads its response. */
    public RawResponse postJson(String target, String body, String... headerLines) throws IOException {
        String[] lines = Arrays.copyOf(headerLines, headerLines.length + 1);
        lines[headerLines.length] = "content-type: application/json";
        return send(request("POST", target, body, lines)).read();
    }

    /** Sends a GET and reads its response. */
    public RawResponse get(String target, String... headerLines) throws IOException {
        return send(request("GET", target, "", headerLines)).read();
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Text as it stands, ISO-8859-1. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A piece at a time, so that the other side sees every boundary that the kernel lets through. */
    public RawClient sendInPieces(byte[] bytes, int pieceBytes, Duration between)
            throws IOException, InterruptedException {
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
            if (!between.isZero()) {
                Thread.sleep(between.toMillis());
            }
        }
        return this;
    }

    /** No more will be sent; reading goes on. */
    public RawClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    public RawClient timeout(Duration duration) throws SocketException {
        socket.setSoTimeout((int) duration.toMillis());
        return this;
    }

    /** Reads the response to anything but a HEAD. */
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /**
     * Reads one response.
     *
     * @param method of the request: a HEAD's response has no body whatever its head says
     */
    public RawResponse read(String method) throws IOException {
        List<MessageHead> interim = new ArrayList<>();
        MessageHead head = readHead();
        while (RawResponse.statusOf(head) < 200) {
            interim.add(head);
            head = readHead();
        }
        BodyFraming framing = head.framing();
        return new RawResponse(interim, head, framing, body(method, head, framing));
    }

    /** Reads one head alone, also that of a 1xx; the body is the caller's to read. */
    public MessageHead readHead() throws IOException {
        MessageHead head = reader.head().orElseThrow(() -> new EOFException("connection ended without a response"));
        if (!head.startLine().matches("HTTP/1\\.1 [1-5][0-9][0-9] .*")) {
            throw new ProtocolViolation("status line: " + head.startLine());
        }
        return head;
    }

    private byte[] body(String method, MessageHead head, BodyFraming framing) throws IOException {
        int status = RawResponse.statusOf(head);
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new byte[0];
        }
        return switch (framing) {
            case NONE -> reader.toEnd();
            case LENGTH -> reader.exactly(head.contentLength());
            case CHUNKED -> reader.chunked();
        };
    }

    /** Exactly so many bytes, as they come. */
    public byte[] readBytes(int count) throws IOException {
        return reader.exactly(count);
    }

    /** Waits for the other side's orderly end or reset; fails when a byte comes instead. */
    public void expectClose() throws IOException {
        int next;
        try {
            next = reader.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (SocketException reset) {
            return;
        }
        if (next >= 0) {
            throw new AssertionError("a byte where the connection should end: " + next);
        }
    }

    /** Ends the connection with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
