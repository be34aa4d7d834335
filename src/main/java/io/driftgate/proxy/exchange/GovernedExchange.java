package io.driftgate.proxy.exchange;

import io.driftgate.pii.Uninspectable;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.AnswerDecision.Release;
import io.driftgate.proxy.exchange.AnswerDecision.Replacement;
import io.driftgate.proxy.exchange.AnswerDecision.Rewrite;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.route.RouteReason;
import io.driftgate.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An inference request: its body is buffered whole, inspected, and only then sent, to the version that the route chose. Before the
 * answer's head a failure may go to a fallback version, under that version's own policy and from the original body. An answer that
 * rules or the scan for personal data look at is kept back whole until they have decided; one in events goes through the scan.
 */
final class GovernedExchange extends Exchange {
    private static final Logger LOG = System.getLogger(GovernedExchange.class.getName());
    private static final int INITIAL_BODY_BYTES = 2 << 10;

    private final ModelState model;
    private final Encoding encoding;
    private final BodyKind kind;

    /** Why the body can't be inspected, known from the head; empty when it can. */
    private final String uninspectable;

    /** What version and policy are chosen by. */
    private final long keyHash;

    private final int firstVersion;
    private final BufferRoom room;
    private Inspection inspection;
    private RouteReason reason;
    private ByteBuf body;
    private boolean requestEnded;
    private Permit permit;
    private String policyErrors = "";
    private AnswerInspection answerInspection;
    private HeldAnswer held;
    private StreamedAnswer streamed;
    private String answerRedacted = "";
    private boolean identity;
    private boolean retriedFresh;

    /** Place in the fallback chain of the next version to try. */
    private int nextFallback;

    GovernedExchange(
            LoopState loop,
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            ModelState model,
            Protocol protocol,
            int version,
            long keyHash,
            RouteReason reason,
            Encoding encoding,
            BodyKind kind,
            String uninspectable) {
        super(loop, bound, client, head, model.versions[version].meters, protocol, model.model.name());
        this.model = model;
        this.keyHash = keyHash;
        this.firstVersion = version;
        this.room = new BufferRoom(loop.admission(), limits);
        this.kind = kind;
        this.inspection = under(version);
        this.reason = reason;
        this.encoding = encoding;
        this.uninspectable = uninspectable;
    }

    private Inspection under(int version) {
        return new Inspection(
                model, version, model.versions[version].enforcedFor(keyHash), protocol, head, kind, requestId);
    }

    // ---- receiving

    @Override
    public void start() {
        model.retryBudget.earn();
        setDeadline(limits.idleTimeoutNanos());
        if (head.expectsContinue()) {
            client.sendContinue();
        }
    }

    @Override
    public void onRequestData(ByteBuf data) {
        int bytes = data.readableBytes();
        if (received() + bytes > limits.maxBodyBytes()) {
            refuse(Outcome.TOO_LARGE, 413, "the body is larger than " + limits.maxBodyBytes() + " bytes");
            return;
        }
        if (body == null) {
            long declared = head.declaredLength();
            int initial = declared > 0 && declared <= 64 << 10 ? (int) declared : Math.max(bytes, INITIAL_BODY_BYTES);
            body = PooledByteBufAllocator.DEFAULT.heapBuffer(initial);
        }
        body.writeBytes(data);
        if (!room.take(bytes, loop.tickNanos())) {
            client.setReading(false);
        }
    }

    private int received() {
        return body == null ? 0 : body.readableBytes();
    }

    @Override
    void onTickInRequest(long nowNanos) {
        if (isDone()) {
            return;
        }
        if (room.isWaiting()) {
            awaitRoom(nowNanos);
        } else if (isHolding() && held.room().isWaiting()) { // what was let go has no more room to wait for
            awaitRoomOfAnswer(nowNanos);
        }
    }

    private void awaitRoom(long nowNanos) {
        if (room.retry()) {
            client.setReading(true);
        } else if (room.isOverdue(nowNanos)) {
            shed();
        }
    }

    private void shed() {
        loop.countShed(ShedReason.BUFFERED_BYTES);
        refuse(Outcome.SHED, 503, "too much is being buffered");
    }

    @Override
    public void onRequestEnd() {
        requestEnded = true;
        inspect(true);
    }

    @Override
    void onDeadline() {
        if (requestEnded) {
            onNoAnswer(UpstreamFailure.TIMEOUT, false);
        } else {
            refuse(Outcome.CLIENT_TIMEOUT, 408, "the request did not arrive in time");
        }
    }

    // ---- inspecting

    private void inspect(boolean ingress) {
        GuardDecision decision = decodeAndInspect(ingress);
        policyErrors = decision.policyErrors();
        if (decision instanceof Permit granted) {
            forward(granted);
        } else {
            reject((Rejection) decision);
        }
    }

    private GuardDecision decodeAndInspect(boolean ingress) {
        long begin = System.nanoTime();
        try {
            if (body == null) {
                body = Unpooled.wrappedBuffer(new byte[0]);
            }
            if (!uninspectable.isEmpty()) {
                return loop.guard()
                        .unreadable(inspection, Uninspectable.ENCODING, Outcome.MALFORMED, 415, uninspectable, ingress);
            }
            GuardDecision undecoded = encoding == Encoding.IDENTITY || identity ? null : decode(ingress);
            if (undecoded != null) {
                return undecoded;
            }
            int from = body.arrayOffset() + body.readerIndex();
            return loop.guard().inspect(inspection, body.array(), from, from + body.readableBytes(), ingress);
        } catch (RuntimeException e) {
            // A fault of ours must neither let a body through nor cost the client its connection.
            LOG.log(Logger.Level.ERROR, "a request to " + model.model.name() + " could not be inspected", e);
            return model.isEnforced()
                    ? Rejection.of(Outcome.INTERNAL_ERROR, 500, "the request could not be inspected")
                    : loop.guard().unscanned(inspection);
        } finally {
            addGuardNanos(System.nanoTime() - begin);
        }
    }

    /** Puts the decoded body in the encoded one's place and returns null; or what becomes of the request because that can't be. */
    private GuardDecision decode(boolean ingress) {
        try {
            byte[] decoded = BodyDecoding.decode(
                    encoding,
                    body.array(),
                    body.arrayOffset() + body.readerIndex(),
                    body.readableBytes(),
                    limits.maxBodyBytes());
            if (!room.tryTake(decoded.length)) {
                loop.countShed(ShedReason.BUFFERED_BYTES);
                return model.isEnforced()
                        ? Rejection.of(Outcome.SHED, 503, "too much is being buffered")
                        : loop.guard().unscanned(inspection);
            }
            body.release();
            body = Unpooled.wrappedBuffer(decoded);
            identity = true;
            return null;
        } catch (BodyDecoding.TooLarge e) {
            String message = "the decoded body is larger than " + limits.maxBodyBytes() + " bytes";
            return loop.guard().unreadable(inspection, Uninspectable.SIZE, Outcome.TOO_LARGE, 413, message, ingress);
        } catch (BodyDecoding.Malformed e) {
            String message = "the body is not valid " + (encoding == Encoding.GZIP ? "gzip" : "deflate");
            return loop.guard().unreadable(inspection, null, Outcome.MALFORMED, 400, message, ingress);
        }
    }

    private void reject(Rejection rejection) {
        refuse(rejection.outcome(), refusal(rejection), rejection.outcome() == Outcome.SHED ? "shed" : "blocked");
    }

    private Refusal refusal(Rejection rejection) {
        CompiledPolicy policy =
                rejection.outcome() == Outcome.POLICY_DENIED ? inspection.enforced().policy : CompiledPolicy.none();
        return new Refusal(
                rejection.status(),
                rejection.message(),
                requestId,
                rejection.rule(),
                policy.name(),
                policy.version(),
                policy.digest(),
                rejection.row());
    }

    // ---- forwarding

    private void forward(Permit granted) {
        permit = granted;
        connect(granted.inspection().state().version.upstream(), false);
    }

    @Override
    void send(UpstreamStream to) {
        ByteBuf payload = permit.isRedacted() ? Unpooled.wrappedBuffer(permit.redacted()) : body.retainedDuplicate();
        OwnFields own = loop.ownFields();
        own.add("x-request-id", requestId);
        own.add("via", loop.via());
        boolean plainAnswer = AnswerInspection.judgesAnswers(permit) || AnswerInspection.scansAnswers(model);
        to.sendHead(permit.head(), own, payload.readableBytes(), identity, plainAnswer);
        to.sendData(payload);
        to.sendEnd();
    }

    @Override
    void onNoAnswer(UpstreamFailure failure, boolean reusedConnection) {
        if (failure == UpstreamFailure.RESET && reusedConnection && !retriedFresh) {
            retriedFresh = true; // the connection was stale: the model server never saw the request
            connect(inspection.state().version.upstream(), true);
            return;
        }
        boolean mayFailOver = failure == UpstreamFailure.CONNECT || failure == UpstreamFailure.RESET;
        int next = mayFailOver ? nextFallback() : -1;
        if (next >= 0 && model.retryBudget.trySpend()) {
            failOver(next);
            return;
        }
        refuseUpstream(failure);
    }

    /** The next version of the chain that was not tried; -1 when there is none. A chain names each version once. */
    private int nextFallback() {
        List<Integer> chain = model.model.fallback();
        while (nextFallback < chain.size()) {
            int next = chain.get(nextFallback++);
            if (next != firstVersion) {
                return next;
            }
        }
        return -1;
    }

    private void failOver(int next) {
        inspection = under(next);
        reason = RouteReason.FAILOVER;
        setMeters(inspection.state().meters);
        inspect(false);
    }

    // ---- answers that are looked at

    @Override
    boolean holdsBack(ResponseHead answer) {
        answerInspection = new AnswerInspection(loop, permit, answer, limits.maxBodyBytes());
        return answerInspection.holdsBack();
    }

    @Override
    void onHeldHead(ResponseHead answer) {
        held = new HeldAnswer(answer, limits.maxBodyBytes(), new BufferRoom(loop.admission(), limits));
        answerInspection.onHead().ifPresent(decision -> settle(decision, false));
    }

    @Override
    void onHeldData(ByteBuf data) {
        int bytes = data.readableBytes();
        if (held.overflows(bytes)) {
            AnswerDecision decision = answerInspection.onTooLarge();
            if (decision instanceof Release) {
                settle(decision, false);
                onResponseData(data);
            } else {
                data.release();
                settle(decision, false);
            }
            return;
        }
        held.body().writeBytes(data);
        data.release();
        if (!held.room().take(bytes, loop.tickNanos())) {
            upstream().setReading(false);
        }
    }

    private void awaitRoomOfAnswer(long nowNanos) {
        if (held.room().retry()) {
            setDeadline(limits.upstreamTimeoutNanos());
            upstream().setReading(true);
        } else if (held.room().isOverdue(nowNanos)) {
            giveUpOnRoom(false);
        }
    }

    private void giveUpOnRoom(boolean complete) {
        if (model.isEnforced()) {
            shed();
        } else {
            settle(answerInspection.onTooLarge(), complete);
        }
    }

    @Override
    void onHeldEnd() {
        if (held.room().retry()) {
            long begin = System.nanoTime();
            AnswerDecision decision = answerInspection.onWhole(body, held.body(), held.room());
            addGuardNanos(System.nanoTime() - begin);
            settle(decision, true);
        } else {
            giveUpOnRoom(true); // no waiting: the head is the connection's, which may serve another request from now on
        }
    }

    private void settle(AnswerDecision decision, boolean complete) {
        policyErrors = decision.policyErrors();
        ResponseHead answer = held.head();
        if (decision instanceof Release) {
            ByteBuf bytes = held.body().retain();
            if (complete) {
                sendHeld(answer, bytes);
            } else {
                releaseHeld(answer, bytes);
            }
        } else if (decision instanceof Rewrite rewrite) {
            answerRedacted = rewrite.summary();
            answer.setDecoded();
            answer.setJsonBytes(rewrite.jsonBytes());
            sendHeld(answer, Unpooled.wrappedBuffer(rewrite.body()));
        } else if (decision instanceof Replacement replacement) {
            replace(replacement.body().getBytes(StandardCharsets.UTF_8));
        } else {
            reject((Rejection) decision);
        }
    }

    @Override
    void onAnswerHead(ResponseHead answer) {
        if (answerInspection.scansEvents()) {
            streamed = new StreamedAnswer(loop, model, new BufferRoom(loop.admission(), limits));
            answer.setBody(RequestHead.UNKNOWN_LENGTH, true); // masks may change it
        }
    }

    @Override
    void onAnswerData(ByteBuf data) {
        if (streamed == null) {
            passOn(data);
            return;
        }
        long begin = System.nanoTime();
        ByteBuf out = streamed.take(data);
        addGuardNanos(System.nanoTime() - begin);
        passOnEvents(out);
    }

    @Override
    void onAnswerEnd() {
        if (streamed == null || passOnEvents(streamed.end())) {
            endAnswer();
        }
    }

    /** False when the answer was broken off. */
    private boolean passOnEvents(ByteBuf out) {
        if (out.isReadable()) {
            passOn(out);
        } else {
            out.release();
            awaitMore();
        }
        Optional<Rejection> rejection = streamed.rejection();
        if (rejection.isEmpty()) {
            return true;
        }
        byte[] error = protocol.errorBody(refusal(rejection.get()));
        String event = "data: " + new String(error, StandardCharsets.UTF_8) + "\n\n";
        breakOff(rejection.get().outcome(), event.getBytes(StandardCharsets.UTF_8));
        return false;
    }

    // ---- ending

    private void refuse(Outcome outcome, int status, String message) {
        refuse(outcome, status, message, outcome == Outcome.SHED ? "shed" : "blocked");
    }

    @Override
    void describe(OwnFields fields) {
        PolicyState enforced = inspection.enforced();
        super.describe(fields);
        fields.add("x-driftgate-version", inspection.state().version.name());
        fields.add("x-driftgate-policy", enforced.reference);
        fields.add("x-driftgate-policy-digest", enforced.policy.digest());
        fields.add("x-driftgate-policy-errors", policyErrors);
        if (isAnswering()) {
            fields.add("x-driftgate-reason", reason.label());
            fields.add("x-driftgate-redacted", permit.redactedSummary());
            fields.add("x-driftgate-answer-redacted", answerRedacted);
            fields.add("x-driftgate-uninspected", permit.uninspected());
        }
    }

    @Override
    void releaseRequest() {
        if (body != null) {
            body.release();
            body = null;
        }
        room.release();
        if (held != null) {
            held.body().release();
            held.room().release();
            held = null;
        }
        if (streamed != null) {
            streamed.release();
            streamed = null;
        }
    }
}
