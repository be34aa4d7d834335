package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.RecordKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which records; all that is given has to fit. */
final class RecordFilter {
    @Option(names = "--request-id", paramLabel = "ID", description = "of this request")
    private Optional<String> requestId;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Time.class,
            description = "from then on: 2026-11-27T20:15:00Z, with an offset, or a day in UTC")
    private Optional<Instant> from;

    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "before then")
    private Optional<Instant> to;

    @Option(names = "--model", paramLabel = "NAME", description = "of this model")
    private Optional<String> model;

    @Option(names = "--rule", paramLabel = "ID", description = "that name this rule, whatever came of it")
    private Optional<String> rule;

    @Option(
            names = "--outcome",
            paramLabel = "NAME",
            description =
                    "with this verdict or outcome, such as permit, redact, blocked, ok; or with this control event")
    private Optional<String> outcome;

    @Option(names = "--kind", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
    private Optional<RecordKind> kind;

    boolean matches(AuditRecord record) {
        return fits(requestId, record.requestId())
                && (model.isEmpty()
                        || model.get().equals(record.model())
                        || ControlFacts.of(record, "model").equals(model.get()))
                && (rule.isEmpty()
                        || record.rules().contains(rule.get())
                        || ControlFacts.of(record, "rule").equals(rule.get()))
                && fits(outcome, record.result())
                && (kind.isEmpty() || record.is(kind.get()))
                && isInTime(record.time());
    }

    private boolean isInTime(Optional<Instant> time) {
        if (from.isEmpty() && to.isEmpty()) {
            return true;
        }
        return time.isPresent()
                && (from.isEmpty() || !time.get().isBefore(from.get()))
                && (to.isEmpty() || time.get().isBefore(to.get()));
    }

    private static boolean fits(Optional<String> wanted, String is) {
        return wanted.isEmpty() || wanted.get().equals(is);
    }

    /** A time of ISO 8601, or a day. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no time such as 2026-11-27T20:15:00Z or 2026-11-27");
            }
        }
    }
}
