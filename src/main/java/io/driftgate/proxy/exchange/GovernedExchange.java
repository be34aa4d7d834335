package io.driftgate.proxy.exchange;

import io.driftgate.pii.Uninspectable;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.route.RouteReason;
import io.driftgate.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger;
import java.util.List;

/**
 * An inference request: its body is buffered whole, inspected, and only then sent, to the version that the route chose. Before the
 * answer's head a failure may go to a fallback version, under that version's own policy and from the original body. What becomes of the
 * answer is {@link GovernedAnswer}'s part.
 */
final class GovernedExchange extends Exchange {
    private static final Logger LOG = System.getLogger(GovernedExchange.class.getName());

    private final ModelState model;
    private final Encoding encoding;
    private final BodyKind kind;

    /** Why the body can't be inspected, known from the head; empty when it can. */
    private final String uninspectable;

    /** What version and policy are chosen by. */
    private final long keyHash;

    private final int firstVersion;
    private final BufferRoom room;

    /** Null where the first version is compared with none. */
    private final ComparedRequest compared;

    private Inspection inspection;
    private RouteReason reason;
    private BufferedBody body;
    private boolean requestEnded;
    private Permit permit;
    private String policyErrors = "";
    /** Null before its head. */
    private GovernedAnswer answer;

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
        super(loop, bound, client, head, model, model.versions[version].meters, protocol, model.model.name());
        this.model = model;
        this.keyHash = keyHash;
        this.firstVersion = version;
        this.room = new BufferRoom(loop.admission(), limits);
        this.kind = kind;
        boolean byWeight = reason == RouteReason.WEIGHT || reason == RouteReason.STICKY;
        this.compared = byWeight ? model.versions[version].compare(keyHash) : null;
        this.inspection = under(version, compared);
        this.reason = reason;
        this.encoding = encoding;
        this.uninspectable = uninspectable;
    }

    private Inspection under(int version, ComparedRequest counted) {
        return new Inspection(
                model,
                version,
                model.versions[version].enforcedFor(keyHash),
                protocol,
                head,
                kind,
                requestId,
                counted,
                inspection);
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
            body = BufferedBody.begin(head.declaredLength());
        }
        body.add(data);
        if (!room.take(bytes, loop.tickNanos())) {
            client.setReading(false);
        }
    }

    private int received() {
        return body == null ? 0 : body.size();
    }

    @Override
    void onTickInRequest(long nowNanos) {
        if (isDone() || isRecording()) {
            return;
        }
        if (room.isWaiting()) {
            awaitRoom(nowNanos);
        } else if (isHolding()) { // what was let go has no more room to wait for
            answer.onTick(nowNanos);
        }
    }

    private void awaitRoom(long nowNanos) {
        if (room.retry()) {
            client.setReading(true);
        } else if (room.isOverdue(nowNanos)) {
            shed();
        }
    }

    /** Ends the exchange for want of room for what it buffers. */
    void shed() {
        loop.countShed(ShedReason.BUFFERED_BYTES);
        records().shedFor(ShedReason.BUFFERED_BYTES);
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
        HeapCopy copy = loop.requestCopy();
        GuardDecision decision;
        boolean recorded;
        try {
            decision = decodeAndInspect(copy, ingress);
            recorded = record(decision, copy);
        } finally {
            copy.release();
        }
        policyErrors = decision.policyErrors();
        if (!recorded) {
            shedUnrecorded();
        } else if (decision instanceof Permit granted) {
            forward(granted);
        } else {
            reject((Rejection) decision);
        }
    }

    /** False when it can't be recorded and must not take effect for that. */
    private boolean record(GuardDecision decision, HeapCopy inspected) {
        if (decision instanceof Permit granted) {
            String verdict = granted.redactedSummary().isEmpty() ? "permit" : "redact";
            return records().decide(inspection, reason, verdict, 0, granted.uninspected(), inspected);
        }
        Rejection rejection = (Rejection) decision;
        return records().decide(inspection, reason, rejection.outcome().label(), rejection.status(), "", inspected);
    }

    /** Leaves what was inspected in {@code copy}. */
    private GuardDecision decodeAndInspect(HeapCopy copy, boolean ingress) {
        long begin = System.nanoTime();
        loop.audit().notes().beginRequest();
        try {
            if (body == null) {
                body = BufferedBody.of(new byte[0]);
            }
            copy.take(body.bytes());
            if (!uninspectable.isEmpty()) {
                return loop.guard()
                        .unreadable(inspection, Uninspectable.ENCODING, Outcome.MALFORMED, 415, uninspectable, ingress);
            }
            GuardDecision undecoded = encoding == Encoding.IDENTITY || identity ? null : decode(copy, ingress);
            if (undecoded != null) {
                return undecoded;
            }
            return loop.guard().inspect(inspection, copy.array(), copy.from(), copy.to(), ingress);
        } catch (RuntimeException e) {
            // A fault of ours must neither let a body through nor cost the client its connection.
            LOG.log(Logger.Level.ERROR, "a request to " + model.model.name() + " could not be inspected", e);
            loop.audit().notes().beginRequest();
            return model.isEnforced()
                    ? Rejection.of(Outcome.INTERNAL_ERROR, 500, "the request could not be inspected")
                    : loop.guard().unscanned(inspection);
        } finally {
            addGuardNanos(System.nanoTime() - begin);
        }
    }

    /** Puts the decoded body in the encoded one's place and returns null; or what becomes of the request because that can't be. */
    private GuardDecision decode(HeapCopy copy, boolean ingress) {
        try {
            byte[] decoded =
                    BodyDecoding.decode(encoding, copy.array(), copy.from(), copy.length(), limits.maxBodyBytes());
            if (!room.tryTake(decoded.length)) {
                loop.countShed(ShedReason.BUFFERED_BYTES);
                records().shedFor(ShedReason.BUFFERED_BYTES);
                return model.isEnforced()
                        ? Rejection.of(Outcome.SHED, 503, "too much is being buffered")
                        : loop.guard().unscanned(inspection);
            }
            body.release();
            body = BufferedBody.of(decoded);
            copy.take(body.bytes());
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

    void reject(Rejection rejection) {
        refuse(rejection.outcome(), refusal(rejection), reasonOf(rejection.outcome()));
    }

    private static String reasonOf(Outcome outcome) {
        return switch (outcome) {
            case SHED -> "shed";
            case WINDOW_GATE -> "window_gate";
            default -> "blocked";
        };
    }

    /** A rejection as the client is told of it. */
    Refusal refusal(Rejection rejection) {
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
        ByteBuf payload = permit.isRedacted()
                ? Unpooled.wrappedBuffer(permit.redacted())
                : body.bytes().retainedDuplicate();
        OwnFields own = loop.ownFields();
        own.add("x-request-id", requestId);
        own.add("via", loop.via());
        boolean plainAnswer = AnswerInspection.judgesAnswers(permit)
                || AnswerInspection.scansAnswers(model)
                || inspection.state().countsAnswers();
        to.sendHead(permit.head(), own, payload.readableBytes(), identity || permit.isRedacted(), plainAnswer);
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

    /**
     * The next version of the chain that was not tried; -1 when there is none. A chain names each version once. A pin is the word of a
     * person that no other version shall answer.
     */
    private int nextFallback() {
        if (model.model.route().reason() == RouteReason.PIN) {
            return -1;
        }
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
        if (compared != null) {
            compared.failed();
        }
        inspection = under(next, null);
        reason = RouteReason.FAILOVER;
        setMeters(inspection.state().meters);
        inspect(false);
    }

    // ---- the answer

    @Override
    AnswerPath answerPath(ResponseHead answerHead) {
        answer = new GovernedAnswer(this, permit, answerHead);
        return answer;
    }

    /** The body that was inspected. */
    ByteBuf body() {
        return body.bytes();
    }

    void notePolicyErrors(String errors) {
        policyErrors = errors;
    }

    // ---- ending

    private void refuse(Outcome outcome, int status, String message) {
        refuse(outcome, status, message, reasonOf(outcome));
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
            fields.add("x-driftgate-answer-redacted", answer.redactedSummary());
            fields.add("x-driftgate-uninspected", permit.uninspected());
        }
    }

    @Override
    void onFinished(Outcome outcome, int answerStatus, long upstreamNanos) {
        if (compared != null) {
            compared.ended(outcome, answerStatus, upstreamNanos);
        }
    }

    @Override
    void releaseRequest() {
        if (body != null) {
            body.release();
            body = null;
        }
        room.release();
    }
}
