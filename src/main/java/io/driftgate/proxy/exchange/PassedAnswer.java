package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/** An answer that nobody looks at. */
record PassedAnswer(Exchange exchange) implements AnswerPath {
    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void onHeldHead(ResponseHead head) {
        throw new IllegalStateException("no answer is held");
    }

    @Override
    public void onHeldData(ByteBuf data) {
        data.release();
        throw new IllegalStateException("no answer is held");
    }

    @Override
    public void onHeldEnd() {
        throw new IllegalStateException("no answer is held");
    }

    @Override
    public void onHead(ResponseHead head) {}

    @Override
    public void onData(ByteBuf data) {
        exchange.passOn(data);
    }

    @Override
    public void onEnd() {
        exchange.endAnswer();
    }

    @Override
    public void release() {}
}
