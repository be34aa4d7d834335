package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;
import io.driftgate.snapshot.Upstream;
import io.driftgate.telemetry.Outcome;
import io.driftgate.telemetry.VersionMeters;
import io.netty.buffer.ByteBuf;

/**
 * A request that passes uninspected: a protocol's metadata GET, or one under no governed prefix when the configuration says where
 * those go. Its body streams; nothing is buffered beyond what the sockets hold.
 */
final class PassingExchange extends Exchange {
    private final Upstream target;
    private final String version;
    private boolean bodySeen;
    private boolean requestEnded;
    private boolean awaitingClient;
    private boolean retried;

    /**
     * Passes a request on.
     *
     * @param model and {@code version}: empty when the request is for none
     */
    PassingExchange(
            LoopState loop,
            LoopState.Bound bound,
            ClientStream client,
            RequestHead head,
            VersionMeters meters,
            Upstream target,
            Protocol protocol,
            String model,
            String version) {
        super(loop, bound, client, head, null, meters, protocol, model);
        this.target = target;
        this.version = version;
    }

    @Override
    public void start() {
        client.setReading(false);
        connect(target, false);
    }

    @Override
    void send(UpstreamStream to) {
        OwnFields own = loop.ownFields();
        own.add("x-request-id", requestId);
        own.add("via", loop.via());
        to.sendHead(head, own, head.declaredLength(), false, false);
        to.flush();
        if (requestEnded) {
            to.sendEnd();
            return;
        }
        if (head.expectsContinue()) {
            client.sendContinue();
        }
        awaitClient();
    }

    /** The next move is the client's: from here its time-out counts, not the model server's. */
    private void awaitClient() {
        await(true);
        client.setReading(true);
    }

    /** Once the answer comes, even before the request has ended, the answer's own deadline counts. */
    private void await(boolean clientIsNext) {
        awaitingClient = clientIsNext;
        if (!isAnswering()) {
            setDeadline(clientIsNext ? limits.idleTimeoutNanos() : limits.upstreamTimeoutNanos());
        }
    }

    @Override
    public void onRequestData(ByteBuf data) {
        bodySeen = true;
        UpstreamStream to = upstream();
        if (to == null) {
            return;
        }
        await(true);
        to.sendData(data.retain());
        to.flush();
        if (!to.isWritable()) {
            client.setReading(false);
            await(false);
        }
    }

    @Override
    public void onRequestEnd() {
        requestEnded = true;
        if (upstream() != null) {
            await(false);
            upstream().sendEnd();
        }
    }

    @Override
    public void onUpstreamWritable() {
        if (!requestEnded) {
            awaitClient();
        }
    }

    @Override
    void onNoAnswer(UpstreamFailure failure, boolean reusedConnection) {
        boolean harmless =
                head.declaredLength() == 0 && !bodySeen && (head.method().equals("GET") || head.isHead());
        if (failure == UpstreamFailure.RESET && reusedConnection && harmless && !retried) {
            retried = true;
            connect(target, true);
            return;
        }
        boolean late = failure == UpstreamFailure.TIMEOUT;
        if (late && awaitingClient) {
            refuse(Outcome.CLIENT_TIMEOUT, 408, "the request did not arrive in time", "blocked");
            return;
        }
        refuseUpstream(failure);
    }

    @Override
    void onDeadline() {
        onNoAnswer(UpstreamFailure.TIMEOUT, false);
    }

    @Override
    void describe(OwnFields fields) {
        super.describe(fields);
        fields.add("x-driftgate-version", version);
    }

    @Override
    void releaseRequest() {}
}
