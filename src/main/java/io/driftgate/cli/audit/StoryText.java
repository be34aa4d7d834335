package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.Field;
import io.driftgate.audit.record.OutcomeFields;
import io.driftgate.audit.record.PersonalFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordMessage;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Tells the story of a request in plain words. One thread. */
final class StoryText {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    private static final Map<String, String> ROUTES = Map.of(
            "weight", "by its share of the traffic",
            "sticky", "because the client's key belongs to it",
            "drift", "because drift has moved the traffic there",
            "pin", "because a person has pinned the model to it",
            "fallback", "as the first of the fallback chain that may answer",
            "failover", "because the version before it did not answer");

    private static final Map<String, String> RESULTS = Map.ofEntries(
            Map.entry("permit", "permitted"),
            Map.entry("redact", "permitted with personal data taken out"),
            Map.entry("ok", "the model server's answer reached the client"),
            Map.entry("upstream_error", "the model server answered with an error"),
            Map.entry("upstream_unavailable", "the model server could not be reached"),
            Map.entry("upstream_timeout", "the model server did not answer in time"),
            Map.entry("policy_denied", "refused by policy"),
            Map.entry("replaced", "a rule put a configured answer in the place of the model server's"),
            Map.entry("pii_blocked", "refused because of personal data"),
            Map.entry("window_gate", "refused: a window gate fails"),
            Map.entry("malformed", "refused: not of the protocol's shape"),
            Map.entry("too_large", "refused: too large"),
            Map.entry("shed", "refused: a limit was reached"),
            Map.entry("unavailable", "refused: no version may answer"),
            Map.entry("not_found", "refused: no such path, model or method"),
            Map.entry("client_gone", "the client went away"),
            Map.entry("client_timeout", "the client was too slow"),
            Map.entry("internal_error", "a fault of Driftgate's own"));

    private final PrintWriter out;

    StoryText(PrintWriter out) {
        this.out = out;
    }

    void tell(RequestStory.Chapter chapter) {
        line("exchange " + chapter.exchange());
        for (InForce.Entry entry : chapter.records()) {
            if (entry.record().is(RecordKind.DECISION)) {
                decision(entry);
            } else if (entry.record().is(RecordKind.OUTCOME)) {
                outcome(entry);
            }
        }
        if (chapter.records().stream().noneMatch(entry -> entry.record().is(RecordKind.OUTCOME))) {
            line("  no outcome is recorded: it goes on, or the process ended before it did");
        }
        line("  in force at that time:");
        chapter.inForce().forEach(this::inForce);
        if (chapter.inForce().isEmpty()) {
            line("    nothing that the log still tells of");
        }
    }

    private void head(InForce.Entry entry, String what) {
        line("  " + entry.record().time().map(Object::toString).orElse("at an unknown time") + "  " + what + " (record "
                + entry.index() + ")");
    }

    private void decision(InForce.Entry entry) {
        AuditRecord record = entry.record();
        OptionalLong attempt = record.number(DecisionFields.ATTEMPT);
        OptionalLong status = record.number(DecisionFields.STATUS);
        head(
                entry,
                "decided" + (attempt.isPresent() ? ", attempt " + attempt.getAsLong() : "") + ": "
                        + result(record.result()) + (status.isPresent() ? ", with status " + status.getAsLong() : ""));
        String route = record.text(DecisionFields.ROUTE_REASON);
        fact("model", record.model() + environment(record));
        fact(
                "version",
                record.version()
                        + (route.isEmpty() || record.version().isEmpty()
                                ? ""
                                : ", " + ROUTES.getOrDefault(route, route)));
        String policy = record.text(DecisionFields.POLICY);
        String policyVersion = record.text(DecisionFields.POLICY_VERSION);
        fact("policy", policy + (policyVersion.isEmpty() ? "" : "@" + policyVersion));
        fact("policy digest", record.text(DecisionFields.POLICY_DIGEST));
        fact("mode", record.text(DecisionFields.MODE).equals("observe") ? "observe: nothing is refused" : "");
        fact("enforced, it would be", result(record.text(DecisionFields.WOULD_BE)));
        rules(record, "denied by", DecisionFields.DENIED_BY);
        rules(record, "violated, only counted", DecisionFields.SHADOW_RULES);
        rules(record, "could not be evaluated", DecisionFields.FAILED_RULES);
        rules(record, "set aside by a person", DecisionFields.BYPASSED_RULES);
        fact("rules not named", record.text(DecisionFields.MORE_RULES));
        personal(record, DecisionFields.PERSONAL, DecisionFields.MORE_PERSONAL);
        fact("not inspected", record.text(DecisionFields.UNINSPECTED));
        fact("limit", record.text(DecisionFields.SHED_REASON));
        fact("body", body(record));
        fact("fingerprint", record.text(DecisionFields.FINGERPRINT));
        fact("training data", record.text(DecisionFields.DATA_SET));
        fact("model card", record.text(DecisionFields.CARD_DIGEST));
        fact("snapshot", record.text(DecisionFields.SNAPSHOT_DIGEST));
        time(record, DecisionFields.GUARD_NANOS, "guard", NANOS_PER_MICRO, "µs");
    }

    private void outcome(InForce.Entry entry) {
        AuditRecord record = entry.record();
        OptionalLong status = record.number(OutcomeFields.STATUS);
        head(entry, "ended: " + result(record.result()) + (status.isPresent() ? ", status " + status.getAsLong() : ""));
        OptionalDouble prediction = record.real(OutcomeFields.PREDICTION);
        fact("prediction", prediction.isPresent() ? Double.toString(prediction.getAsDouble()) : "");
        fact("label", record.text(OutcomeFields.LABEL));
        rules(record, "denied by", OutcomeFields.DENIED_BY);
        rules(record, "replaced by", OutcomeFields.REPLACED_BY);
        rules(record, "violated, only counted", OutcomeFields.SHADOW_RULES);
        rules(record, "could not be evaluated", OutcomeFields.FAILED_RULES);
        rules(record, "set aside by a person", OutcomeFields.BYPASSED_RULES);
        fact("enforced, it would be", result(record.text(OutcomeFields.WOULD_BE)));
        personal(record, OutcomeFields.PERSONAL, OutcomeFields.MORE_PERSONAL);
        time(record, OutcomeFields.TOTAL_NANOS, "took", NANOS_PER_MILLI, "ms");
        time(record, OutcomeFields.UPSTREAM_NANOS, "of it the model server", NANOS_PER_MILLI, "ms");
    }

    private void inForce(InForce.Entry entry) {
        AuditRecord record = entry.record();
        String since = " since " + record.time().map(Object::toString).orElse("?") + " (record " + entry.index() + ")";
        String what = switch (record.result()) {
            case "started" -> "driftgate " + ControlFacts.of(record, "version");
            case "snapshot_applied" -> "snapshot " + ControlFacts.of(record, "digest");
            case "switched" ->
                "traffic of " + ControlFacts.of(record, "model") + " moved from "
                        + ControlFacts.of(record, "from") + " to " + ControlFacts.of(record, "to") + ", "
                        + ControlFacts.of(record, "reason");
            case "verdict_changed" ->
                "drift verdict of " + ControlFacts.of(record, "version") + ": " + ControlFacts.of(record, "verdict");
            case "gate_changed" ->
                "gate " + ControlFacts.of(record, "gate") + " of " + ControlFacts.of(record, "version") + ": "
                        + ControlFacts.of(record, "result");
            case "switch_staged" ->
                "the switch from " + ControlFacts.of(record, "from") + " to " + ControlFacts.of(record, "to") + ": "
                        + ControlFacts.of(record, "stage") + share(record);
            case "canary_step" ->
                "canary " + ControlFacts.of(record, "version") + " beside " + ControlFacts.of(record, "against")
                        + ": step " + ControlFacts.of(record, "step") + share(record);
            case "canary_aborted" ->
                "canary " + ControlFacts.of(record, "version") + " is aborted: " + ControlFacts.of(record, "reason")
                        + ",";
            case "canary_promoted" -> "canary " + ControlFacts.of(record, "version") + " has all the traffic";
            case "window_gate_changed" ->
                "window gate " + ControlFacts.of(record, "gate") + " of " + ControlFacts.of(record, "version")
                        + " fails (" + ControlFacts.of(record, "action") + "): " + ControlFacts.of(record, "detail")
                        + ",";
            case "refusal_changed" -> "all requests are refused for the window gate " + ControlFacts.of(record, "gate");
            case "override_changed" -> override(record);
            default -> record.result() + " " + ControlFacts.all(record);
        };
        line("    " + what + since);
    }

    private static String share(AuditRecord record) {
        try {
            double percent = 100 * Double.parseDouble(ControlFacts.of(record, "share"));
            return ", "
                    + new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(percent)
                    + " % of the traffic";
        } catch (NumberFormatException e) {
            return ""; // of another release
        }
    }

    private static String override(AuditRecord record) {
        String until = ControlFacts.of(record, "until");
        String version = ControlFacts.of(record, "version");
        String rule = ControlFacts.of(record, "rule");
        return ControlFacts.of(record, "kind") + (version.isEmpty() ? "" : " " + version)
                + (rule.isEmpty() ? "" : " " + rule) + " by " + ControlFacts.of(record, "who") + ": "
                + ControlFacts.of(record, "why") + (until.isEmpty() ? "" : ", until " + until) + ",";
    }

    private static String environment(AuditRecord record) {
        String environment = record.text(DecisionFields.ENV);
        String protocol = record.text(DecisionFields.PROTOCOL);
        return (environment.isEmpty() ? "" : " in " + environment) + (protocol.isEmpty() ? "" : ", by " + protocol);
    }

    private static String body(AuditRecord record) {
        String rows = record.text(DecisionFields.ROWS);
        String bytes = record.text(DecisionFields.BODY_BYTES);
        return bytes.isEmpty() ? "" : bytes + " bytes" + (rows.isEmpty() ? "" : ", rows: " + rows);
    }

    private void rules(AuditRecord record, String label, Field field) {
        List<String> rules = record.texts(field);
        fact(label, rules.isEmpty() ? "" : String.join(", ", rules));
    }

    private void personal(AuditRecord record, Field findings, Field more) {
        for (RecordMessage finding : record.messages(findings)) {
            String count = finding.text(PersonalFields.COUNT_OF);
            fact(
                    "personal data",
                    finding.text(PersonalFields.ENTITY) + " in " + finding.text(PersonalFields.LOCATION) + " "
                            + finding.text(PersonalFields.PATH) + ": " + finding.text(PersonalFields.ACTION)
                            + (count.isEmpty() ? "" : ", " + count + " times"));
        }
        fact("personal data not listed", record.text(more));
    }

    private void time(AuditRecord record, Field field, String label, double unit, String name) {
        OptionalLong nanos = record.number(field);
        fact(label, nanos.isPresent() ? String.format(Locale.ROOT, "%.1f %s", nanos.getAsLong() / unit, name) : "");
    }

    private static String result(String label) {
        String said = RESULTS.get(label);
        return said == null ? label : said + " (" + label + ")";
    }

    private void fact(String label, String value) {
        if (!value.isEmpty()) {
            line(String.format("    %-24s %s", label, value));
        }
    }

    private void line(String text) {
        out.println(Terminal.safe(text));
    }
}
