package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * The client's side of one exchange, whatever the wire version. All calls and call-backs on the connection's event loop. After
 * {@link #sendEnd}, {@link #sendWhole}, {@link #breakOff} or {@link #abort} the stream belongs to the next exchange: nothing may be called any more.
 */
public interface ClientStream {
    /** Asks the client for the body it announced with Expect: 100-continue. */
    void sendContinue();

    /**
     * Sends an answer of our own.
     *
     * @param status HTTP status
     * @param fields added to Content-Length, Date and framing
     * @param contentType empty when there is no body
     */
    void sendWhole(int status, OwnFields fields, String contentType, byte[] body);

    /** Sends the head of the model server's answer, hop-by-hop fields left out. */
    void sendHead(ResponseHead head, OwnFields fields);

    /** Sends a piece of the answer's body; takes over the buffer. */
    void sendData(ByteBuf data);

    /** Flushes what was sent. */
    void flush();

    /** Ends the answer. */
    void sendEnd();

    /** Gives the client up without a complete answer: the connection is closed, so that it can't take the part for the whole. */
    void abort();

    /** Sends what was written and closes without the end of the answer, so that the client sees that it is cut short. */
    void breakOff();

    /** Whether more can be sent without filling memory; {@link Exchange#onClientWritable} tells when that changes. */
    boolean isWritable();

    /** Whether request bytes may be read. */
    void setReading(boolean reading);
}
