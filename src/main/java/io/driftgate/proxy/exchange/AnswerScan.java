package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.Coding;
import io.driftgate.pii.PiiEventStream;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiFound;
import io.driftgate.pii.PiiLocation;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.pii.PiiScanner;
import io.driftgate.pii.StreamTools;
import io.driftgate.pii.Uninspectable;
import io.driftgate.protocol.BinaryTensors;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.AnswerDecision.Release;
import io.driftgate.proxy.exchange.AnswerDecision.Rewrite;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.telemetry.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * Looks for personal data in answers, whatever their status: an error repeats what it complains of. An answer in which nothing is found
 * goes out as it came. Knows neither HTTP nor Netty. Owned by one event loop.
 */
final class AnswerScan {
    private static final int MAX_DEPTH = 64;
    private static final byte[] NO_NAME = {};
    private static final byte[] LOGPROBS = "logprobs".getBytes(StandardCharsets.US_ASCII);

    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final JsonTape scratch = new JsonTape(MAX_DEPTH);
    private final BinaryTensors tensors = new BinaryTensors();
    private final BinaryNumbers numbers = new BinaryNumbers();
    private final PiiScanner scanner = PiiScanner.unscored();
    private final PiiFindings findings = new PiiFindings();
    private final StreamTools streams = new StreamTools(scanner);
    private final AuditNotes notes;

    AnswerScan(AuditNotes notes) {
        this.notes = notes;
    }

    /** Begins to look through the events of an answer of that model. */
    PiiEventStream begin(ModelState model, ExchangeRecords records) {
        PiiFound found = !records.isOn()
                ? model::countFindingInAnswer
                : (entity, action) -> {
                    model.countFindingInAnswer(entity, action);
                    records.noteStreamed(entity, action);
                };
        return streams.begin(model.model.pii().responses(), model.isEnforced(), found);
    }

    /**
     * Looks at {@code bytes[from, to)}, which are all of an answer.
     *
     * @param jsonTo one past the last byte of JSON
     * @param policyErrors of the rules that have looked at it before
     */
    AnswerDecision scan(
            ModelState model, AnswerForm form, byte[] bytes, int from, int jsonTo, int to, String policyErrors) {
        if (from == to) {
            return new Release(policyErrors);
        }
        boolean json = form == AnswerForm.JSON;
        try {
            if (json) {
                tape.parse(bytes, from, jsonTo);
                if (jsonTo < to) {
                    tensors.readOutputs(tape, jsonTo, to);
                }
            }
            if (!find(model.model.pii().responses(), json, bytes, from, to)) {
                AnswerDecision decision = uninspectable(model, Uninspectable.ENCODING, policyErrors);
                if (!(decision instanceof Release)) {
                    return decision;
                }
            }
            return decide(model, json, bytes, from, jsonTo, to, policyErrors);
        } catch (MalformedJson e) {
            boolean deep = e.reason() == MalformedJson.Reason.TOO_DEEP;
            return uninspectable(model, deep ? Uninspectable.DEPTH : Uninspectable.ENCODING, policyErrors);
        } catch (MalformedRequest e) {
            return uninspectable(model, Uninspectable.ENCODING, policyErrors);
        } finally {
            findings.clear();
            tensors.release();
            tape.release();
        }
    }

    /** What becomes of an answer that nobody here can read. */
    AnswerDecision uninspectable(ModelState model, Uninspectable why, String policyErrors) {
        boolean refused = model.model.pii().responses().uninspectable(why) == Uninspectable.Outcome.REFUSE;
        if (refused && !model.isEnforced()) {
            notes.wouldBe(Outcome.PII_BLOCKED);
        }
        return refused && model.isEnforced()
                ? refusal("the answer can't be inspected for personal data", "", policyErrors)
                : new Release(policyErrors);
    }

    /** False when an element of a binary tensor is no text. */
    private boolean find(PiiPolicy policy, boolean json, byte[] bytes, int from, int to) {
        boolean texts = true;
        scanner.begin(policy, findings);
        try {
            if (json) {
                scanner.json(tape);
                texts = BinaryTexts.scan(tape, tensors, scanner);
                numbers.scan(tape, tensors, scanner);
            } else {
                scanner.text(bytes, from, to, PiiLocation.TEXT, Coding.PLAIN, NO_NAME);
            }
        } finally {
            scanner.end();
        }
        return texts;
    }

    private AnswerDecision decide(
            ModelState model, boolean json, byte[] bytes, int from, int jsonTo, int to, String policyErrors) {
        for (int i = 0; i < findings.size(); i++) {
            model.countFindingInAnswer(findings.entity(i), findings.action(i));
        }
        notes.personal(findings, tape);
        if (!model.isEnforced()) {
            if (findings.refused().isPresent() || blocking() >= 0) {
                notes.wouldBe(Outcome.PII_BLOCKED);
            }
            return new Release(policyErrors);
        }
        if (findings.refused().isPresent()) {
            return refusal("the answer can't be inspected for personal data", "", policyErrors);
        }
        int blocking = blocking();
        if (blocking >= 0) {
            String entity = findings.entity(blocking).name();
            return refusal("personal data (" + entity + ") is not let out", entity, policyErrors);
        }
        if (!findings.masks()) {
            return new Release(policyErrors);
        }
        if (json && hasLogprobs()) {
            return refusal("personal data is not let out, and logprobs repeat what is to be masked", "", policyErrors);
        }
        if (tensors.size() == 0) {
            byte[] body = findings.rewrite(0, bytes, from, to);
            return new Rewrite(body, body.length, findings.redactedSummary(), policyErrors);
        }
        TensorRedaction redaction = new TensorRedaction(findings, tensors, tape, from, jsonTo, to);
        byte[] body = redaction.body(scratch);
        scratch.release();
        return new Rewrite(body, redaction.jsonBytes(), findings.redactedSummary(), policyErrors);
    }

    /** The first finding that keeps the answer back, or -1. */
    private int blocking() {
        return findings.blocking() >= 0 ? findings.blocking() : numbers.blocking(findings);
    }

    /** Whether the answer says how probable its tokens are, which repeats the text in other forms. */
    private boolean hasLogprobs() {
        for (int node = 0; node < tape.nodes(); node++) {
            if (tape.isKey(node)
                    && tape.type(node + 1) != JsonTape.NULL
                    && tape.textEquals(node, LOGPROBS, 0, LOGPROBS.length)) {
                return true;
            }
        }
        return false;
    }

    private static Rejection refusal(String message, String entity, String policyErrors) {
        return new Rejection(Outcome.PII_BLOCKED, 403, message, entity, Refusal.NO_ROW, policyErrors);
    }
}
