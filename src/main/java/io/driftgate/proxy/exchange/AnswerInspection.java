package io.driftgate.proxy.exchange;

import io.driftgate.pii.Uninspectable;
import io.driftgate.proxy.exchange.AnswerDecision.Release;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.telemetry.Outcome;
import io.netty.buffer.ByteBuf;
import java.lang.System.Logger;
import java.util.Optional;

/**
 * What is decided about one answer, and when: first by the rules that look at answers, then by the scan for personal data, each if
 * there is one. Owned by one event loop.
 */
final class AnswerInspection {
    private static final Logger LOG = System.getLogger(AnswerInspection.class.getName());

    private final LoopState loop;
    private final Permit permit;
    private final ModelState model;
    private final ResponseHead head;
    private final AnswerForm form;
    private final boolean scans;
    private final int maxBytes;
    private boolean judges;
    private String policyErrors;

    /** @param head as its connection has it: valid until the answer ends */
    AnswerInspection(LoopState loop, Permit permit, ResponseHead head, int maxBytes) {
        this.loop = loop;
        this.permit = permit;
        this.model = permit.inspection().model();
        this.head = head;
        this.maxBytes = maxBytes;
        this.scans = scansAnswers(model) && head.hasBody();
        this.judges = judgesAnswers(permit) && head.status() >= 200 && head.status() < 300;
        this.form = scans || judges ? AnswerForm.of(head) : AnswerForm.OTHER;
        this.policyErrors = permit.policyErrors();
    }

    /** Whether the request was read, so that there are rows which the answer's predictions are for, and there are rules about those. */
    static boolean judgesAnswers(Permit permit) {
        return permit.wasInspected() && permit.inspection().state().judgesAnswers();
    }

    static boolean scansAnswers(ModelState model) {
        return !model.model.pii().responses().isOff();
    }

    /** Whether the answer is looked for personal data while it streams. */
    boolean scansEvents() {
        return scans && form == AnswerForm.EVENTS;
    }

    /** Whether the answer must be whole before anything is decided. */
    boolean holdsBack() {
        return judges || (scans && form != AnswerForm.EVENTS);
    }

    // ---- an answer that is held

    /** What the head decides already. */
    Optional<AnswerDecision> onHead() {
        loop.audit().notes().beginAnswer();
        boolean large = head.declaredLength() > maxBytes;
        if (judges && (!head.hasBody() || large || form != AnswerForm.JSON)) {
            AnswerDecision decision = rulesUnread();
            if (!(decision instanceof Release) || !holdsBack()) {
                return Optional.of(decision);
            }
        }
        if (scans && (large || form == AnswerForm.OTHER)) {
            return Optional.of(scanUnread(large ? Uninspectable.SIZE : Uninspectable.ENCODING));
        }
        return Optional.empty();
    }

    /** More comes than may be held. */
    AnswerDecision onTooLarge() {
        loop.audit().notes().beginAnswer();
        return unread(Uninspectable.SIZE);
    }

    /** The answer is whole; {@code request} is the body that it answers. */
    AnswerDecision onWhole(ByteBuf request, ByteBuf answer, BufferRoom room) {
        loop.audit().notes().beginAnswer();
        try {
            HeapCopy copy = loop.answerCopy().take(answer);
            byte[] bytes = copy.array();
            int from = copy.from();
            int to = copy.to();
            Encoding encoding = BodyDecoding.of(head.fields());
            if (encoding != Encoding.IDENTITY) {
                bytes = BodyDecoding.decode(encoding, bytes, from, to - from, maxBytes);
                from = 0;
                to = bytes.length;
                if (!room.tryTake(to)) {
                    return unread(Uninspectable.SIZE);
                }
            }
            return inspect(request, bytes, from, to);
        } catch (BodyDecoding.TooLarge e) {
            return unread(Uninspectable.SIZE);
        } catch (BodyDecoding.Malformed e) {
            return unread(Uninspectable.ENCODING);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "an answer of " + model.model.name() + " could not be inspected", e);
            loop.audit().notes().beginAnswer();
            return model.isEnforced()
                    ? Rejection.of(Outcome.INTERNAL_ERROR, 500, "the answer could not be inspected")
                    : new Release(policyErrors);
        } finally {
            loop.answerCopy().release();
            loop.requestCopy().release();
        }
    }

    private AnswerDecision inspect(ByteBuf request, byte[] bytes, int from, int to) {
        int jsonTo = InferenceHeader.jsonTo(head.fields(), permit.inspection().protocol(), from, to);
        if (form == AnswerForm.JSON && jsonTo == InferenceHeader.MALFORMED) {
            return unread(Uninspectable.ENCODING);
        }
        if (judges) {
            HeapCopy body = loop.requestCopy().take(request);
            AnswerDecision decision =
                    loop.guard().inspectAnswer(permit, body.array(), body.from(), body.to(), bytes, from, jsonTo, to);
            if (!(decision instanceof Release)) {
                return decision;
            }
            policyErrors = decision.policyErrors();
        } else if (permit.inspection().state().countsAnswers()
                && form == AnswerForm.JSON
                && head.status() >= 200
                && head.status() < 300) {
            HeapCopy body = loop.requestCopy().take(request);
            loop.guard().countAnswer(permit, body.array(), body.from(), body.to(), bytes, from, jsonTo, to);
        }
        return scans
                ? loop.answerScan().scan(model, form, bytes, from, jsonTo, to, policyErrors)
                : new Release(policyErrors);
    }

    private AnswerDecision unread(Uninspectable why) {
        AnswerDecision decision = judges ? rulesUnread() : new Release(policyErrors);
        return scans && decision instanceof Release ? scanUnread(why) : decision;
    }

    /** What rules say of an answer that they can't see; then they are done. */
    private AnswerDecision rulesUnread() {
        judges = false;
        AnswerDecision decision = loop.guard().uninspectableAnswer(permit);
        policyErrors = decision.policyErrors();
        return decision;
    }

    private AnswerDecision scanUnread(Uninspectable why) {
        return loop.answerScan().uninspectable(model, why, policyErrors);
    }
}
