package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.ClientStream;
import io.driftgate.proxy.exchange.Exchange;
import io.driftgate.proxy.exchange.OwnFields;
import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.exchange.ResponseHead;
import io.driftgate.proxy.exchange.ShedReason;
import io.driftgate.snapshot.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * One client connection: reads requests one after the other (pipelined ones wait in the buffer, at most {@value #MAX_WAITING_BYTES}
 * bytes of them), gives each to an {@link Exchange}, and writes its answer. Owned by its event loop.
 *
 * <pre>
 * HEAD -> BODY -> ANSWERING -> HEAD …        one exchange from the end of HEAD to the end of ANSWERING
 *   any  -> DISCARDING                       answered and half-closed; what still comes is dropped, so that the client can read the
 *                                            answer instead of a reset
 * </pre>
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements ClientStream {
    private static final int MAX_WAITING_BYTES = 16 << 10;
    private static final int MAX_DISCARDED_BYTES = 1 << 20;
    private static final long DISCARD_NANOS = 1_000_000_000L;

    private enum State {
        HEAD,
        BODY,
        ANSWERING,
        DISCARDING
    }

    private final ServerLoop loop;
    private final RequestHead head = new RequestHead();
    private final RequestParser parser = new RequestParser(head);
    private final BodyReader body = new BodyReader();

    private Outbound out;
    private ResponseWriter writer;
    private State state = State.HEAD;
    private Exchange exchange;
    private Inbound in;
    private boolean admitted;
    private boolean reading = true;
    private boolean processing;
    private boolean closeAfter;
    private int discardedBytes;
    private long waitingSinceNanos;

    /** Its place in the loop's list, kept by {@link ServerLoop}. */
    int place;

    ServerConnection(ServerLoop loop) {
        this.loop = loop;
    }

    // ---- channel events

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        in = new Inbound(ctx);
        out = new Outbound(ctx, loop.head());
        writer = new ResponseWriter(out, loop.date());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        waitingSinceNanos = loop.nowNanos();
        loop.add(this);
        admitted = loop.admission().tryConnection(loop.limits());
        if (admitted) {
            in.request();
            return;
        }
        loop.state().countShed(ShedReason.CONNECTIONS);
        OwnFields fields = new OwnFields();
        fields.add("retry-after", "1");
        writer.plain(503, fields, "too many connections");
        discard();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        in.beginCycle();
        ByteBuf data = (ByteBuf) message;
        if (state == State.DISCARDING) {
            discardedBytes += data.readableBytes();
            data.release();
            if (discardedBytes > MAX_DISCARDED_BYTES) {
                out.close();
            }
            return;
        }
        in.add(data);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        in.endCycle();
        out.flush();
        readIfWanted();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.onClientWritable();
        }
        if (out.isWritable()) {
            process();
            readIfWanted();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        if (admitted) {
            admitted = false;
            loop.admission().releaseConnection();
        }
        if (exchange != null) {
            Exchange gone = exchange;
            exchange = null;
            gone.onClientGone();
        }
        in.release();
        out.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            loop.logUnexpected(cause);
        }
        out.close(); // channelInactive tells the exchange
    }

    /** Called by the loop every few milliseconds. */
    void onTick(long nowNanos) {
        if (exchange != null) {
            exchange.onTick(nowNanos);
            return;
        }
        long allowed = state == State.DISCARDING ? DISCARD_NANOS : loop.limits().idleTimeoutNanos();
        if (nowNanos - waitingSinceNanos < allowed) {
            return;
        }
        if (state == State.HEAD && parser.isStarted()) {
            writer.plain(408, new OwnFields(), "the request did not arrive in time");
            discard();
        } else {
            out.close();
        }
    }

    /** Closes if no request is under way; else after its answer. */
    void closeWhenIdle() {
        closeAfter = true;
        if (exchange == null && !parser.isStarted() && state == State.HEAD) {
            out.close();
        }
    }

    void closeNow() {
        out.close();
    }

    // ---- the state machine

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (step()) {
                // until more input, a writable channel or the exchange is needed
            }
        } catch (FramingException e) {
            refuse(e.reason());
        } finally {
            processing = false;
        }
        if (!in.isReadable()) {
            in.release();
        }
    }

    private boolean step() throws FramingException {
        return switch (state) {
            case HEAD -> stepHead();
            case BODY -> reading && stepBody();
            case ANSWERING -> false;
            case DISCARDING -> {
                in.release();
                yield false;
            }
        };
    }

    private boolean stepHead() throws FramingException {
        if (!in.isReadable() || !out.isWritable()) {
            return false;
        }
        Limits limits = loop.limits();
        if (!parser.isStarted()) {
            waitingSinceNanos = loop.nowNanos();
        }
        if (!parser.feed(in.buffer(), limits.maxHeaderBytes())) {
            return false;
        }
        if (parser.isBodyChunked()) {
            body.startChunked(limits.maxHeaderBytes());
        } else {
            body.startLength(head.declaredLength());
        }
        closeAfter = !parser.isKeepAlive() || loop.admission().isDraining();
        reading = true;
        state = State.BODY;
        exchange = loop.exchanges().begin(this, head);
        exchange.start();
        return true;
    }

    private boolean stepBody() throws FramingException {
        int available = body.available(in.buffer());
        if (available == BodyReader.END) {
            state = State.ANSWERING;
            exchange.onRequestEnd();
            return true;
        }
        if (available == 0) {
            return false;
        }
        body.consumed(available);
        exchange.onRequestData(in.buffer().readSlice(available));
        return true;
    }

    private void refuse(FramingException.Reason reason) {
        loop.countFramingRefusal(reason);
        boolean answering = exchange != null && exchange.isAnswering();
        if (exchange != null) {
            Exchange malformed = exchange;
            exchange = null;
            malformed.onRequestMalformed();
        }
        if (answering) {
            resetNow();
            return;
        }
        writer.plain(reason.status(), new OwnFields(), reason.phrase());
        discard();
    }

    // ---- reading

    private void readIfWanted() {
        boolean wanted = switch (state) {
            case HEAD -> out.isWritable();
            case BODY -> reading;
            // reading on while the answer is awaited is how a client that goes away is noticed
            case ANSWERING -> in.buffer().readableBytes() < MAX_WAITING_BYTES;
            case DISCARDING -> true;
        };
        if (wanted) {
            in.request();
        }
    }

    // ---- ClientStream

    @Override
    public void setReading(boolean newReading) {
        boolean resumed = newReading && !reading;
        reading = newReading;
        if (resumed && state == State.BODY) {
            process();
            readIfWanted();
        }
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void sendContinue() {
        if (!in.isReadable()) {
            out.writeContinue();
        }
    }

    @Override
    public void sendWhole(int status, OwnFields fields, String contentType, byte[] bytes) {
        exchange = null;
        closeAfter |= !body.isEnded();
        writer.whole(status, fields, contentType, bytes, !head.isHead(), closeAfter);
        next();
    }

    @Override
    public void sendHead(ResponseHead answer, OwnFields fields) {
        closeAfter |= !body.isEnded();
        closeAfter |= writer.head(answer, fields, parser.isVersion11(), closeAfter);
    }

    @Override
    public void sendData(ByteBuf data) {
        writer.data(data);
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void sendEnd() {
        exchange = null;
        writer.end();
        next();
    }

    @Override
    public void breakOff() {
        exchange = null;
        discard();
    }

    @Override
    public void abort() {
        exchange = null;
        resetNow();
    }

    // ---- ending

    /** The answer is written: on to the next request, or to the end of the connection. */
    private void next() {
        if (!body.isEnded()) {
            discard();
            return;
        }
        if (closeAfter) {
            state = State.DISCARDING;
            out.closeAfterFlush();
            return;
        }
        if (!in.isInCycle()) {
            out.flush();
        }
        parser.reset();
        state = State.HEAD;
        waitingSinceNanos = loop.nowNanos();
        if (loop.isClosing() && !in.isReadable()) {
            out.closeAfterFlush();
            return;
        }
        process();
        readIfWanted();
    }

    /** Closes our side and drops what the client still sends, for a while. */
    private void discard() {
        state = State.DISCARDING;
        waitingSinceNanos = loop.nowNanos();
        out.shutdownAfterFlush();
        readIfWanted();
    }

    private void resetNow() {
        state = State.DISCARDING;
        out.reset();
    }
}
