package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.netty.buffer.ByteBuf;
import java.lang.System.Logger;

/**
 * Reads predictions for the audit log and for window gates off answers that nobody inspects: JSON of at most {@value #MAX_BYTES} bytes that came in one piece. Any
 * other is left alone, because it would have to be kept for this. Owned by one event loop.
 */
final class PassedPredictions {
    private static final Logger LOG = System.getLogger(PassedPredictions.class.getName());

    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_DEPTH = 16;

    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final HeapCopy requestCopy;
    private final HeapCopy answerCopy;
    private final PredictionNote note = new PredictionNote();

    /** @param requestCopy of the loop, as {@code answerCopy} */
    PassedPredictions(HeapCopy requestCopy, HeapCopy answerCopy) {
        this.requestCopy = requestCopy;
        this.answerCopy = answerCopy;
    }

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

    /**
     * Notes what {@code data} predicts, when it is an answer of the protocol, and counts it where gates ask for that; it stays as it is.
     *
     * @param body that it answers
     * @return what it predicts, until the next call
     */
    PredictionNote read(Permit permit, ByteBuf body, ByteBuf data, Guard guard) {
        Inspection request = permit.inspection();
        ModelState model = request.model();
        note.clear();
        try {
            answerCopy.take(data);
            int to = answerCopy.to();
            tape.parse(answerCopy.array(), answerCopy.from(), to);
            request.protocol().bindAnswer(tape, to, to, request.state().version.prediction(), model.predictions);
            note.take(model.predictions);
            if (request.state().countsAnswers()) {
                requestCopy.take(body);
                guard.countBound(permit, requestCopy.array(), requestCopy.from(), requestCopy.to());
            }
        } catch (MalformedJson | MalformedRequest e) {
            note.clear(); // what nobody can read predicts nothing; the answer goes on all the same
        } catch (RuntimeException e) {
            note.clear(); // nor does a fault of ours keep it
            LOG.log(Logger.Level.ERROR, "a prediction could not be read off an answer", e);
        } finally {
            tape.release();
            model.predictions.release();
            requestCopy.release();
            answerCopy.release();
        }
        return note;
    }
}
