package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.route.RouteReason;
import io.driftgate.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger;
import java.util.List;

/**
 * An inference request: its body is buffered whole, inspected, and only then sent, to the version that the route chose. Before the
 * answer's head a failure may go to a fallback version, under that version's own policy and from the original body.
 */
final class GovernedExchange extends Exchange {
    private static final Logger LOG = System.getLogger(GovernedExchange.class.getName());
    private static final int INITIAL_BODY_BYTES = 2 << 10;
    private static final long ROOM_WAIT_NANOS = 250_000_000L;

    private final ModelState model;
    private final Encoding encoding;

    /** Why the body can't be inspected, known from the head; empty when it can. Only an observed model gets here with one. */
    private final String uninspectable;

    private int version;
    private RouteReason reason;
    private ByteBuf body;
    private long reservedBytes;
    private long wantedBytes;
    private long roomDeadlineNanos;
    private boolean requestEnded;
    private Permit permit;
    private boolean identity;
    private boolean retriedFresh;
    private long triedVersions;

    GovernedExchange(
            LoopState loop,
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            ModelState model,
            Protocol protocol,
            int version,
            RouteReason reason,
            Encoding encoding,
            String uninspectable) {
        super(loop, bound, client, head, model.versions[version].meters, protocol, model.model.name());
        this.model = model;
        this.version = version;
        this.reason = reason;
        this.encoding = encoding;
        this.uninspectable = uninspectable;
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
        reserve(bytes);
    }

    private int received() {
        return body == null ? 0 : body.readableBytes();
    }

    /** Without room the client is not read any further; {@link #onTickInRequest} tries again for a while, then sheds. */
    private void reserve(int bytes) {
        wantedBytes += bytes;
        if (loop.admission().tryBuffer(wantedBytes, limits)) {
            reservedBytes += wantedBytes;
            wantedBytes = 0;
        } else if (roomDeadlineNanos == 0) {
            roomDeadlineNanos = loop.tickNanos() + ROOM_WAIT_NANOS;
            client.setReading(false);
        }
    }

    @Override
    void onTickInRequest(long nowNanos) {
        if (wantedBytes == 0 || isDone()) {
            return;
        }
        if (loop.admission().tryBuffer(wantedBytes, limits)) {
            reservedBytes += wantedBytes;
            wantedBytes = 0;
            roomDeadlineNanos = 0;
            client.setReading(true);
        } else if (nowNanos - roomDeadlineNanos >= 0) {
            loop.countShed(ShedReason.BUFFERED_BYTES);
            refuse(Outcome.SHED, 503, "too much is being buffered");
        }
    }

    @Override
    public void onRequestEnd() {
        requestEnded = true;
        inspect();
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

    private void inspect() {
        GuardDecision decision = decodeAndInspect(true);
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
            Rejection uninspected = encoding == Encoding.GZIP && !identity ? decode() : null;
            if (uninspected == null && uninspectable.isEmpty()) {
                int from = body.arrayOffset() + body.readerIndex();
                return loop.guard()
                        .inspect(model, version, protocol, body.array(), from, from + body.readableBytes(), ingress);
            }
            return model.isEnforced() ? uninspected : loop.guard().uninspected(model, version);
        } catch (RuntimeException e) {
            // A fault of ours must neither let a body through nor cost the client its connection.
            LOG.log(Logger.Level.ERROR, "a request to " + model.model.name() + " could not be inspected", e);
            return model.isEnforced()
                    ? Rejection.of(Outcome.INTERNAL_ERROR, 500, "the request could not be inspected")
                    : loop.guard().uninspected(model, version);
        } finally {
            addGuardNanos(System.nanoTime() - begin);
        }
    }

    /** Puts the decoded body in the encoded one's place; returns why it can't, else null. */
    private Rejection decode() {
        try {
            byte[] decoded = BodyDecoding.gunzip(
                    body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes(), limits.maxBodyBytes());
            if (!loop.admission().tryBuffer(decoded.length, limits)) {
                loop.countShed(ShedReason.BUFFERED_BYTES);
                return Rejection.of(Outcome.SHED, 503, "too much is being buffered");
            }
            reservedBytes += decoded.length;
            body.release();
            body = Unpooled.wrappedBuffer(decoded);
            identity = true;
            return null;
        } catch (BodyDecoding.TooLarge e) {
            return Rejection.of(
                    Outcome.TOO_LARGE, 413, "the decoded body is larger than " + limits.maxBodyBytes() + " bytes");
        } catch (BodyDecoding.Malformed e) {
            return Rejection.of(Outcome.MALFORMED, 400, "the body is not valid gzip");
        }
    }

    private void reject(Rejection rejection) {
        VersionState state = model.versions[version];
        boolean byPolicy = rejection.outcome() == Outcome.POLICY_DENIED;
        Refusal refusal = new Refusal(
                rejection.status(),
                rejection.message(),
                requestId,
                rejection.rule(),
                byPolicy ? state.version.policy().name() : "",
                byPolicy ? state.version.policy().version() : "",
                rejection.row());
        refuse(rejection.outcome(), refusal, rejection.outcome() == Outcome.SHED ? "shed" : "blocked");
    }

    // ---- forwarding

    private void forward(Permit granted) {
        permit = granted;
        triedVersions |= 1L << granted.version();
        connect(model.versions[granted.version()].version.upstream(), false);
    }

    @Override
    void send(UpstreamStream to) {
        ByteBuf payload = permit.isRedacted() ? Unpooled.wrappedBuffer(permit.redacted()) : body.retainedDuplicate();
        OwnFields own = loop.ownFields();
        own.add("x-request-id", requestId);
        own.add("via", loop.via());
        to.sendHead(head, own, payload.readableBytes(), identity);
        to.sendData(payload);
        to.sendEnd();
    }

    @Override
    void onNoAnswer(UpstreamFailure failure, boolean reusedConnection) {
        if (failure == UpstreamFailure.RESET && reusedConnection && !retriedFresh) {
            retriedFresh = true; // the connection was stale: the model server never saw the request
            connect(model.versions[version].version.upstream(), true);
            return;
        }
        boolean mayFailOver = failure == UpstreamFailure.CONNECT || failure == UpstreamFailure.RESET;
        int next = mayFailOver ? nextFallback() : -1;
        if (next >= 0 && model.retryBudget.trySpend()) {
            failOver(next);
            return;
        }
        boolean late = failure == UpstreamFailure.TIMEOUT;
        refuse(
                late ? Outcome.UPSTREAM_TIMEOUT : Outcome.UPSTREAM_UNAVAILABLE,
                late ? 504 : 502,
                failure.phrase(),
                "upstream");
    }

    private int nextFallback() {
        List<Integer> chain = model.model.fallback();
        for (int i = 0; i < chain.size(); i++) {
            if ((triedVersions & 1L << chain.get(i)) == 0) {
                return chain.get(i);
            }
        }
        return -1;
    }

    private void failOver(int next) {
        version = next;
        reason = RouteReason.FAILOVER;
        setMeters(model.versions[next].meters);
        GuardDecision decision = decodeAndInspect(false);
        if (decision instanceof Permit granted) {
            forward(granted);
        } else {
            reject((Rejection) decision);
        }
    }

    // ---- ending

    private void refuse(Outcome outcome, int status, String message) {
        refuse(outcome, status, message, outcome == Outcome.SHED ? "shed" : "blocked");
    }

    @Override
    void describe(OwnFields fields) {
        VersionState state = model.versions[version];
        super.describe(fields);
        fields.add("x-driftgate-version", state.version.name());
        fields.add("x-driftgate-policy", state.policyReference);
        if (isAnswering()) {
            fields.add("x-driftgate-reason", reason.label());
            fields.add("x-driftgate-redacted", permit.redactedSummary());
        }
    }

    @Override
    void releaseRequest() {
        if (body != null) {
            body.release();
            body = null;
        }
        loop.admission().releaseBuffer(reservedBytes);
        reservedBytes = 0;
    }
}
