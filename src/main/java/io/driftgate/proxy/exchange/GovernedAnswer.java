package io.driftgate.proxy.exchange;

import io.driftgate.proxy.exchange.AnswerDecision.Release;
import io.driftgate.proxy.exchange.AnswerDecision.Replacement;
import io.driftgate.proxy.exchange.AnswerDecision.Rewrite;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The answer's side of a {@link GovernedExchange}, from the answer's head on: passed on as it comes, kept back whole until {@link
 * AnswerInspection} has decided, or looked through event by event. What goes to the client goes through the exchange. Owned by one event
 * loop.
 */
final class GovernedAnswer implements AnswerPath {
    private final GovernedExchange exchange;
    private final LoopState loop;
    private final Permit permit;
    private final ModelState model;
    private final AnswerInspection inspection;
    private HeldAnswer held;
    private StreamedAnswer streamed;
    private String redactedSummary = "";

    /** Whether the answer is to be read for its prediction, if it comes in one piece. */
    private boolean mayPredict;

    private long declaredLength;

    /** @param head as its connection has it: valid until the answer ends */
    GovernedAnswer(GovernedExchange exchange, Permit permit, ResponseHead head) {
        this.exchange = exchange;
        this.loop = exchange.loop;
        this.permit = permit;
        this.model = permit.inspection().model();
        this.inspection = new AnswerInspection(loop, permit, head, exchange.limits.maxBodyBytes());
    }

    @Override
    public boolean holdsBack() {
        return inspection.holdsBack();
    }

    /** Value of {@code x-driftgate-answer-redacted}; empty when nothing was. */
    String redactedSummary() {
        return redactedSummary;
    }

    private BufferRoom newRoom() {
        return new BufferRoom(loop.admission(), exchange.limits);
    }

    // ---- kept back

    @Override
    public void onHeldHead(ResponseHead head) {
        held = new HeldAnswer(head, exchange.limits.maxBodyBytes(), newRoom());
        inspection.onHead().ifPresent(decision -> settle(decision, false));
    }

    @Override
    public void onHeldData(ByteBuf data) {
        int bytes = data.readableBytes();
        if (held.overflows(bytes)) {
            AnswerDecision decision = inspection.onTooLarge();
            if (decision instanceof Release) {
                settle(decision, false);
                exchange.onResponseData(data);
            } else {
                data.release();
                settle(decision, false);
            }
            return;
        }
        held.add(data);
        data.release();
        if (!held.room().take(bytes, loop.tickNanos())) {
            exchange.upstream().setReading(false);
        }
    }

    /** What there is to do on a tick while it is kept back. */
    void onTick(long nowNanos) {
        if (!held.room().isWaiting()) {
            return;
        }
        if (held.room().retry()) {
            exchange.setDeadline(exchange.limits.upstreamTimeoutNanos());
            exchange.upstream().setReading(true);
        } else if (held.room().isOverdue(nowNanos)) {
            giveUpOnRoom(false);
        }
    }

    private void giveUpOnRoom(boolean complete) {
        if (model.isEnforced()) {
            exchange.shed();
        } else {
            settle(inspection.onTooLarge(), complete);
        }
    }

    @Override
    public void onHeldEnd() {
        if (held.room().retry()) {
            long begin = System.nanoTime();
            AnswerDecision decision = inspection.onWhole(exchange.body(), held.body(), held.room());
            exchange.addGuardNanos(System.nanoTime() - begin);
            settle(decision, true);
        } else {
            giveUpOnRoom(true); // no waiting: the head is the connection's, which may serve another request from now on
        }
    }

    private void settle(AnswerDecision decision, boolean complete) {
        exchange.notePolicyErrors(decision.policyErrors());
        exchange.records().noteAnswer();
        ResponseHead head = held.head();
        if (decision instanceof Release) {
            ByteBuf bytes = held.body().retain();
            if (complete) {
                exchange.sendHeld(head, bytes);
            } else {
                exchange.releaseHeld(head, bytes);
            }
        } else if (decision instanceof Rewrite rewrite) {
            redactedSummary = rewrite.summary();
            head.setRewritten();
            head.setJsonBytes(rewrite.jsonBytes());
            exchange.sendHeld(head, Unpooled.wrappedBuffer(rewrite.body()));
        } else if (decision instanceof Replacement replacement) {
            exchange.replace(replacement.body().getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.reject((Rejection) decision);
        }
    }

    // ---- on its way to the client

    @Override
    public void onHead(ResponseHead head) {
        if (inspection.scansEvents()) {
            streamed = new StreamedAnswer(loop, model, exchange.records(), newRoom());
            head.setBody(RequestHead.UNKNOWN_LENGTH, true); // masks may change it
            if (model.isEnforced()) {
                head.setRewritten();
            }
        }
        mayPredict = held == null
                && streamed == null
                && (exchange.records().wantsPrediction()
                        || permit.inspection().state().countsAnswers())
                && PassedPredictions.mayRead(permit.inspection(), head);
        declaredLength = head.declaredLength();
    }

    @Override
    public void onData(ByteBuf data) {
        if (streamed == null) {
            if (mayPredict) {
                mayPredict = false;
                if (data.readableBytes() == declaredLength) {
                    readPassed(data);
                }
            }
            exchange.passOn(data);
            return;
        }
        long begin = System.nanoTime();
        ByteBuf out = streamed.take(data);
        exchange.addGuardNanos(System.nanoTime() - begin);
        passOnEvents(streamed, out);
    }

    private void readPassed(ByteBuf data) {
        PredictionNote note = loop.passedPredictions().read(permit, exchange.body(), data, loop.guard());
        if (exchange.records().wantsPrediction()) {
            exchange.records().notePrediction(note);
        }
    }

    @Override
    public void onEnd() {
        if (streamed == null || passOnEvents(streamed, streamed.end())) {
            exchange.endAnswer();
        }
    }

    /** False when the answer was broken off. */
    private boolean passOnEvents(StreamedAnswer events, ByteBuf out) {
        if (out.isReadable()) {
            exchange.passOn(out);
        } else {
            out.release();
            exchange.awaitMore();
        }
        Optional<Rejection> rejection = events.rejection();
        if (rejection.isEmpty()) {
            return true;
        }
        byte[] error = exchange.protocol.errorBody(exchange.refusal(rejection.get()));
        String event = "data: " + new String(error, StandardCharsets.UTF_8) + "\n\n";
        exchange.breakOff(rejection.get().outcome(), event.getBytes(StandardCharsets.UTF_8));
        return false;
    }

    @Override
    public void release() {
        if (held != null) {
            held.release();
            held = null;
        }
        if (streamed != null) {
            streamed.release();
            streamed = null;
        }
    }
}
