package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.netty.buffer.ByteBuf;
import java.lang.System.Logger;

/**
 * Reads predictions for the audit log off answers that nobody inspects: JSON of at most {@value #MAX_BYTES} bytes that came in one piece. Any
 * other is left alone, because it would have to be kept for this. Owned by one event loop.
 */
final class PassedPredictions {
    private static final Logger LOG = System.getLogger(PassedPredictions.class.getName());

    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_DEPTH = 16;

    private final JsonTape tape = new JsonTape(MAX_DEPTH);

    /** Whether an answer with this head may be read once it has come in one piece. */
    static boolean mayRead(Inspection request, ResponseHead head) {
        return head.status() >= 200
                && head.status() < 300
                && head.declaredLength() > 0
                && head.declaredLength() <= MAX_BYTES
                && !request.protocol().answersInChoices()
                && ContentTypes.isJson(head.fields())
                && BodyDecoding.of(head.fields()) == Encoding.IDENTITY;
    }

    /** Notes what {@code data} predicts, when it is an answer of the protocol; it stays as it is. */
    void read(Inspection request, ByteBuf data, PredictionNote note) {
        if (!data.hasArray()) {
            byte[] copy = new byte[data.readableBytes()];
            data.getBytes(data.readerIndex(), copy);
            read(request, copy, 0, copy.length, note);
            return;
        }
        int from = data.arrayOffset() + data.readerIndex();
        read(request, data.array(), from, from + data.readableBytes(), note);
    }

    private void read(Inspection request, byte[] bytes, int from, int to, PredictionNote note) {
        ModelState model = request.model();
        note.clear();
        try {
            tape.parse(bytes, from, to);
            request.protocol().bindAnswer(tape, to, to, request.state().version.prediction(), model.predictions);
            note.take(model.predictions);
        } catch (MalformedJson | MalformedRequest e) {
            note.clear(); // what nobody can read predicts nothing; the answer goes on all the same
        } catch (RuntimeException e) {
            note.clear(); // nor does a fault of ours keep it
            LOG.log(Logger.Level.ERROR, "a prediction could not be read off an answer", e);
        } finally {
            tape.release();
            model.predictions.release();
        }
    }
}
