package io.driftgate.proxy.exchange;

import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.Field;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.PersonalFields;
import io.driftgate.audit.record.RecordWriter;
import io.driftgate.json.JsonTape;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiLocation;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Enforcement;
import io.driftgate.policy.Violations;
import io.driftgate.protocol.PredictionBatch;
import io.driftgate.telemetry.Outcome;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the guard notes for the audit log while a request or an answer is at hand: rules, personal data, what would have been refused. As
 * fields of a record already, bounded in number and length; names and places, never a value. Costs nothing where nothing was found. Reused;
 * owned by one event loop.
 */
final class AuditNotes {
    /** Further rules are counted. */
    static final int MAX_RULES = 32;

    /** Further findings are counted. */
    static final int MAX_PERSONAL = 16;

    private static final byte[] NOTHING = {};
    private static final String[] ACTIONS = labels(PiiAction.values());
    private static final String[] LOCATIONS = labels(PiiLocation.values());

    private final boolean on;
    private final RecordWriter writer = new RecordWriter();
    private final PersonalPath path = new PersonalPath();
    private final PredictionNote prediction = new PredictionNote();
    private final boolean withPrediction;
    private boolean ofAnswer;
    private int rules;
    private int personal;
    private int rows;
    private boolean wouldBe;

    /** @param withPrediction whether predictions are noted */
    AuditNotes(boolean withPrediction) {
        this(true, withPrediction);
    }

    private AuditNotes(boolean on, boolean withPrediction) {
        this.on = on;
        this.withPrediction = withPrediction;
    }

    /** Notes nothing. */
    static AuditNotes off() {
        return new AuditNotes(false, false);
    }

    private static String[] labels(Enum<?>[] of) {
        return Arrays.stream(of)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    /** Begins with a request, and forgets all before. */
    void beginRequest() {
        begin(false);
    }

    /** Begins with an answer, and forgets all before. */
    void beginAnswer() {
        begin(true);
    }

    private void begin(boolean answer) {
        if (on) {
            ofAnswer = answer;
            rules = 0;
            personal = 0;
            rows = 0;
            wouldBe = false;
            prediction.clear();
            writer.beginFields();
        }
    }

    void rows(int ofRequest) {
        rows = ofRequest;
    }

    int rows() {
        return rows;
    }

    /** What would have become of it, had the model been enforced; the first word counts. */
    void wouldBe(Outcome outcome) {
        if (on && !wouldBe) {
            wouldBe = true;
            writer.text(ofAnswer ? OutcomeFields.WOULD_BE : DecisionFields.WOULD_BE, outcome.label());
        }
    }

    /** What the policy that it is subject to found. */
    void rules(Violations found, CompiledPolicy policy) {
        if (!on) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            CompiledPolicy.Rule rule = policy.rule(found.rule(i));
            boolean failed = found.errors(found.rule(i)) > 0;
            rule(fieldOf(rule.enforcement(), failed), rule.id());
        }
        for (int i = 0; i < found.failedSize(); i++) {
            rule(
                    ofAnswer ? OutcomeFields.FAILED_RULES : DecisionFields.FAILED_RULES,
                    policy.rule(found.failedRule(i)).id());
        }
        if (rules > MAX_RULES) {
            writer.count(ofAnswer ? OutcomeFields.MORE_RULES : DecisionFields.MORE_RULES, rules - MAX_RULES);
        }
    }

    private Field fieldOf(Enforcement enforcement, boolean failed) {
        if (enforcement == Enforcement.SHADOW) {
            return ofAnswer ? OutcomeFields.SHADOW_RULES : DecisionFields.SHADOW_RULES;
        }
        if (enforcement == Enforcement.REPLACE && ofAnswer && !failed) {
            return OutcomeFields.REPLACED_BY;
        }
        return ofAnswer ? OutcomeFields.DENIED_BY : DecisionFields.DENIED_BY;
    }

    private void rule(Field field, String id) {
        rules++;
        if (rules <= MAX_RULES) {
            writer.text(field, id);
        }
    }

    /** The window gate that refuses it. */
    void refusedBy(String gate) {
        if (on) {
            writer.text(DecisionFields.DENIED_BY, gate);
        }
    }

    /**
     * What was found of personal data, all of it at once.
     *
     * @param tape the JSON that was scanned as part 0; without nodes when there was none
     */
    void personal(PiiFindings found, JsonTape tape) {
        if (!on || found.size() == 0) {
            return;
        }
        prediction.forget();
        int listed = Math.min(found.size(), MAX_PERSONAL);
        for (int i = 0; i < listed; i++) {
            writer.beginMessage(ofAnswer ? OutcomeFields.PERSONAL : DecisionFields.PERSONAL)
                    .text(PersonalFields.ENTITY, found.entity(i).name())
                    .text(PersonalFields.ACTION, action(found.action(i)))
                    .text(PersonalFields.LOCATION, location(found.location(i)));
            if (found.part(i) == 0 && tape.nodes() > 0) {
                path.find(tape, found, i);
                writer.text(PersonalFields.PATH, path.bytes(), 0, path.length());
            }
            writer.endMessage();
        }
        personal = found.size();
        writer.count(ofAnswer ? OutcomeFields.MORE_PERSONAL : DecisionFields.MORE_PERSONAL, personal - MAX_PERSONAL);
    }

    /** The rows of the answer, bound; they are put back before the first. */
    void prediction(PredictionBatch batch) {
        if (withPrediction) {
            prediction.take(batch);
        }
    }

    PredictionNote prediction() {
        return prediction;
    }

    boolean wantsPrediction() {
        return withPrediction;
    }

    @SuppressWarnings("EnumOrdinal") // an array access; the order never leaves the process
    static String action(PiiAction action) {
        return ACTIONS[action.ordinal()];
    }

    @SuppressWarnings("EnumOrdinal")
    private static String location(PiiLocation location) {
        return LOCATIONS[location.ordinal()];
    }

    /** Puts all that was noted into a record. */
    void copyTo(RecordWriter record) {
        record.copy(writer.bytes(), 0, writer.size());
    }

    /** The same for later; empty when nothing was noted. */
    byte[] take() {
        return on && writer.size() > 0 ? writer.toByteArray() : NOTHING;
    }
}
