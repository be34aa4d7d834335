package io.driftgate.audit.record;

import static io.driftgate.audit.record.Field.Type.COUNT;
import static io.driftgate.audit.record.Field.Type.TEXT;

/** Fields of one finding of personal data: what, where, and what was done. Never the value. */
public final class PersonalFields {
    public static final Field ENTITY = Field.one(1, "entity", TEXT);

    /** {@code block}, {@code mask}, {@code hash} or {@code shadow}. */
    public static final Field ACTION = Field.one(2, "action", TEXT);

    /** {@code string}, {@code key}, {@code number}, {@code query}, {@code header} and so on. */
    public static final Field LOCATION = Field.one(3, "location", TEXT);

    /** JSON path of the member; a name that may itself tell something is {@code *}. */
    public static final Field PATH = Field.one(4, "path", TEXT);

    /** How often; left out for 1. */
    public static final Field COUNT_OF = Field.one(5, "count", COUNT);

    static final FieldSet ALL = FieldSet.of(ENTITY, ACTION, LOCATION, PATH, COUNT_OF);

    private PersonalFields() {}
}
