package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.Exchange;
import io.driftgate.proxy.exchange.OwnFields;
import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.exchange.ResponseHead;
import io.driftgate.proxy.exchange.UpstreamFailure;
import io.driftgate.proxy.exchange.UpstreamStream;
import io.driftgate.proxy.http1.FramingException.Reason;
import io.driftgate.snapshot.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * One connection to a model server: one request at a time, never pipelined. It goes back to the pool only after a complete answer to
 * a completely sent request with nothing left over; whatever else happens closes it, so that no answer can meet another request.
 * Owned by its event loop.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements UpstreamStream {
    private enum State {
        IDLE,
        HEAD,
        BODY,
        CLOSED
    }

    private final UpstreamPool pool;
    private final Upstream upstream;
    private final int maxHeadBytes;
    private final ResponseHead head = new ResponseHead();
    private final ResponseParser parser = new ResponseParser(head);
    private final BodyReader body = new BodyReader();

    private ChannelHandlerContext context;
    private Outbound out;
    private State state = State.IDLE;
    private Exchange exchange;
    private Inbound in;
    private boolean reading = true;
    private boolean processing;
    private boolean requestSent;
    private boolean chunkedRequest;
    private boolean answered;
    private boolean atEnd;
    private int requests;

    /** Kept by the pool. */
    long idleSinceNanos;

    UpstreamConnection(UpstreamPool pool, Upstream upstream, int maxHeadBytes) {
        this.pool = pool;
        this.upstream = upstream;
        this.maxHeadBytes = maxHeadBytes;
    }

    Upstream upstream() {
        return upstream;
    }

    /** Takes on an exchange; false when the connection is gone already. */
    boolean begin(Exchange newExchange) {
        if (state != State.IDLE || !context.channel().isActive()) {
            return false;
        }
        exchange = newExchange;
        state = State.HEAD;
        requests++;
        requestSent = false;
        answered = false;
        reading = true;
        return true;
    }

    // ---- channel events

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        in = new Inbound(ctx);
        out = new Outbound(ctx, pool.head());
        in.request();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        in.beginCycle();
        ByteBuf data = (ByteBuf) message;
        if (state == State.IDLE) {
            pool.forget(this);
        }
        if (state == State.IDLE || state == State.CLOSED) {
            data.release(); // nobody asked: an answer to nothing must not become the answer to the next request
            close();
            return;
        }
        in.add(data);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        in.endCycle();
        if (exchange != null && answered) {
            exchange.onResponsePause();
        }
        readIfWanted();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.onUpstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.IDLE) {
            pool.forget(this);
        }
        atEnd = true;
        if (state != State.BODY || reading || !in.isReadable()) {
            endWithConnection();
        } // else the client is to catch up with what came before the end
    }

    private void endWithConnection() {
        boolean complete = body.isEnded() || body.endsWithConnection();
        if (state == State.BODY && complete && !in.isReadable()) {
            end();
        } else {
            fail(answered ? UpstreamFailure.CUT_SHORT : UpstreamFailure.RESET);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.IDLE) {
            pool.forget(this);
        }
        fail(answered ? UpstreamFailure.CUT_SHORT : UpstreamFailure.RESET);
    }

    // ---- the state machine

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (step()) {
                // until more input is needed, or the client is to catch up
            }
        } catch (FramingException e) {
            fail(answered ? UpstreamFailure.CUT_SHORT : UpstreamFailure.GARBAGE);
        } finally {
            processing = false;
        }
        if (!in.isReadable() || state == State.CLOSED) {
            releaseInput();
        }
        if (atEnd && reading && state == State.BODY) {
            endWithConnection();
        }
    }

    private boolean step() throws FramingException {
        return switch (state) {
            case HEAD -> in.isReadable() && stepHead();
            case BODY -> reading && stepBody();
            case IDLE, CLOSED -> false;
        };
    }

    private boolean stepHead() throws FramingException {
        if (!parser.feed(in.buffer(), maxHeadBytes)) {
            return false;
        }
        int status = head.status();
        if (status < 200) {
            if (status == 101) {
                throw new FramingException(Reason.STATUS_LINE); // nobody asked for an upgrade
            }
            parser.reset();
            return true;
        }
        if (!head.hasBody()) {
            body.startLength(0);
        } else if (parser.isBodyChunked()) {
            body.startChunked(maxHeadBytes);
        } else if (head.declaredLength() >= 0) {
            body.startLength(head.declaredLength());
        } else {
            body.startUntilClose();
        }
        state = State.BODY;
        answered = true;
        exchange.onResponseHead(head);
        return true;
    }

    private boolean stepBody() throws FramingException {
        int available = body.available(in.buffer());
        if (available == BodyReader.END) {
            end();
            return false;
        }
        if (available == 0) {
            return false;
        }
        body.consumed(available);
        exchange.onResponseData(in.take(available));
        return true;
    }

    /** The answer is complete. */
    private void end() {
        Exchange ended = exchange;
        exchange = null;
        boolean reusable = parser.isKeepAlive()
                && requestSent
                && !in.isReadable()
                && context.channel().isActive();
        if (reusable) {
            state = State.IDLE;
            pool.release(this);
        } else {
            close();
        }
        if (ended != null) {
            ended.onResponseEnd();
        }
    }

    private void fail(UpstreamFailure failure) {
        Exchange failed = exchange;
        exchange = null;
        close();
        if (failed != null) {
            failed.onUpstreamFailure(failure);
        }
    }

    void close() {
        state = State.CLOSED;
        releaseInput();
        out.close();
    }

    private void releaseInput() {
        if (!processing) {
            in.release();
        }
    }

    // ---- reading

    private void readIfWanted() {
        // an idle connection is read as well: that is how its end is noticed
        if ((reading || state == State.IDLE) && state != State.CLOSED) {
            in.request();
        }
    }

    // ---- UpstreamStream

    @Override
    public void sendHead(RequestHead request, OwnFields own, long bodyLength, boolean rewritten, boolean plainAnswer) {
        parser.reset(request.isHead());
        HeadBytes buffer = out.beginHead();
        HeadWriter.requestLine(buffer, request.method(), upstream.basePath(), request.path(), request.query());
        HeadWriter.field(buffer, "host", upstream.authority());
        HeadWriter.forwarded(buffer, request.fields(), rewritten, plainAnswer, true);
        HeadWriter.own(buffer, own);
        if (plainAnswer) {
            HeadWriter.field(buffer, "accept-encoding", "identity");
        }
        chunkedRequest = bodyLength == RequestHead.UNKNOWN_LENGTH;
        if (chunkedRequest) {
            HeadWriter.field(buffer, "transfer-encoding", "chunked");
        } else if (bodyLength > 0 || !(request.isHead() || request.method().equals("GET"))) {
            HeadWriter.field(buffer, "content-length", bodyLength);
        }
        buffer.lineEnd();
        out.writeHead(bodyLength);
    }

    @Override
    public void sendData(ByteBuf data) {
        if (!data.isReadable()) {
            data.release();
        } else if (chunkedRequest) {
            out.writeChunk(data);
        } else {
            out.write(data);
        }
    }

    @Override
    public void sendEnd() {
        if (chunkedRequest) {
            out.writeLastChunk();
        }
        requestSent = true;
        flush();
    }

    @Override
    public void flush() {
        out.flush();
        readIfWanted();
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void setReading(boolean newReading) {
        boolean resumed = newReading && !reading;
        reading = newReading;
        if (resumed) {
            process();
            if (exchange != null && answered) {
                exchange.onResponsePause();
            }
            readIfWanted();
        }
    }

    @Override
    public boolean isReused() {
        return requests > 1;
    }

    @Override
    public void cancel() {
        exchange = null;
        close();
    }
}
