package io.driftgate.audit.record;

import static io.driftgate.audit.record.Field.Type.COUNT;
import static io.driftgate.audit.record.Field.Type.HEX;
import static io.driftgate.audit.record.Field.Type.ID;
import static io.driftgate.audit.record.Field.Type.TEXT;
import static io.driftgate.audit.record.Field.Type.TIME;

/** Fields of a {@link RecordKind#DECISION}. What a record leaves out is empty or 0. */
public final class DecisionFields {
    public static final Field AT = Field.one(1, "time", TIME);

    /** Names one exchange on this gateway, where a client may use a request's id twice; an outcome has the same. */
    public static final Field EXCHANGE = Field.one(2, "exchange", ID);

    public static final Field REQUEST_ID = Field.one(3, "requestId", TEXT);

    /** 2 for the first failover, and so on; left out for the first attempt. */
    public static final Field ATTEMPT = Field.one(4, "attempt", COUNT);

    public static final Field MODEL = Field.one(5, "model", TEXT);

    /** Left out when the request ended before a version was chosen. */
    public static final Field VERSION = Field.one(6, "version", TEXT);

    public static final Field ENV = Field.one(7, "env", TEXT);
    public static final Field PROTOCOL = Field.one(8, "protocol", TEXT);

    /** {@code enforce} or {@code observe}. */
    public static final Field MODE = Field.one(9, "mode", TEXT);

    /** {@code permit}, {@code redact}, or how the request ended instead, as {@code driftgate_requests_total} names outcomes. */
    public static final Field VERDICT = Field.one(10, "verdict", TEXT);

    /** What the verdict would have been, had the model been enforced. */
    public static final Field WOULD_BE = Field.one(11, "wouldBe", TEXT);

    /** Of the answer that refuses; left out when nothing is refused. */
    public static final Field STATUS = Field.one(12, "status", COUNT);

    public static final Field ROUTE_REASON = Field.one(13, "routeReason", TEXT);
    public static final Field GUARD_NANOS = Field.one(14, "guardNanos", COUNT);

    /** HMAC-SHA-256 of the body as it was inspected, decoded and before masks. */
    public static final Field FINGERPRINT = Field.one(15, "fingerprint", HEX);

    /** Which key the fingerprint is under. */
    public static final Field FINGERPRINT_KEY = Field.one(16, "fingerprintKey", HEX);

    public static final Field BODY_BYTES = Field.one(17, "bodyBytes", COUNT);
    public static final Field ROWS = Field.one(18, "rows", COUNT);
    public static final Field POLICY = Field.one(19, "policy", TEXT);
    public static final Field POLICY_VERSION = Field.one(20, "policyVersion", TEXT);
    public static final Field POLICY_DIGEST = Field.one(21, "policyDigest", HEX);

    /** SHA-256 of the training data that the version's baseline is of. */
    public static final Field DATA_SET = Field.one(22, "dataSetSha256", HEX);

    /** SHA-256 of the version's model card. */
    public static final Field CARD_DIGEST = Field.one(23, "cardDigest", HEX);

    /** SHA-256 over all files that requests were served under. */
    public static final Field SNAPSHOT_DIGEST = Field.one(24, "snapshotDigest", HEX);

    /** Rules that refuse the request, or would where the model is enforced. */
    public static final Field DENIED_BY = Field.many(25, "deniedBy", TEXT);

    /** Rules that were violated and only count. */
    public static final Field SHADOW_RULES = Field.many(26, "shadowRules", TEXT);

    /** Rules that could not be evaluated. */
    public static final Field FAILED_RULES = Field.many(27, "failedRules", TEXT);

    /** Rules that a person has set aside for now, and that would have fired. */
    public static final Field BYPASSED_RULES = Field.many(28, "bypassedRules", TEXT);

    /** How many more rules there are than are named. */
    public static final Field MORE_RULES = Field.one(29, "moreRules", COUNT);

    public static final Field PERSONAL = Field.messages(30, "personalData", PersonalFields.ALL);

    /** How many more findings there are than are listed. */
    public static final Field MORE_PERSONAL = Field.one(31, "morePersonalData", COUNT);

    /** Why not all of the request could be inspected. */
    public static final Field UNINSPECTED = Field.one(32, "uninspected", TEXT);

    /** The limit that a shed request met. */
    public static final Field SHED_REASON = Field.one(33, "shedReason", TEXT);

    static final FieldSet ALL = FieldSet.of(
            AT,
            EXCHANGE,
            REQUEST_ID,
            ATTEMPT,
            MODEL,
            VERSION,
            ENV,
            PROTOCOL,
            MODE,
            VERDICT,
            WOULD_BE,
            STATUS,
            ROUTE_REASON,
            GUARD_NANOS,
            FINGERPRINT,
            FINGERPRINT_KEY,
            BODY_BYTES,
            ROWS,
            POLICY,
            POLICY_VERSION,
            POLICY_DIGEST,
            DATA_SET,
            CARD_DIGEST,
            SNAPSHOT_DIGEST,
            DENIED_BY,
            SHADOW_RULES,
            FAILED_RULES,
            BYPASSED_RULES,
            MORE_RULES,
            PERSONAL,
            MORE_PERSONAL,
            UNINSPECTED,
            SHED_REASON);

    private DecisionFields() {}
}
