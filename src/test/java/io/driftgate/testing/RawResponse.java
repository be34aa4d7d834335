package io.driftgate.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One response as {@link RawClient} read it. Immutable by convention: callers leave the arrays alone. */
public final class RawResponse {
    private final List<MessageHead> interim;
    private final MessageHead head;
    private final BodyFraming framing;
    private final byte[] body;

    RawResponse(List<MessageHead> interim, MessageHead head, BodyFraming framing, byte[] body) {
        this.interim = List.copyOf(interim);
        this.head = head;
        this.framing = framing;
        this.body = body;
    }

    public int status() {
        return statusOf(head);
    }

    static int statusOf(MessageHead head) {
        return Integer.parseInt(head.startLine().substring(9, 12));
    }

    public MessageHead head() {
        return head;
    }

    /** The 1xx responses that came before it. */
    public List<MessageHead> interim() {
        return interim;
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    public BodyFraming framing() {
        return framing;
    }

    public byte[] body() {
        return body;
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether it announces the end of the connection. */
    public boolean closes() {
        return head.hasToken("connection", "close");
    }

    @Override
    public String toString() {
        return head.text() + bodyText();
    }
}
