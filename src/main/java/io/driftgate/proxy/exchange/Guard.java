package io.driftgate.proxy.exchange;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.RequestFields;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.Uninspectable;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Phase;
import io.driftgate.policy.PolicyInput;
import io.driftgate.policy.Violations;
import io.driftgate.protocol.FeatureBatch;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.PredictionBatch;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.AnswerDecision.Release;
import io.driftgate.proxy.exchange.AnswerDecision.Replacement;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.telemetry.Outcome;

/**
 * Inspects one body under one version: parse, PII, policy, sketch; and its answer, where rules ask for that. Knows neither HTTP nor
 * Netty. Owned by one event loop; its scratch memory is reused from request to request, and bounded by the largest body. What it
 * allocates for a request that passes is the permit.
 */
final class Guard {
    private static final int MAX_DEPTH = 64;
    private static final Redaction NOT_REDACTED = Redaction.none();
    private static final JsonTape NO_JSON = new JsonTape(1);

    /** One evaluation in so many is timed rule by rule, and of it the first rows. */
    private static final int TIMED_ONE_IN = 1024;

    private static final int TIMED_ROWS = 16;

    private final RequestReader reader = new RequestReader(MAX_DEPTH);
    private final RequestScan personal = new RequestScan(MAX_DEPTH);
    private final JsonTape answerTape = new JsonTape(MAX_DEPTH);
    private final PolicyInput input = new PolicyInput();
    private final RequestHeaders headers = new RequestHeaders();
    private final AuditNotes notes;

    /** Of the policy in force, and of the one that is tried beside it. */
    private final Violations violations = new Violations();

    private final Violations tried = new Violations();

    private byte[] path = new byte[256];
    private byte[] protocol = new byte[32];
    private int evaluations;

    /** @param notes take what the audit log is to know */
    Guard(AuditNotes notes) {
        this.notes = notes;
    }

    // ---- requests

    /**
     * Inspects {@code body[from, to)}.
     *
     * @param ingress whether the request is seen for the first time: only then are personal data and rows
     *     counted, not again for a failover
     */
    GuardDecision inspect(Inspection request, byte[] body, int from, int to, boolean ingress) {
        ModelState model = request.model();
        try {
            reader.read(request, body, from, to);
            notes.rows(model.batch.rows());
            if (model.batch.rows() > model.maxRows) {
                return unreadable(
                        request,
                        null,
                        Outcome.TOO_LARGE,
                        413,
                        "the request has " + model.batch.rows() + " rows, and the most is " + model.maxRows,
                        ingress);
            }
            personal.scan(request, reader);
            Rejection rejection = findPersonalData(model, reader.tape(), ingress);
            String errors = "";
            if (request.state().judgesRequests()) {
                Violations decisive = judge(Phase.REQUEST, request, null);
                notes.rules(decisive, request.enforced().policy);
                errors = request.enforced().toleratedErrors(decisive, model.isEnforced(), "");
                noteViolation(request, decisive.denying() >= 0);
                if (rejection == null && decisive.denying() >= 0) {
                    rejection = rejection(request, decisive, " refuses it: rule ", errors);
                }
            }
            if (rejection != null) {
                if (model.isEnforced()) {
                    return rejection;
                }
                notes.wouldBe(rejection.outcome());
            }
            if (ingress && model.sketched) {
                sketch(model);
            }
            Rejection byGate = refusedByGate(model);
            if (byGate != null) {
                return byGate;
            }
            Redaction redaction = model.isEnforced() && personal.findings().masks()
                    ? personal.redact(request, reader, body, from, to)
                    : NOT_REDACTED;
            return new Permit(request, true, redaction, errors, notePassed(model, ingress));
        } catch (MalformedJson e) {
            Uninspectable reason = e.reason() == MalformedJson.Reason.TOO_DEEP ? Uninspectable.DEPTH : null;
            return unreadable(request, reason, Outcome.MALFORMED, 400, e.getMessage(), ingress);
        } catch (MalformedRequest e) {
            return unreadable(request, null, Outcome.MALFORMED, 400, e.getMessage(), ingress);
        } finally {
            release(model);
        }
    }

    /**
     * Says of a body that can't be read what becomes of it. It passes where the model is only observed, or where the policy says so and
     * no rule would have read it; what can be read, its head, is inspected all the same.
     *
     * @param reason null where there is none that a policy may let pass
     */
    GuardDecision unreadable(
            Inspection request, Uninspectable reason, Outcome outcome, int status, String message, boolean ingress) {
        ModelState model = request.model();
        if (model.isEnforced() && (reason == null || !mayPassUnread(model, request.state(), reason))) {
            return Rejection.of(outcome, status, message);
        }
        notes.beginRequest();
        if (reason == null || !mayPassUnread(model, request.state(), reason)) {
            notes.wouldBe(outcome);
        }
        try {
            personal.scanHead(request);
            Rejection rejection = findPersonalData(model, NO_JSON, ingress);
            if (rejection != null) {
                if (model.isEnforced()) {
                    return rejection;
                }
                notes.wouldBe(rejection.outcome());
            }
            Rejection byGate = refusedByGate(model);
            if (byGate != null) {
                return byGate;
            }
            if (reason != null && ingress) {
                model.countUninspected(reason);
            }
            Redaction redaction =
                    model.isEnforced() && personal.findings().masks() ? personal.redactHead(request) : NOT_REDACTED;
            return new Permit(request, false, redaction, "", reason == null ? "" : ModelState.label(reason));
        } catch (MalformedRequest e) {
            return model.isEnforced() ? Rejection.of(Outcome.MALFORMED, 400, e.getMessage()) : unscanned(request);
        } finally {
            personal.release();
        }
    }

    /**
     * The refusal of a request that is right by itself, because the traffic that it is part of is not. It is 503 and not 403: the same
     * request will be answered once the gate holds again. It is counted before, or the gate would never see that. Null where no gate
     * refuses, or where the model is only observed and that is noted.
     */
    private Rejection refusedByGate(ModelState model) {
        if (model.refusing == null) {
            return null;
        }
        notes.refusedBy(model.refusing);
        if (!model.isEnforced()) {
            notes.wouldBe(Outcome.WINDOW_GATE);
            return null;
        }
        return new Rejection(
                Outcome.WINDOW_GATE,
                503,
                "requests are refused for the time being: window gate " + model.refusing + " fails",
                model.refusing,
                Refusal.NO_ROW,
                "");
    }

    /** Whether a version takes bodies that nobody here can read. */
    static boolean mayPassUnread(ModelState model, VersionState version, Uninspectable reason) {
        return model.model.pii().uninspectable(reason) == Uninspectable.Outcome.PASS
                && !version.judgesRequests()
                && !version.judgesAnswers();
    }

    /** Lets a request pass that was not looked at at all, because of a fault of ours; only a model that is observed does that. */
    Permit unscanned(Inspection request) {
        if (request.model().isEnforced()) {
            throw new IllegalStateException("an enforced model forwards nothing that was not inspected");
        }
        return new Permit(request, false, NOT_REDACTED, "", "");
    }

    /** Counts a part that could not be read and passes; returns why it could not be. */
    private String notePassed(ModelState model, boolean count) {
        Uninspectable reason = personal.refused() == null ? personal.passed() : personal.refused();
        if (reason != null && count) {
            model.countUninspected(reason);
        }
        return reason == null ? "" : ModelState.label(reason);
    }

    /** The rejection for an entity that blocks, or for a part that can't be inspected; null when there is none. */
    private Rejection findPersonalData(ModelState model, JsonTape scanned, boolean count) {
        PiiFindings findings = personal.findings();
        notes.personal(findings, scanned);
        for (int i = 0; count && i < findings.size(); i++) {
            model.countFinding(findings.entity(i), findings.action(i));
        }
        int blocking = personal.blocking();
        if (blocking >= 0) {
            String entity = findings.entity(blocking).name();
            return new Rejection(
                    Outcome.PII_BLOCKED,
                    403,
                    "personal data (" + entity + ") is not accepted",
                    entity,
                    Refusal.NO_ROW,
                    "");
        }
        if (personal.refused() == null) {
            return null;
        }
        return switch (personal.refused()) {
            case ENCODING ->
                Rejection.of(Outcome.MALFORMED, 415, "a part of the request is no text, so it can't be inspected");
            case DEPTH ->
                Rejection.of(Outcome.MALFORMED, 400, "a part of the request is wrapped too deep to be inspected");
            case SIZE -> Rejection.of(Outcome.TOO_LARGE, 413, "the request is too large to be inspected");
        };
    }

    // ---- answers

    /**
     * Inspects {@code answer[answerFrom, answerTo)}, the answer to {@code body[from, to)}, which was inspected when the permit was
     * granted: its rows are bound once more, because the tape has served other requests since.
     *
     * @param jsonTo one past the last byte of the answer's JSON
     */
    AnswerDecision inspectAnswer(
            Permit permit, byte[] body, int from, int to, byte[] answer, int answerFrom, int jsonTo, int answerTo) {
        Inspection request = permit.inspection();
        ModelState model = request.model();
        try {
            reader.read(request, body, from, to);
            answerTape.parse(answer, answerFrom, jsonTo);
            request.protocol()
                    .bindAnswer(
                            answerTape,
                            jsonTo,
                            answerTo,
                            request.state().version.prediction(),
                            model.predictions);
            notes.prediction(model.predictions);
            boolean choices = request.protocol().answersInChoices();
            boolean rowByRow = model.predictions.rows() == model.batch.rows();
            if (request.state().countsAnswers() && !choices) {
                countAnswer(request, rowByRow);
            }
            if (!choices && !rowByRow) {
                return uninspectableAnswer(permit);
            }
            return decide(permit, judge(Phase.RESPONSE, request, model.predictions));
        } catch (MalformedJson | MalformedRequest e) {
            return uninspectableAnswer(permit);
        } finally {
            release(model);
            answerTape.release();
            model.predictions.release();
        }
    }

    /** Counts the predictions of an answer that no rule looks at; as {@link #inspectAnswer}. What nobody can read is not counted. */
    void countAnswer(
            Permit permit, byte[] body, int from, int to, byte[] answer, int answerFrom, int jsonTo, int answerTo) {
        Inspection request = permit.inspection();
        ModelState model = request.model();
        try {
            answerTape.parse(answer, answerFrom, jsonTo);
            request.protocol()
                    .bindAnswer(
                            answerTape,
                            jsonTo,
                            answerTo,
                            request.state().version.prediction(),
                            model.predictions);
            countBound(permit, body, from, to);
        } catch (MalformedJson | MalformedRequest e) {
            notes.beginAnswer(); // it predicts nothing, and goes on all the same
        } finally {
            answerTape.release();
            model.predictions.release();
        }
    }

    /** Counts the predictions that are bound, by the groups of the rows of {@code body[from, to)} where gates ask for that. */
    void countBound(Permit permit, byte[] body, int from, int to) throws MalformedRequest {
        Inspection request = permit.inspection();
        ModelState model = request.model();
        if (request.protocol().answersInChoices()) {
            return;
        }
        if (!request.state().countsGroups() || !permit.wasInspected()) {
            countAnswer(request, false);
            return;
        }
        try {
            reader.read(request, body, from, to);
            countAnswer(request, model.predictions.rows() == model.batch.rows());
        } catch (MalformedJson e) {
            countAnswer(request, false);
        } finally {
            release(model);
        }
    }

    /** @param rowByRow whether the request's rows are bound and there is a prediction for each */
    private static void countAnswer(Inspection request, boolean rowByRow) {
        ModelState model = request.model();
        VersionState version = request.state();
        boolean groups = rowByRow && version.countsGroups();
        int maxRows = model.maxCountedRows;
        int counted =
                request.compared() == null ? -1 : request.compared().row(Math.min(maxRows, model.predictions.rows()));
        model.predictions.rewind();
        model.batch.rewind();
        for (int row = 0; row < maxRows && model.predictions.next(); row++) {
            version.countPrediction(model.predictions.row());
            if (row == counted) {
                request.compared().predicted(model.predictions.row());
            }
            if (groups && model.batch.next()) {
                version.countGroups(model.batch.row(), model.predictions.row());
            }
        }
        version.endCountedAnswer(groups);
        model.predictions.rewind();
        model.batch.rewind();
    }

    private static void noteViolation(Inspection request, boolean violated) {
        if (violated && request.compared() != null) {
            request.compared().violated();
        }
    }

    /** An answer that nobody can read is one over which no rule can be evaluated. */
    AnswerDecision uninspectableAnswer(Permit permit) {
        VersionState version = permit.inspection().state();
        markAll(version.policy.policy, violations);
        if (version.trial != null) {
            markAll(version.trial.candidate.policy, tried);
        }
        return decide(permit, settle(Phase.RESPONSE, permit.inspection()));
    }

    private static void markAll(CompiledPolicy policy, Violations out) {
        out.reset(policy);
        for (int rule = 0; rule < policy.rules(); rule++) {
            if (policy.rule(rule).phase() == Phase.RESPONSE) {
                out.markError(rule, Violations.NO_ROW);
            }
        }
    }

    private AnswerDecision decide(Permit permit, Violations decisive) {
        Inspection request = permit.inspection();
        PolicyState enforced = request.enforced();
        boolean refusing = request.model().isEnforced();
        String errors = enforced.toleratedErrors(decisive, refusing, permit.policyErrors());
        notes.rules(decisive, enforced.policy);
        noteViolation(request, decisive.denying() >= 0 || decisive.replacing() >= 0);
        if (!refusing && (decisive.denying() >= 0 || decisive.replacing() >= 0)) {
            notes.wouldBe(decisive.denying() >= 0 ? Outcome.POLICY_DENIED : Outcome.REPLACED);
        }
        if (refusing && decisive.denying() >= 0) {
            return rejection(request, decisive, " keeps the answer back: rule ", errors);
        }
        if (refusing && decisive.replacing() >= 0) {
            return new Replacement(enforced.policy.rule(decisive.replacing()).replacement(), errors);
        }
        return new Release(errors);
    }

    // ---- both

    /**
     * Evaluates the rules of a phase over all rows, under the policy in force and the one that is tried.
     *
     * @param predictions one for each row; null in the request phase
     * @return what the policy that the request is subject to found
     */
    private Violations judge(Phase phase, Inspection request, PredictionBatch predictions) {
        VersionState version = request.state();
        CompiledPolicy policy = version.policy.policy;
        FeatureBatch batch = request.model().batch;
        show(request, batch, predictions);
        violations.reset(policy);
        if (version.trial != null) {
            tried.reset(version.trial.candidate.policy);
        }
        evaluations++;
        boolean timed = evaluations % TIMED_ONE_IN == 0;
        boolean choices = predictions != null && request.protocol().answersInChoices();
        for (int row = 0; nextRow(batch, predictions, choices); row++) {
            input.request().setNumber(RequestFields.ROW, row);
            boolean timedRow = timed && row < TIMED_ROWS;
            evaluate(phase, version.policy, row, violations, timedRow);
            if (version.trial != null) {
                evaluate(phase, version.trial.candidate, row, tried, timedRow);
            }
        }
        finish(phase, version.policy, violations, timed);
        if (version.trial != null) {
            finish(phase, version.trial.candidate, tried, timed);
        }
        return settle(phase, request);
    }

    /** Loads the next row, and the prediction for it; or the next prediction, where all of them are for the request's one row. */
    private static boolean nextRow(FeatureBatch batch, PredictionBatch predictions, boolean choices) {
        if (choices) {
            return predictions.next() && (batch.rowIndex() >= 0 || batch.next());
        }
        return batch.next() && (predictions == null || predictions.next());
    }

    private void evaluate(Phase phase, PolicyState state, int row, Violations out, boolean timed) {
        if (timed) {
            state.policy.evaluateTimed(phase, input, row, out, state.timer);
        } else {
            state.policy.evaluate(phase, input, row, out);
        }
    }

    private void finish(Phase phase, PolicyState state, Violations out, boolean timed) {
        if (timed) {
            state.policy.finishTimed(phase, input, out, state.timer);
        } else {
            state.policy.finish(phase, input, out);
        }
    }

    /** Counts what was found, and tells what the policy that the request is subject to found. */
    private Violations settle(Phase phase, Inspection request) {
        VersionState version = request.state();
        boolean underCurrent = request.enforced() == version.policy;
        if (isNews(phase, request, version.policy)) {
            version.policy.count(violations, underCurrent);
        }
        if (version.trial != null && isNews(phase, request, version.trial.candidate)) {
            version.trial.candidate.count(tried, !underCurrent);
            version.trial.compare(phase, violations, tried, request);
        }
        return underCurrent ? violations : tried;
    }

    /** An answer is judged once; a request anew for each version that it fails over to, and counted once for each policy. */
    private static boolean isNews(Phase phase, Inspection request, PolicyState policy) {
        return phase == Phase.RESPONSE || !request.wasUnder(policy);
    }

    /** Shows rules what they may look at. */
    private void show(Inspection request, FeatureBatch batch, PredictionBatch predictions) {
        input.features(batch.row());
        if (predictions != null) {
            input.prediction(predictions.row(), predictions.attributions());
        }
        headers.show(request.fields());
        input.headers(headers);
        FeatureRow facts = input.request();
        ModelState model = request.model();
        path = ascii(request.path(), path);
        facts.setText(RequestFields.PATH, path, 0, request.path().length());
        protocol = ascii(request.protocol().id(), protocol);
        facts.setText(
                RequestFields.PROTOCOL, protocol, 0, request.protocol().id().length());
        facts.setText(RequestFields.MODEL, model.name, 0, model.name.length);
        byte[] version = request.state().name;
        facts.setText(RequestFields.VERSION, version, 0, version.length);
        facts.setNumber(RequestFields.ROWS, batch.rows());
    }

    /** Writes a text that has no other characters to a buffer, or to a larger one in its place. */
    private static byte[] ascii(String text, byte[] buffer) {
        byte[] out = buffer.length < text.length() ? new byte[2 * text.length()] : buffer;
        for (int i = 0; i < text.length(); i++) {
            out[i] = (byte) text.charAt(i);
        }
        return out;
    }

    private static Rejection rejection(Inspection request, Violations decisive, String phrase, String errors) {
        int denying = decisive.denying();
        String id = request.enforced().policy.rule(denying).id();
        String failed = decisive.errors(denying) > 0 ? ", which could not be evaluated" : "";
        return new Rejection(
                Outcome.POLICY_DENIED,
                403,
                "policy " + request.enforced().reference + phrase + id + failed,
                id,
                decisive.firstRow(denying),
                errors);
    }

    private void release(ModelState model) {
        reader.release();
        personal.release();
        model.batch.release();
        input.release();
        headers.release();
    }

    /** Input drift belongs to the traffic, not to the version that answers: every version's baseline sees every request. */
    private void sketch(ModelState model) {
        int maxRows = model.maxCountedRows;
        boolean found = personal.findings().size() > 0;
        FeatureBatch batch = model.batch;
        batch.rewind();
        for (int row = 0; row < maxRows && batch.next(); row++) {
            model.sketch(batch.row(), found);
        }
        model.endSketchedRequest();
    }
}
