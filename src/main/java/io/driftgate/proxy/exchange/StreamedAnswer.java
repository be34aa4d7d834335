package io.driftgate.proxy.exchange;

import io.driftgate.pii.PiiEventStream;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger;
import java.util.Optional;

/**
 * An answer in events that is looked for personal data on its way. Where the model is enforced, nothing goes out that was not looked
 * at; where it is observed, all goes out at once and findings are counted. Owned by one event loop.
 */
final class StreamedAnswer {
    private static final Logger LOG = System.getLogger(StreamedAnswer.class.getName());
    private static final int ROOM_STEP_BYTES = 16 << 10;

    private final LoopState loop;
    private final ModelState model;
    private final PiiEventStream events;
    private final BufferRoom room;
    private long roomBytes;
    private Rejection rejection;

    StreamedAnswer(LoopState loop, ModelState model, ExchangeRecords records, BufferRoom room) {
        this.loop = loop;
        this.model = model;
        this.events = loop.answerScan().begin(model, records);
        this.room = room;
    }

    /** Takes a piece over and gives what may go out by now, which may be empty. */
    ByteBuf take(ByteBuf data) {
        try {
            byte[] bytes = ByteBufUtil.getBytes(data);
            events.feed(bytes, 0, bytes.length);
            if (!model.isEnforced()) {
                events.take();
                return data.retain();
            }
            ByteBuf out = Unpooled.wrappedBuffer(events.take());
            check();
            return out;
        } catch (RuntimeException e) {
            return failed(e, data);
        } finally {
            data.release();
        }
    }

    /** No more comes: gives the rest. */
    ByteBuf end() {
        try {
            events.end();
            byte[] rest = events.take();
            check();
            return model.isEnforced() ? Unpooled.wrappedBuffer(rest) : Unpooled.EMPTY_BUFFER;
        } catch (RuntimeException e) {
            return failed(e, Unpooled.EMPTY_BUFFER);
        }
    }

    /** Why nothing more may go out. */
    Optional<Rejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    void release() {
        room.release();
    }

    private void check() {
        if (!model.isEnforced()) {
            return;
        }
        if (events.refusal().isPresent()) {
            rejection = new Rejection(
                    Outcome.PII_BLOCKED, 403, events.refusal().get(), events.blockedBy(), Refusal.NO_ROW, "");
            return;
        }
        long more = events.heldBytes() - roomBytes;
        if (more <= 0) {
            return;
        }
        int step = (int) Math.max(ROOM_STEP_BYTES, more);
        if (room.tryTake(step)) {
            roomBytes += step;
        } else {
            loop.countShed(ShedReason.BUFFERED_BYTES);
            rejection = Rejection.of(Outcome.SHED, 503, "too much is being buffered");
        }
    }

    private ByteBuf failed(RuntimeException fault, ByteBuf data) {
        LOG.log(Logger.Level.ERROR, "a stream of " + model.model.name() + " could not be inspected", fault);
        if (!model.isEnforced()) {
            return data.retain();
        }
        rejection = Rejection.of(Outcome.INTERNAL_ERROR, 500, "the stream could not be inspected");
        return Unpooled.EMPTY_BUFFER;
    }
}
