package io.driftgate.audit.record;

import static io.driftgate.audit.record.Field.Type.COUNT;
import static io.driftgate.audit.record.Field.Type.TEXT;
import static io.driftgate.audit.record.Field.Type.TIME;

/** Fields of a {@link RecordKind#GAP}. */
public final class GapFields {
    /** When there was room again. */
    public static final Field AT = Field.one(1, "time", TIME);

    /** When the first of them was dropped. */
    public static final Field SINCE = Field.one(2, "since", TIME);

    /** How many records are missing. */
    public static final Field DROPPED = Field.one(3, "dropped", COUNT);

    /** Why, in a word: {@code full}, {@code disk}. */
    public static final Field REASON = Field.one(4, "reason", TEXT);

    static final FieldSet ALL = FieldSet.of(AT, SINCE, DROPPED, REASON);

    private GapFields() {}
}
