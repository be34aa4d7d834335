package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.RecordMessage;

/** The facts of a control event, by name. Any thread. */
final class ControlFacts {
    private ControlFacts() {}

    /** Empty when the record has no such fact. */
    static String of(AuditRecord record, String name) {
        for (RecordMessage fact : record.messages(ControlFields.FACTS)) {
            if (fact.factName().equals(name)) {
                return fact.factValue();
            }
        }
        return "";
    }

    /** All of them: {@code name=value, name=value}. */
    static String all(AuditRecord record) {
        StringBuilder all = new StringBuilder();
        for (RecordMessage fact : record.messages(ControlFields.FACTS)) {
            all.append(all.isEmpty() ? "" : ", ")
                    .append(fact.factName())
                    .append('=')
                    .append(fact.factValue());
        }
        return all.toString();
    }
}
