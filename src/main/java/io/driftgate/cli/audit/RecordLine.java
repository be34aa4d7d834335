package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.Field;
import io.driftgate.audit.record.GapFields;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.RecordKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One record as one line. Any thread. */
final class RecordLine {
    /** Of CSV. */
    static final List<String> COLUMNS = List.of(
            "index",
            "time",
            "kind",
            "requestId",
            "exchange",
            "model",
            "version",
            "result",
            "status",
            "routeReason",
            "policy",
            "policyVersion",
            "rules",
            "prediction",
            "label",
            "record");

    private RecordLine() {}

    static String of(RecordForm form, long index, AuditRecord record) {
        return switch (form) {
            case TEXT -> text(index, record);
            case JSONL -> json(index, record);
            case CSV -> csv(index, record);
        };
    }

    private static String json(long index, AuditRecord record) {
        return "{\"index\":" + index + "," + record.toJson().substring(1);
    }

    private static String csv(long index, AuditRecord record) {
        OptionalLong status =
                record.number(record.is(RecordKind.OUTCOME) ? OutcomeFields.STATUS : DecisionFields.STATUS);
        List<String> cells = List.of(
                Long.toString(index),
                record.time().map(Instant::toString).orElse(""),
                record.kindLabel(),
                record.requestId(),
                record.exchange(),
                model(record),
                version(record),
                record.result(),
                status.isPresent() ? Long.toString(status.getAsLong()) : "",
                record.text(DecisionFields.ROUTE_REASON),
                record.text(DecisionFields.POLICY),
                record.text(DecisionFields.POLICY_VERSION),
                String.join(" ", record.rules()),
                record.text(OutcomeFields.PREDICTION),
                record.text(OutcomeFields.LABEL),
                json(index, record));
        return cells.stream().map(RecordLine::cell).collect(Collectors.joining(","));
    }

    /** Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe: clients choose request IDs. */
    private static String cell(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !isNumber(text);
        String safe = formula ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String text(long index, AuditRecord record) {
        List<String> parts = new ArrayList<>();
        parts.add(String.format(
                "%8d  %-30s  %-8s", index, record.time().map(Instant::toString).orElse(""), record.kindLabel()));
        add(parts, "", record.result());
        if (!model(record).isEmpty()) {
            parts.add(model(record) + (version(record).isEmpty() ? "" : "/" + version(record)));
        }
        if (record.is(RecordKind.DECISION)) {
            add(parts, "by ", record.text(DecisionFields.ROUTE_REASON));
            add(parts, "would be ", record.text(DecisionFields.WOULD_BE));
            number(parts, "status ", record, DecisionFields.STATUS);
        } else if (record.is(RecordKind.OUTCOME)) {
            number(parts, "status ", record, OutcomeFields.STATUS);
            add(parts, "prediction ", record.text(OutcomeFields.PREDICTION));
            add(parts, "label ", record.text(OutcomeFields.LABEL));
        } else if (record.is(RecordKind.GAP)) {
            add(parts, "dropped ", record.text(GapFields.DROPPED));
        } else if (!record.messages(ControlFields.FACTS).isEmpty()) {
            parts.add(ControlFacts.all(record));
        }
        add(parts, "rules ", String.join(",", record.rules()));
        add(parts, "request ", record.requestId());
        return Terminal.safe(String.join("  ", parts));
    }

    private static void add(List<String> parts, String label, String value) {
        if (!value.isEmpty()) {
            parts.add(label + value);
        }
    }

    private static void number(List<String> parts, String label, AuditRecord record, Field field) {
        record.number(field).ifPresent(value -> parts.add(label + value));
    }

    private static String model(AuditRecord record) {
        return record.model().isEmpty() ? ControlFacts.of(record, "model") : record.model();
    }

    private static String version(AuditRecord record) {
        return record.version().isEmpty() ? ControlFacts.of(record, "version") : record.version();
    }
}
