package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * One request on a connection to a model server. All calls and call-backs on the event loop of the exchange. After
 * {@link #cancel}, or the exchange's {@code onResponseEnd} or {@code onUpstreamFailure}, nothing may be called any more.
 */
public interface UpstreamStream {
    /**
     * Sends the head of the request.
     *
     * @param head of the client's request; hop-by-hop fields, Host, framing and those in {@code replaced} are left out
     * @param bodyLength exact, or {@link RequestHead#UNKNOWN_LENGTH} to stream it
     * @param rewritten whether the body is forwarded as other bytes than it came, decoded or masked: Content-Encoding and digests are left
     *     out
     * @param plainAnswer whether the answer is to be read here, so that it is asked for without content coding
     */
    void sendHead(RequestHead head, OwnFields own, long bodyLength, boolean rewritten, boolean plainAnswer);

    /** Sends a piece of the body; takes over the buffer. */
    void sendData(ByteBuf data);

    /** Ends the request and flushes it. */
    void sendEnd();

    /** Flushes what was sent so far. */
    void flush();

    boolean isWritable();

    /** Whether the answer may be read. */
    void setReading(boolean reading);

    /** Whether the connection had served a request before, so that a reset may mean that it was stale. */
    boolean isReused();

    /** Gives the request up; the connection is closed. */
    void cancel();
}
