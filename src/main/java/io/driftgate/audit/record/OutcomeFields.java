package io.driftgate.audit.record;

import static io.driftgate.audit.record.Field.Type.COUNT;
import static io.driftgate.audit.record.Field.Type.ID;
import static io.driftgate.audit.record.Field.Type.REAL;
import static io.driftgate.audit.record.Field.Type.TEXT;
import static io.driftgate.audit.record.Field.Type.TIME;

/** Fields of an {@link RecordKind#OUTCOME}. What a record leaves out is empty or 0. */
public final class OutcomeFields {
    public static final Field AT = Field.one(1, "time", TIME);

    /** As the decision's. */
    public static final Field EXCHANGE = Field.one(2, "exchange", ID);

    public static final Field REQUEST_ID = Field.one(3, "requestId", TEXT);
    public static final Field MODEL = Field.one(4, "model", TEXT);
    public static final Field VERSION = Field.one(5, "version", TEXT);

    /** As {@code driftgate_requests_total} names outcomes. */
    public static final Field OUTCOME = Field.one(6, "outcome", TEXT);

    /** What the client was told; left out when it was told nothing. */
    public static final Field STATUS = Field.one(7, "status", COUNT);

    /** What would have become of the answer, had the model been enforced. */
    public static final Field WOULD_BE = Field.one(8, "wouldBe", TEXT);

    public static final Field GUARD_NANOS = Field.one(9, "guardNanos", COUNT);

    /** From sending the request to the end; left out when it was not sent. */
    public static final Field UPSTREAM_NANOS = Field.one(10, "upstreamNanos", COUNT);

    public static final Field TOTAL_NANOS = Field.one(11, "totalNanos", COUNT);

    /** The first number that the answer predicts. */
    public static final Field PREDICTION = Field.one(12, "prediction", REAL);

    /** The first label that the answer predicts. */
    public static final Field LABEL = Field.one(13, "label", TEXT);

    /** How many rows, or choices, are answered. */
    public static final Field PREDICTIONS = Field.one(14, "predictions", COUNT);

    public static final Field DENIED_BY = Field.many(15, "deniedBy", TEXT);

    /** Rules that put a configured answer in the place of the model server's. */
    public static final Field REPLACED_BY = Field.many(16, "replacedBy", TEXT);

    public static final Field SHADOW_RULES = Field.many(17, "shadowRules", TEXT);
    public static final Field FAILED_RULES = Field.many(18, "failedRules", TEXT);
    public static final Field MORE_RULES = Field.one(19, "moreRules", COUNT);

    /** Personal data in the answer. */
    public static final Field PERSONAL = Field.messages(20, "personalData", PersonalFields.ALL);

    public static final Field MORE_PERSONAL = Field.one(21, "morePersonalData", COUNT);

    /** The limit that a shed request met. */
    public static final Field SHED_REASON = Field.one(22, "shedReason", TEXT);

    public static final Field BYPASSED_RULES = Field.many(23, "bypassedRules", TEXT);

    static final FieldSet ALL = FieldSet.of(
            AT,
            EXCHANGE,
            REQUEST_ID,
            MODEL,
            VERSION,
            OUTCOME,
            STATUS,
            WOULD_BE,
            GUARD_NANOS,
            UPSTREAM_NANOS,
            TOTAL_NANOS,
            PREDICTION,
            LABEL,
            PREDICTIONS,
            DENIED_BY,
            REPLACED_BY,
            SHADOW_RULES,
            FAILED_RULES,
            MORE_RULES,
            PERSONAL,
            MORE_PERSONAL,
            SHED_REASON,
            BYPASSED_RULES);

    private OutcomeFields() {}
}
