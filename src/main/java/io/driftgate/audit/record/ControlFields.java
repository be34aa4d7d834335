package io.driftgate.audit.record;

import static io.driftgate.audit.record.Field.Type.INTEGER;
import static io.driftgate.audit.record.Field.Type.REAL;
import static io.driftgate.audit.record.Field.Type.TEXT;
import static io.driftgate.audit.record.Field.Type.TIME;

/** Fields of a {@link RecordKind#CONTROL} record: an event's name, and facts by name, so that a new event needs no new layout. */
public final class ControlFields {
    public static final Field AT = Field.one(1, "time", TIME);

    /** Such as {@code snapshot_applied}. */
    public static final Field EVENT = Field.one(2, "event", TEXT);

    /** Each a name and one of the values. */
    public static final Field FACTS = Field.messages(
            3,
            "facts",
            FieldSet.of(
                    Field.one(1, "name", TEXT),
                    Field.one(2, "text", TEXT),
                    Field.one(3, "integer", INTEGER),
                    Field.one(4, "real", REAL)));

    static final Field NAME = member(1);
    static final Field TEXT_VALUE = member(2);
    static final Field INTEGER_VALUE = member(3);
    static final Field REAL_VALUE = member(4);

    static final FieldSet ALL = FieldSet.of(AT, EVENT, FACTS);

    private ControlFields() {}

    private static Field member(int number) {
        return FACTS.members.field(number).orElseThrow();
    }
}
