package io.driftgate.audit.record;

import java.util.Locale;
import java.util.Optional;

/** What a record tells of. */
public enum RecordKind {
    /** What was decided about one request under one version; a failover is one decision more. */
    DECISION(1, DecisionFields.ALL),
    /** How a request ended. */
    OUTCOME(2, OutcomeFields.ALL),
    /** Something happened to what requests are served under. */
    CONTROL(3, ControlFields.ALL),
    /** Records that could not be written are missing here. */
    GAP(4, GapFields.ALL);

    private final int number;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable
    private final FieldSet fields;

    private final String label = name().toLowerCase(Locale.ROOT);

    RecordKind(int number, FieldSet fields) {
        this.number = number;
        this.fields = fields;
    }

    /** As it stands in records; never changes. */
    public int number() {
        return number;
    }

    public String label() {
        return label;
    }

    FieldSet fields() {
        return fields;
    }

    static Optional<RecordKind> of(int number) {
        for (RecordKind kind : values()) {
            if (kind.number == number) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
