package io.driftgate.audit.record;

import io.driftgate.audit.record.FieldReader.Value;
import java.util.List;

/** A message in a record: a finding of personal data, or a fact of a control event. Immutable. */
public final class RecordMessage {
    private final List<Value> values;

    private RecordMessage(List<Value> values) {
        this.values = List.copyOf(values);
    }

    @SuppressWarnings("unchecked") // what the reader makes of a message
    static RecordMessage of(Value message) {
        return new RecordMessage((List<Value>) message.value());
    }

    List<Value> values() {
        return values;
    }

    /** By the field's name; a number as Java writes it; empty when there is none. */
    public String text(Field field) {
        for (Value value : values) {
            if (value.field().isPresent() && value.field().get() == field) {
                return String.valueOf(value.value());
            }
        }
        return "";
    }

    /** Of a control event's fact. */
    public String factName() {
        return text(ControlFields.NAME);
    }

    /** Of a control event's fact; a number as Java writes it. */
    public String factValue() {
        for (Value value : values) {
            if (value.number() != ControlFields.NAME.number && value.field().isPresent()) {
                return String.valueOf(value.value());
            }
        }
        return "";
    }
}
