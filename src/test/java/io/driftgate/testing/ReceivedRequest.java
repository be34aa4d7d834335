package io.driftgate.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A request as {@link TestUpstream} got it. Immutable by convention: callers leave the arrays alone. */
public final class ReceivedRequest {
    private final int connection;
    private final MessageHead head;
    private final byte[] raw;
    private final byte[] body;
    private final boolean complete;

    ReceivedRequest(int connection, MessageHead head, byte[] raw, byte[] body, boolean complete) {
        this.connection = connection;
        this.head = head;
        this.raw = raw;
        this.body = body;
        this.complete = complete;
    }

    /** Number of the connection that it came on, from 1 in the order of acceptance. */
    public int connection() {
        return connection;
    }

    public MessageHead head() {
        return head;
    }

    public String method() {
        return head.startLine().split(" ", -1)[0];
    }

    /** Path and query, as on the wire. */
    public String target() {
        return head.startLine().split(" ", -1)[1];
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    public List<String> headers(String name) {
        return head.headers(name);
    }

    /** Head and body byte for byte, chunk framing included. */
    public byte[] raw() {
        return raw;
    }

    /** The body without its framing. */
    public byte[] body() {
        return body;
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** False when the connection ended inside the body, or the answer did not wait for it. */
    public boolean complete() {
        return complete;
    }

    @Override
    public String toString() {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }
}
