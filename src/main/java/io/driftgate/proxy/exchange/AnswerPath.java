package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * The way of one answer from the model server to the client: kept back until all of it is there, or passed on as it comes. Owned by one
 * event loop.
 */
sealed interface AnswerPath permits GovernedAnswer, PassedAnswer {
    /** Whether the answer must be whole before anything of it goes out. */
    boolean holdsBack();

    // ---- kept back

    /** Its head is there; valid until the answer ends. */
    void onHeldHead(ResponseHead head);

    /** A piece of it; takes over the buffer. */
    void onHeldData(ByteBuf data);

    /** It is complete. */
    void onHeldEnd();

    // ---- on its way to the client

    /** Its head is about to go out. */
    void onHead(ResponseHead head);

    /** A piece of it; takes over the buffer. */
    void onData(ByteBuf data);

    /** All of it has come in. */
    void onEnd();

    /** Gives back what is held; the exchange ends. */
    void release();
}
