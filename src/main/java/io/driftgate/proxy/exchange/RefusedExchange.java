package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;
import io.driftgate.telemetry.Outcome;
import io.driftgate.telemetry.VersionMeters;
import io.netty.buffer.ByteBuf;

/**
 * A request that its head alone condemns. A small body is read and dropped, so that the connection lives on; otherwise the answer
 * goes out at once and the connection closes.
 */
final class RefusedExchange extends Exchange {
    private static final int MAX_DROPPED_BYTES = 64 << 10;

    private final Outcome outcome;
    private final int status;
    private final String message;
    private final String reason;

    /**
     * A refusal.
     *
     * @param governed null when the request is for no model that is governed
     * @param model empty when the request is for none
     */
    RefusedExchange(
            LoopState loop,
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            ModelState governed,
            VersionMeters meters,
            Protocol protocol,
            String model,
            Outcome outcome,
            int status,
            String message) {
        super(loop, bound, client, head, governed, meters, protocol, model);
        this.outcome = outcome;
        this.status = status;
        this.message = message;
        this.reason = outcome == Outcome.SHED ? "shed" : "blocked";
    }

    /** Refuses the request of an exchange that has not begun. */
    RefusedExchange(Exchange instead, Outcome outcome, int status, String message) {
        super(instead);
        this.outcome = outcome;
        this.status = status;
        this.message = message;
        this.reason = outcome == Outcome.SHED ? "shed" : "blocked";
    }

    @Override
    public void start() {
        setDeadline(limits.idleTimeoutNanos());
        boolean worthReading = head.declaredLength() >= 0 && head.declaredLength() <= MAX_DROPPED_BYTES;
        if (!worthReading || head.expectsContinue()) {
            answer();
        }
    }

    @Override
    public void onRequestData(ByteBuf data) {}

    @Override
    public void onRequestEnd() {
        if (!isDone()) {
            answer();
        }
    }

    private void answer() {
        refuse(outcome, status, message, reason);
    }

    @Override
    void onDeadline() {
        answer();
    }

    @Override
    void onNoAnswer(UpstreamFailure failure, boolean reusedConnection) {
        throw new IllegalStateException("a refused request goes nowhere");
    }

    @Override
    void send(UpstreamStream to) {
        throw new IllegalStateException("a refused request goes nowhere");
    }

    @Override
    void releaseRequest() {}
}
