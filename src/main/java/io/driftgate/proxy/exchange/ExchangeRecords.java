package io.driftgate.proxy.exchange;

import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.PersonalFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordWriter;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.route.RouteReason;
import io.driftgate.telemetry.Outcome;
import java.util.Arrays;

/**
 * The audit records of one exchange: a decision for each version that it was inspected under, at least one, and one outcome. Only exchanges
 * that are for a governed model have any. Owned by one event loop.
 */
final class ExchangeRecords {
    private static final ExchangeRecords NONE = new ExchangeRecords();
    private static final byte[] NOTHING = {};
    private static final long NO_TICKET = 0;

    private final AuditTrail trail;
    private final Exchange exchange;
    private final ModelState model;
    private final long id;

    /** Empty when the client's own may be personal: a request may end before it is looked at. */
    private final String requestId;

    private int decisions;
    private long ticket = NO_TICKET;
    private VersionState version;
    private String shedReason = "";
    private byte[] answerNotes = NOTHING;
    private StreamedFindings streamed;
    private boolean predicts;
    private double prediction;
    private byte[] label = NOTHING;
    private int predictions;

    private ExchangeRecords() {
        trail = AuditTrail.off();
        exchange = null;
        model = null;
        id = 0;
        requestId = "";
    }

    private ExchangeRecords(AuditTrail trail, Exchange exchange, ModelState model) {
        this.trail = trail;
        this.exchange = exchange;
        this.model = model;
        this.id = exchange.loop.newHash();
        boolean personal = model.requestIdMayBePersonal && RequestIds.isOwn(exchange.head.fields(), exchange.requestId);
        this.requestId = personal ? "" : exchange.requestId;
    }

    /** Of an exchange for that model; of one for none none are kept. */
    static ExchangeRecords of(Exchange exchange, ModelState model) {
        AuditTrail trail = exchange.loop.audit();
        return trail.isOn() && model != null ? new ExchangeRecords(trail, exchange, model) : NONE;
    }

    boolean isOn() {
        return trail.isOn();
    }

    /** The limit that the exchange is shed for. */
    void shedFor(ShedReason reason) {
        shedReason = reason.label();
    }

    // ---- decisions

    /**
     * Records what was decided about a request, with what the guard noted.
     *
     * @param verdict {@code permit}, {@code redact}, or an outcome
     * @param status of the refusal; 0 when nothing is refused
     * @param body as it was inspected
     * @return false when it could not be recorded, so that the request must be refused
     */
    boolean decide(
            Inspection inspection, RouteReason reason, String verdict, int status, String uninspected, HeapCopy body) {
        if (!isOn()) {
            return true;
        }
        version = inspection.state();
        RecordWriter record = begin(verdict, status)
                .copy(version.auditContext(inspection.enforced(), model, exchange.bound.snapshot))
                .text(DecisionFields.ROUTE_REASON, reason.label())
                .text(DecisionFields.UNINSPECTED, uninspected)
                .count(DecisionFields.GUARD_NANOS, exchange.guardNanos())
                .count(DecisionFields.ROWS, trail.notes().rows());
        trail.putFingerprint(body);
        trail.notes().copyTo(record);
        return append();
    }

    /** Records that a request ended before anything was decided about it; nothing when it was. As {@link #decide}. */
    boolean decideUndecided(Outcome outcome, int status) {
        if (!isOn() || decisions > 0) {
            return true;
        }
        begin(outcome.label(), status).copy(model.auditContext(exchange.bound.snapshot));
        return append();
    }

    private RecordWriter begin(String verdict, int status) {
        decisions++;
        RecordWriter record = trail.writer()
                .begin(RecordKind.DECISION)
                .time(DecisionFields.AT, trail.epochNanos(System.nanoTime()))
                .id(DecisionFields.EXCHANGE, id)
                .text(DecisionFields.REQUEST_ID, requestId);
        if (decisions > 1) {
            record.count(DecisionFields.ATTEMPT, decisions);
        }
        return record.text(DecisionFields.PROTOCOL, exchange.protocol.id())
                .text(DecisionFields.VERDICT, verdict)
                .count(DecisionFields.STATUS, status)
                .text(DecisionFields.SHED_REASON, shedReason);
    }

    private boolean append() {
        long appended = trail.append();
        if (appended > 0) {
            ticket = appended;
            return true;
        }
        return !trail.refusesWhenFull();
    }

    // ---- durability

    /** Whether the answer must wait until the newest decision is on disk. */
    boolean mustWait() {
        return ticket != NO_TICKET && trail.mustWait(ticket);
    }

    /** This answer has waited long enough. */
    void waitNoMore() {
        ticket = NO_TICKET;
    }

    boolean hasFailed() {
        return trail.hasFailed();
    }

    boolean refusesWhenFull() {
        return trail.refusesWhenFull();
    }

    void await(RecordWait wait) {
        trail.await(wait);
    }

    // ---- the answer

    /** Keeps what was noted about the answer. */
    void noteAnswer() {
        if (isOn()) {
            answerNotes = trail.notes().take();
            notePrediction(trail.notes().prediction());
        }
    }

    /** Whether an answer that nobody inspects is to be read for its prediction. */
    boolean wantsPrediction() {
        return trail.notes().wantsPrediction();
    }

    /** Keeps what was read off an answer that came in one piece. */
    void notePrediction(PredictionNote note) {
        predicts = note.hasNumber();
        prediction = note.number();
        predictions = note.rows();
        label = note.labelBytes() == 0 ? NOTHING : Arrays.copyOf(note.label(), note.labelBytes());
    }

    /** Notes a finding in an answer that streams. */
    void noteStreamed(PiiEntity entity, PiiAction action) {
        if (isOn()) {
            streamed = streamed == null ? new StreamedFindings() : streamed;
            streamed.add(entity, action);
        }
    }

    // ---- the end

    /** Records how the exchange ended; exactly once. That is its decision as well when there was none. */
    void end(Outcome outcome, int status, ExchangeTimes times, long now) {
        if (!isOn()) {
            return;
        }
        boolean unused = decideUndecided(outcome, status);
        RecordWriter record = trail.writer()
                .begin(RecordKind.OUTCOME)
                .time(OutcomeFields.AT, trail.epochNanos(now))
                .id(OutcomeFields.EXCHANGE, id)
                .text(OutcomeFields.REQUEST_ID, requestId)
                .text(OutcomeFields.MODEL, model.name, 0, model.name.length)
                .text(OutcomeFields.OUTCOME, outcome.label())
                .count(OutcomeFields.STATUS, status)
                .text(OutcomeFields.SHED_REASON, shedReason)
                .count(OutcomeFields.GUARD_NANOS, times.guardNanos())
                .count(OutcomeFields.UPSTREAM_NANOS, times.upstreamNanos(now))
                .count(OutcomeFields.TOTAL_NANOS, times.totalNanos(now))
                .text(OutcomeFields.LABEL, label, 0, label.length)
                .count(OutcomeFields.PREDICTIONS, predictions);
        if (version != null) {
            record.text(OutcomeFields.VERSION, version.name, 0, version.name.length);
        }
        if (predicts) {
            record.real(OutcomeFields.PREDICTION, prediction);
        }
        record.copy(answerNotes, 0, answerNotes.length);
        if (streamed != null) {
            streamed.putTo(record);
        }
        trail.append();
    }

    /** Findings in a stream by entity and action, the first {@value AuditNotes#MAX_PERSONAL} kinds. */
    private static final class StreamedFindings {
        private final PiiEntity[] entities = new PiiEntity[AuditNotes.MAX_PERSONAL];
        private final PiiAction[] actions = new PiiAction[AuditNotes.MAX_PERSONAL];
        private final int[] counts = new int[AuditNotes.MAX_PERSONAL];
        private int size;
        private int more;

        void add(PiiEntity entity, PiiAction action) {
            for (int i = 0; i < size; i++) {
                if (entities[i].equals(entity) && actions[i] == action) {
                    counts[i]++;
                    return;
                }
            }
            if (size == entities.length) {
                more++;
                return;
            }
            entities[size] = entity;
            actions[size] = action;
            counts[size++] = 1;
        }

        void putTo(RecordWriter record) {
            for (int i = 0; i < size; i++) {
                record.beginMessage(OutcomeFields.PERSONAL)
                        .text(PersonalFields.ENTITY, entities[i].name())
                        .text(PersonalFields.ACTION, AuditNotes.action(actions[i]))
                        .text(PersonalFields.LOCATION, "stream")
                        .count(PersonalFields.COUNT_OF, counts[i])
                        .endMessage();
            }
            record.count(OutcomeFields.MORE_PERSONAL, more);
        }
    }
}
