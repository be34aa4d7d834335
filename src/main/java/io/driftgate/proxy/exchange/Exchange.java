package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Refusal;
import io.driftgate.snapshot.Limits;
import io.driftgate.snapshot.Upstream;
import io.driftgate.telemetry.Outcome;
import io.driftgate.telemetry.VersionMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One request and its answer, from the head of the one to the end of the other. This class holds what all exchanges share: the
 * answer's way back under backpressure, deadlines, and the one place where an exchange ends. What becomes of the request is the
 * subclasses' part: {@link GovernedExchange} buffers and inspects it, {@link PassingExchange} streams it, {@link RefusedExchange}
 * drops it. Owned by one event loop; all methods run there.
 *
 * <pre>
 * REQUEST    bytes of the request come in, or wait for the model server
 * RECORDING  an answer is there, and waits until the audit log has the decision on disk; nothing more of it is read
 * HELD       the answer comes in and is kept back until it is inspected; nothing of it went to the client, and nothing is retried
 * ANSWER     the head of the answer went to the client; nothing can be retried any more
 * DONE       the client stream is given back; late call-backs find a closed door
 * </pre>
 */
public abstract sealed class Exchange permits GovernedExchange, PassingExchange, RefusedExchange {
    private static final long NEVER = Long.MAX_VALUE;

    private enum Phase {
        REQUEST,
        RECORDING,
        HELD,
        ANSWER,
        DONE
    }

    final LoopState loop;
    final LoopState.Bound bound;
    final ClientStream client;
    final RequestHead head;
    final Limits limits;
    final String requestId;

    /** In whose shape errors are said. */
    final Protocol protocol;

    /** Empty when the request is for none. */
    final String modelName;

    private final ModelState governed;
    private final ExchangeRecords records;
    private final ExchangeTimes times = new ExchangeTimes();
    private Phase phase = Phase.REQUEST;
    private boolean holdsSlot;
    private UpstreamStream upstream;

    /** Null before the answer's head. */
    private AnswerPath answer;

    /** Null before anything waits for the audit log. */
    private RecordWait wait;

    /** What is left of an answer that was held and is complete; null when there is none. */
    private WholeAnswer rest;

    private VersionMeters meters;
    private Outcome answerOutcome = Outcome.OK;

    /** What the client was told; 0 when nothing. */
    private int status;

    private long deadlineNanos = NEVER;

    /** @param governed null when the request is for no model that is governed */
    Exchange(
            LoopState loop,
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            ModelState governed,
            VersionMeters meters,
            Protocol protocol,
            String modelName) {
        this.loop = loop;
        this.bound = bound;
        this.client = client;
        this.head = head;
        this.meters = meters;
        this.protocol = protocol;
        this.modelName = modelName;
        this.limits = bound.snapshot.settings().limits();
        this.requestId = RequestIds.accepted(head.fields(), loop);
        this.governed = governed;
        this.records = ExchangeRecords.of(this, governed);
    }

    /** Another exchange's request, to refuse it. */
    Exchange(Exchange other) {
        this(
                other.loop,
                other.bound,
                other.client,
                other.head,
                other.governed,
                other.meters,
                other.protocol,
                other.modelName);
    }

    /** Begins: after the client stream knows the exchange. */
    public abstract void start();

    /** A piece of the request's body; the buffer stays the caller's. */
    public abstract void onRequestData(ByteBuf data);

    /** The request's body is complete. Also called for requests without one. */
    public abstract void onRequestEnd();

    /** The model server answered nothing, before its answer's head. */
    abstract void onNoAnswer(UpstreamFailure failure, boolean reusedConnection);

    /** The subclass's own time-out, before the answer's head. */
    abstract void onDeadline();

    /** Sends the request to the model server. */
    abstract void send(UpstreamStream to);

    /** The way of an answer with that head, which is valid until the answer ends. */
    AnswerPath answerPath(ResponseHead answerHead) {
        return new PassedAnswer(this);
    }

    /** Adds what the client is told about this exchange. */
    void describe(OwnFields fields) {
        fields.add("x-driftgate-model", modelName);
    }

    /** Counts what became of it. Called exactly once; as {@link ComparedRequest#ended}. */
    void onFinished(Outcome outcome, int answerStatus, long upstreamNanos) {}

    /** Gives back what the subclass holds. Called exactly once. */
    abstract void releaseRequest();

    // ---- the model server's side

    public final void onUpstreamReady(UpstreamStream stream) {
        if (phase != Phase.REQUEST) {
            stream.cancel();
            return;
        }
        upstream = stream;
        times.sent();
        setDeadline(limits.upstreamTimeoutNanos());
        send(stream);
    }

    /** The model server could not be reached, or its connection is gone. */
    public final void onUpstreamFailure(UpstreamFailure failure) {
        boolean reused = upstream != null && upstream.isReused();
        upstream = null;
        if (phase == Phase.REQUEST) {
            onNoAnswer(failure, reused);
        } else if (phase == Phase.RECORDING || phase == Phase.HELD) {
            refuseUpstream(failure);
        } else if (phase == Phase.ANSWER) {
            finish(failure == UpstreamFailure.TIMEOUT ? Outcome.UPSTREAM_TIMEOUT : Outcome.UPSTREAM_UNAVAILABLE);
            client.abort();
        }
    }

    public final void onResponseHead(ResponseHead answerHead) {
        setDeadline(limits.upstreamTimeoutNanos());
        if (records.mustWait()) {
            upstream.setReading(false);
            await(() -> takeAnswer(answerHead));
        } else {
            takeAnswer(answerHead);
        }
    }

    private void takeAnswer(ResponseHead answerHead) {
        answer = answerPath(answerHead);
        if (answer.holdsBack()) {
            phase = Phase.HELD;
            answer.onHeldHead(answerHead);
        } else {
            beginAnswer(answerHead);
        }
    }

    private void beginAnswer(ResponseHead answerHead) {
        phase = Phase.ANSWER;
        times.answered();
        answer.onHead(answerHead);
        status = answerHead.status();
        answerOutcome = status >= 500 ? Outcome.UPSTREAM_ERROR : Outcome.OK;
        OwnFields fields = loop.ownFields();
        if (bound.snapshot.settings().responseHeaders()) {
            fields.add("x-request-id", requestId);
            describe(fields);
            times.addTo(fields);
        }
        client.sendHead(answerHead, fields);
    }

    /** A piece of the answer's body; takes over the buffer. */
    public final void onResponseData(ByteBuf data) {
        if (phase == Phase.HELD) {
            setDeadline(limits.upstreamTimeoutNanos());
            answer.onHeldData(data);
        } else {
            answer.onData(data);
        }
    }

    /** Sends a piece of the answer; takes over the buffer. */
    final void passOn(ByteBuf data) {
        client.sendData(data);
        boolean writable = client.isWritable();
        setDeadline(writable ? limits.upstreamTimeoutNanos() : limits.idleTimeoutNanos());
        if (!writable && upstream != null) {
            upstream.setReading(false);
        }
    }

    /** No more of the answer is at hand for now. */
    public final void onResponsePause() {
        client.flush();
    }

    public final void onResponseEnd() {
        upstream = null;
        if (phase == Phase.RECORDING) {
            wait.answerEnded();
        } else if (phase == Phase.HELD) {
            answer.onHeldEnd();
        } else {
            answer.onEnd();
        }
    }

    final void endAnswer() {
        finish(answerOutcome);
        client.sendEnd();
    }

    /** Nothing went on of what came: the model server's time to say more begins anew, unless the client is to catch up. */
    final void awaitMore() {
        if (client.isWritable()) {
            setDeadline(limits.upstreamTimeoutNanos());
        }
    }

    /** Ends an answer that is under way: last words, and no proper end. */
    final void breakOff(Outcome outcome, byte[] lastWords) {
        cancelUpstream();
        finish(outcome);
        client.sendData(Unpooled.wrappedBuffer(lastWords));
        client.breakOff();
    }

    /** The model server's connection takes more again. */
    public void onUpstreamWritable() {}

    // ---- the audit log's side

    /** Goes on once the log has the newest decision on disk. */
    private void await(Runnable next) {
        phase = Phase.RECORDING;
        endWait();
        wait = new RecordWait(this, next);
        client.setReading(false);
        setDeadline(limits.upstreamTimeoutNanos());
        records.await(wait);
    }

    private void endWait() {
        if (wait != null) {
            wait.end();
        }
    }

    /** The wait is over. */
    final void goOn(Runnable next, boolean answerEnded) {
        phase = Phase.REQUEST;
        setDeadline(limits.upstreamTimeoutNanos());
        next.run();
        if (upstream != null && (phase == Phase.HELD || client.isWritable())) {
            upstream.setReading(true);
        } else if (answerEnded && phase != Phase.DONE) {
            onResponseEnd();
        }
    }

    /** Ends the exchange because its decision can't be recorded, or not in time. */
    final void shedUnrecorded() {
        cancelUpstream();
        loop.countShed(ShedReason.AUDIT);
        records.shedFor(ShedReason.AUDIT);
        tell(Outcome.SHED, Refusal.of(503, "the audit log takes no more records", requestId), "shed");
    }

    final ExchangeRecords records() {
        return records;
    }

    // ---- the client's side

    /** The client's connection takes more again, or no longer. */
    public final void onClientWritable() {
        if (phase != Phase.ANSWER || !client.isWritable()) {
            return;
        }
        if (rest != null) {
            sendRest();
        } else if (upstream != null) {
            setDeadline(limits.upstreamTimeoutNanos());
            upstream.setReading(true);
        }
    }

    /** The client closed or reset its connection: nobody waits for the answer. */
    public final void onClientGone() {
        if (phase != Phase.DONE) {
            cancelUpstream();
            finish(Outcome.CLIENT_GONE);
        }
    }

    /** The request turned out to be no proper HTTP within its body. The connection answers and closes. */
    public final void onRequestMalformed() {
        if (phase != Phase.DONE) {
            cancelUpstream();
            status = 400;
            finish(Outcome.MALFORMED);
        }
    }

    /** Whether an answer is under way, so that no other may be sent. */
    public final boolean isAnswering() {
        return phase == Phase.ANSWER;
    }

    public final void onTick(long nowNanos) {
        onTickInRequest(nowNanos);
        if (nowNanos - deadlineNanos < 0 || deadlineNanos == NEVER) {
            return;
        }
        deadlineNanos = NEVER;
        if (phase == Phase.REQUEST && upstream != null) {
            cancelUpstream();
            onNoAnswer(UpstreamFailure.TIMEOUT, false);
        } else if (phase == Phase.REQUEST) {
            onDeadline();
        } else if (phase == Phase.RECORDING) {
            wait.overdue();
        } else if (phase == Phase.HELD) {
            cancelUpstream();
            refuseUpstream(UpstreamFailure.TIMEOUT);
        } else if (phase == Phase.ANSWER) {
            boolean clientIsSlow = !client.isWritable();
            cancelUpstream();
            finish(clientIsSlow ? Outcome.CLIENT_TIMEOUT : Outcome.UPSTREAM_TIMEOUT);
            client.abort();
        }
    }

    /** What a subclass does on each tick besides deadlines. */
    void onTickInRequest(long nowNanos) {}

    // ---- for subclasses

    final boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether all is decided and only the audit log is waited for. */
    final boolean isRecording() {
        return phase == Phase.RECORDING;
    }

    /** Whether an answer is being kept back, and nothing is decided about it yet. */
    final boolean isHolding() {
        return phase == Phase.HELD;
    }

    /** Takes one of {@code maxConcurrent}; given back at the end. */
    final boolean takeSlot() {
        holdsSlot = loop.admission().tryExchange(limits);
        return holdsSlot;
    }

    final void setDeadline(long timeoutNanos) {
        deadlineNanos = loop.tickNanos() + timeoutNanos;
    }

    final void setMeters(VersionMeters newMeters) {
        meters = newMeters;
    }

    final void addGuardNanos(long nanos) {
        times.addGuard(nanos);
    }

    final ExchangeTimes times() {
        return times;
    }

    final long guardNanos() {
        return times.guardNanos();
    }

    final void connect(Upstream to, boolean fresh) {
        setDeadline(limits.upstreamTimeoutNanos());
        loop.upstreams().acquire(to, this, fresh);
    }

    final void cancelUpstream() {
        if (upstream != null) {
            UpstreamStream cancelled = upstream;
            upstream = null;
            cancelled.cancel();
        }
    }

    /** Lets go of an answer that was kept back and is still coming in: from here on it streams. Takes over what has come so far. */
    final void releaseHeld(ResponseHead answerHead, ByteBuf soFar) {
        beginAnswer(answerHead);
        if (soFar.isReadable()) {
            answer.onData(soFar);
        } else {
            soFar.release();
        }
        if (upstream != null && client.isWritable()) {
            upstream.setReading(true);
        }
    }

    /** Sends an answer that was kept back and is complete. Takes over the body. */
    final void sendHeld(ResponseHead answerHead, ByteBuf body) {
        rest = new WholeAnswer(body);
        answerHead.setBody(body.readableBytes(), true);
        beginAnswer(answerHead);
        sendRest();
    }

    private void sendRest() {
        if (rest.send(client)) {
            endAnswer();
        } else {
            setDeadline(limits.idleTimeoutNanos());
            client.flush();
        }
    }

    final UpstreamStream upstream() {
        return upstream;
    }

    /** As {@link #refuse(Outcome, Refusal, String)}, where there is no rule to name. */
    final void refuse(Outcome outcome, int status, String message, String reason) {
        refuse(outcome, Refusal.of(status, message, requestId), reason);
    }

    /** Says that the model server gave no answer, or none that is whole. */
    final void refuseUpstream(UpstreamFailure failure) {
        boolean late = failure == UpstreamFailure.TIMEOUT;
        refuse(
                late ? Outcome.UPSTREAM_TIMEOUT : Outcome.UPSTREAM_UNAVAILABLE,
                late ? 504 : 502,
                failure.phrase(),
                "upstream");
    }

    /** Ends the exchange with a configured answer in the model server's place. */
    final void replace(byte[] body) {
        cancelUpstream();
        sendOwn(Outcome.REPLACED, 200, "replaced", body);
    }

    /** Ends the exchange with an answer of our own, in the protocol's shape. */
    final void refuse(Outcome outcome, Refusal refusal, String reason) {
        cancelUpstream();
        boolean taken = !records.isOn() || loop.audit().acceptsRequests();
        if (!taken || !records.decideUndecided(outcome, refusal.status())) {
            shedUnrecorded();
        } else if (records.mustWait()) {
            await(() -> tell(outcome, refusal, reason));
        } else {
            tell(outcome, refusal, reason);
        }
    }

    private void tell(Outcome outcome, Refusal refusal, String reason) {
        sendOwn(outcome, refusal.status(), reason, protocol.errorBody(refusal));
    }

    private void sendOwn(Outcome outcome, int ownStatus, String reason, byte[] body) {
        status = ownStatus;
        finish(outcome);
        OwnFields fields = loop.ownFields();
        if (status == 503) {
            fields.add("retry-after", "1");
        }
        if (bound.snapshot.settings().responseHeaders()) {
            fields.add("x-request-id", requestId);
            fields.add("x-driftgate-reason", reason);
            describe(fields);
        }
        client.sendWhole(status, fields, "application/json", body);
    }

    private void finish(Outcome outcome) {
        phase = Phase.DONE;
        deadlineNanos = NEVER;
        endWait();
        long now = System.nanoTime();
        records.end(outcome, status, times, now);
        meters.record(outcome, times.totalNanos(now), times.guardNanos(), times.upstreamNanos(now));
        onFinished(outcome, status, times.upstreamNanos(now));
        releaseRequest();
        if (answer != null) {
            answer.release();
        }
        if (rest != null) {
            rest.release();
            rest = null;
        }
        if (holdsSlot) {
            holdsSlot = false;
            loop.admission().releaseExchange();
        }
    }
}
