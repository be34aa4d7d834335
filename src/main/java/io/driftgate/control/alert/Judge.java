package io.driftgate.control.alert;

import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSeverity;
import io.driftgate.alert.Json;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.RuleExpiry;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.Verdict;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says of an event what is wrong, or right again. Knows the last verdict on every version; one thread. */
final class Judge {
    /** The result of a gate that depends on what is not known yet. */
    static final String UNKNOWN = "unknown";

    private static final int MAX_PROBLEMS = 5;

    /** Days before a rule's last day at which its owner is told again; after it, every day. */
    private static final int[] NOTICES = {0, 1, 3, 7, 14};

    /** A version of a model. */
    private record Version(String model, String name) {}

    private final Map<Version, DriftReport> reports = new HashMap<>();

    /**
     * @param away whether a drift switch is in force for the event's model
     */
    List<Finding> findings(Instant at, ControlEvent event, boolean away, Snapshot snapshot) {
        if (event instanceof ControlEvent.VerdictChanged verdict) {
            reports.put(new Version(verdict.model(), verdict.version()), verdict.report());
            return drift(verdict.model(), verdict.version(), snapshot);
        }
        if (event instanceof ControlEvent.VerdictMissing missing) {
            return List.of(missing(missing));
        }
        if (event instanceof ControlEvent.BaselineStale stale) {
            return List.of(stale(stale));
        }
        if (event instanceof ControlEvent.Switched switched) {
            List<Finding> found = new ArrayList<>(List.of(switched(switched, away)));
            found.addAll(drift(switched.model(), switched.to(), snapshot));
            return found;
        }
        if (event instanceof ControlEvent.GateChanged gate) {
            return List.of(gate(gate));
        }
        if (event instanceof ControlEvent.WindowGateChanged gate) {
            return List.of(windowGate(gate));
        }
        if (event instanceof ControlEvent.RefusalChanged refusal) {
            return List.of(refusal(refusal));
        }
        if (event instanceof ControlEvent.CanaryAborted aborted) {
            return List.of(CanaryFinding.of(aborted));
        }
        if (event instanceof ControlEvent.CanaryStep step) {
            return step.share() == 0
                    ? List.of()
                    : List.of(CanaryFinding.over(step.model(), step.version(), "has traffic again"));
        }
        if (event instanceof ControlEvent.CanaryPromoted promoted) {
            return List.of(CanaryFinding.over(promoted.model(), promoted.version(), "is promoted"));
        }
        if (event instanceof ControlEvent.RulesExpiring expiring) {
            return expiring.rules().stream().map(rule -> expiry(rule, at)).toList();
        }
        if (event instanceof ControlEvent.AuditTrouble trouble) {
            return List.of(audit(trouble));
        }
        if (event instanceof ControlEvent.ReloadRejected rejected) {
            return List.of(rejected(rejected));
        }
        if (event instanceof ControlEvent.OverrideChanged override) {
            return List.of(override(override));
        }
        return List.of();
    }

    /** Only of a version that takes traffic: that an idle one would not fit is nobody's trouble until it is used. */
    private List<Finding> drift(String model, String version, Snapshot snapshot) {
        DriftReport report = reports.get(new Version(model, version));
        if (report == null) {
            return List.of();
        }
        if (report.verdict() == Verdict.STABLE) {
            return List.of(Finding.over(
                    AlertKind.DRIFT,
                    model,
                    version,
                    version,
                    model + " " + version + ": the input fits its baseline again"));
        }
        Optional<Model> found = snapshot.models().stream()
                .filter(each -> each.name().equals(model))
                .findFirst();
        if (report.verdict() != Verdict.DRIFT || found.isEmpty() || !takesTraffic(found.get(), version)) {
            return List.of();
        }
        boolean primary = nameOf(found.get(), found.get().primary()).equals(version);
        boolean learned =
                found.get().versions().stream().anyMatch(each -> each.name().equals(version) && each.isLearned());
        return List.of(new Finding(
                AlertKind.DRIFT,
                model,
                version,
                version,
                primary && !learned ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
                true,
                "drift",
                DriftText.summary(model, version, report)
                        + (learned ? "; the baseline was learned from live traffic and moves none" : "")
                        + others(found.get(), version),
                "/admin/models/" + model + "/drift",
                DriftText.details(report, found.get().drift(), verdicts(model), learned)));
    }

    private static boolean takesTraffic(Model model, String version) {
        for (int i = 0; i < model.versions().size(); i++) {
            if (model.versions().get(i).name().equals(version)) {
                return model.route().weight(i) > 0 || (model.split().weight(i) > 0 && model.mayAnswer(i));
            }
        }
        return false;
    }

    private static String nameOf(Model model, int version) {
        return version < 0 ? "" : model.versions().get(version).name();
    }

    private Map<String, String> verdicts(String model) {
        Map<String, String> verdicts = new TreeMap<>();
        reports.forEach((version, report) -> {
            if (version.model().equals(model)) {
                verdicts.put(version.name(), lower(report.verdict()));
            }
        });
        return verdicts;
    }

    /** Whether the same traffic fits the other versions, and above all whether the fallbacks' baselines fit it. */
    private String others(Model model, String version) {
        StringBuilder out = new StringBuilder();
        List<String> fallbacks =
                model.fallback().stream().map(index -> nameOf(model, index)).toList();
        for (String fallback : fallbacks) {
            DriftReport report = reports.get(new Version(model.name(), fallback));
            if (!fallback.equals(version)) {
                out.append("; fallback ")
                        .append(fallback)
                        .append(report == null ? ": no baseline tells whether it fits" : fits(report));
            }
        }
        verdicts(model.name()).forEach((name, verdict) -> {
            if (!name.equals(version) && !fallbacks.contains(name)) {
                out.append("; for ").append(name).append(" it is ").append(verdict);
            }
        });
        return out.toString();
    }

    private static String fits(DriftReport report) {
        return switch (report.verdict()) {
            case STABLE -> " fits: for it the input is stable";
            case WARNING -> " fits less well: for it the input is warning";
            case DRIFT -> " does not fit either: for it the input is drift";
            case INSUFFICIENT -> ": too few rows tell whether it fits";
        };
    }

    /** The subject of the alert that a version has no verdict. */
    static String insufficient(String version) {
        return version + "/insufficient";
    }

    private static Finding missing(ControlEvent.VerdictMissing missing) {
        String subject = insufficient(missing.version());
        String of = missing.model() + " " + missing.version();
        if (missing.over()) {
            return Finding.over(
                    AlertKind.DRIFT, missing.model(), missing.version(), subject, of + ": there is a verdict again");
        }
        DriftReport report = missing.report();
        return new Finding(
                AlertKind.DRIFT,
                missing.model(),
                missing.version(),
                subject,
                AlertSeverity.WARNING,
                true,
                "insufficient",
                of + ": no verdict on drift for " + report.age().withoutVerdictNanos() / 1_000_000_000L
                        + " s, the window has only " + report.samples() + " rows of " + report.requests() + " requests",
                "/admin/models/" + missing.model() + "/drift",
                Json.object(json -> {
                    json.writeNumberField("samples", report.samples());
                    json.writeNumberField("requests", report.requests());
                    json.writeNumberField("newest_row_age_seconds", report.age().newestNanos() / 1e9);
                    json.writeNumberField("insufficient_seconds", report.age().withoutVerdictNanos() / 1e9);
                }));
    }

    /** The subject of the alert that a version's baseline is old. */
    static String stale(String version) {
        return version + "/stale";
    }

    private static Finding stale(ControlEvent.BaselineStale stale) {
        String of = stale.model() + " " + stale.version();
        if (stale.over()) {
            return Finding.over(
                    AlertKind.DRIFT,
                    stale.model(),
                    stale.version(),
                    stale(stale.version()),
                    of + ": the baseline is not stale any more");
        }
        return new Finding(
                AlertKind.DRIFT,
                stale.model(),
                stale.version(),
                stale(stale.version()),
                AlertSeverity.WARNING,
                true,
                "stale",
                of + ": the baseline " + stale.detail(),
                "/admin/models/" + stale.model() + "/drift",
                Json.object(json -> {
                    json.writeNumberField("age_seconds", stale.ageSeconds());
                    json.writeStringField("source", stale.source());
                }));
    }

    private static Finding switched(ControlEvent.Switched switched, boolean away) {
        String model = switched.model();
        if (!away) {
            return Finding.over(
                    AlertKind.SWITCH,
                    model,
                    switched.to(),
                    "",
                    model + ": traffic is back on its configured weights, from " + switched.from() + " ("
                            + switched.reason() + ")");
        }
        return new Finding(
                AlertKind.SWITCH,
                model,
                switched.to(),
                "",
                AlertSeverity.WARNING,
                true,
                switched.to(),
                model + ": traffic moved from " + switched.from() + " to " + switched.to() + " (" + switched.reason()
                        + ")",
                "/admin/models/" + model + "/routes",
                Json.object(json -> {
                    json.writeStringField("from", switched.from());
                    json.writeStringField("to", switched.to());
                    json.writeStringField("reason", switched.reason());
                }));
    }

    /** The subject of a gate's alert. */
    static String subject(String version, String gate) {
        return version + "/" + gate;
    }

    private static Finding gate(ControlEvent.GateChanged gate) {
        String subject = subject(gate.version(), gate.gate());
        String of = gate.model() + " " + gate.version() + ": gate " + gate.gate();
        if (gate.result().equals("pass")) {
            return Finding.over(AlertKind.GATE, gate.model(), gate.version(), subject, of + " passes");
        }
        String then = gate.holds() ? "; the version gets no traffic" : "";
        return new Finding(
                AlertKind.GATE,
                gate.model(),
                gate.version(),
                subject,
                gate.required() ? AlertSeverity.ERROR : AlertSeverity.WARNING,
                true,
                gate.holds() ? gate.result() : gate.result() + ", let through", // told again when a waiver ends
                of
                        + (gate.result().equals("fail") ? " fails" : " can't be told")
                        + then
                        + (gate.detail().isEmpty() ? "" : ": " + gate.detail()),
                "/admin/models/" + gate.model() + "/versions/" + gate.version() + "/report",
                Json.object(json -> {
                    json.writeStringField("gate", gate.gate());
                    json.writeStringField("result", gate.result());
                    json.writeStringField("owner", gate.owner());
                    json.writeBooleanField("required", gate.required());
                    json.writeStringField("detail", gate.detail());
                }));
    }

    private static Finding windowGate(ControlEvent.WindowGateChanged gate) {
        String subject = subject(gate.version(), gate.gate());
        String of = gate.model() + " " + gate.version() + ": window gate " + gate.gate();
        if (!gate.result().equals("fail")) {
            return Finding.over(
                    AlertKind.WINDOW_GATE,
                    gate.model(),
                    gate.version(),
                    subject,
                    of + " no longer fails: " + gate.detail());
        }
        return new Finding(
                AlertKind.WINDOW_GATE,
                gate.model(),
                gate.version(),
                subject,
                gate.action().equals("alert") ? AlertSeverity.WARNING : AlertSeverity.ERROR,
                true,
                gate.result(),
                of + " fails: " + gate.detail(),
                "/admin/models/" + gate.model() + "/drift",
                Json.object(json -> {
                    json.writeStringField("gate", gate.gate());
                    json.writeStringField("action", gate.action());
                    json.writeStringField("detail", gate.detail());
                }));
    }

    /** One for each model, whichever gate it is. */
    private static Finding refusal(ControlEvent.RefusalChanged refusal) {
        String subject = "refusing";
        if (!refusal.refusing()) {
            return Finding.over(
                    AlertKind.WINDOW_GATE,
                    refusal.model(),
                    "",
                    subject,
                    refusal.model() + ": window gate " + refusal.gate() + " no longer refuses requests");
        }
        return new Finding(
                AlertKind.WINDOW_GATE,
                refusal.model(),
                "",
                subject,
                AlertSeverity.CRITICAL,
                true,
                refusal.gate(),
                refusal.model() + ": window gate " + refusal.gate() + " refuses all requests",
                "/admin/models/" + refusal.model() + "/drift",
                Json.object(json -> json.writeStringField("gate", refusal.gate())));
    }

    /** The subject of a rule's alert. */
    static String subject(RuleExpiry rule) {
        return rule.policy() + "@" + rule.policyVersion() + "/" + rule.rule();
    }

    private static Finding expiry(RuleExpiry rule, Instant at) {
        boolean expired = rule.days() < 0;
        String name = "rule " + rule.rule() + " of policy " + rule.policy() + "@" + rule.policyVersion();
        return new Finding(
                AlertKind.EXPIRY,
                "",
                "",
                subject(rule),
                expired ? AlertSeverity.ERROR : AlertSeverity.WARNING,
                true,
                expired ? "expired " + at.atZone(ZoneOffset.UTC).toLocalDate() : "due " + notice(rule.days()),
                name + (expired ? " expired on " : " expires after ") + rule.expires() + "; " + rule.owner()
                        + " should renew its date or remove it",
                "/admin/snapshot",
                Json.object(json -> {
                    json.writeStringField("rule", rule.rule());
                    json.writeStringField("policy", rule.policy() + "@" + rule.policyVersion());
                    json.writeStringField("owner", rule.owner());
                    json.writeStringField("expires", rule.expires().toString());
                    json.writeNumberField("days", rule.days());
                    json.writeStringField("on_expiry", lower(rule.onExpiry()));
                }));
    }

    private static long notice(long days) {
        for (int notice : NOTICES) {
            if (days <= notice) {
                return notice;
            }
        }
        return days;
    }

    private static Finding audit(ControlEvent.AuditTrouble trouble) {
        if (trouble.resolved()) {
            return Finding.over(
                    AlertKind.AUDIT, "", "", trouble.trouble(), "the audit log is right again: " + trouble.trouble());
        }
        return new Finding(
                AlertKind.AUDIT,
                "",
                "",
                trouble.trouble(),
                AlertSeverity.CRITICAL,
                true,
                "trouble",
                "the audit log is in trouble: " + trouble.trouble() + ": " + trouble.detail(),
                "/q/health/ready",
                Json.object(json -> {
                    json.writeStringField("trouble", trouble.trouble());
                    json.writeStringField("detail", trouble.detail());
                }));
    }

    private static Finding rejected(ControlEvent.ReloadRejected rejected) {
        List<String> problems = rejected.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(problem -> problem.position() + ": " + problem.message())
                .toList();
        return new Finding(
                AlertKind.RELOAD,
                "",
                "",
                "",
                AlertSeverity.ERROR,
                true,
                "rejected",
                "changed files were not applied: " + problems.size() + " problem(s)"
                        + problems.stream()
                                .findFirst()
                                .map(first -> ", the first " + first)
                                .orElse(""),
                "/admin/snapshot",
                Json.object(json -> {
                    json.writeStringField("in_force", rejected.digest());
                    json.writeArrayFieldStart("problems");
                    for (int i = 0; i < Math.min(MAX_PROBLEMS, problems.size()); i++) {
                        json.writeString(problems.get(i));
                    }
                    json.writeEndArray();
                }));
    }

    private static Finding override(ControlEvent.OverrideChanged override) {
        String what = override.kind() + " of " + override.model()
                + (override.version().isEmpty() ? "" : " " + override.version())
                + (override.rule().isEmpty() ? "" : ", rule " + override.rule());
        if (!override.change().equals("set")) {
            return Finding.over(
                    AlertKind.OVERRIDE,
                    override.model(),
                    override.version(),
                    override.id(),
                    what + " is " + override.change());
        }
        String until = override.until().map(Instant::toString).orElse("");
        return new Finding(
                AlertKind.OVERRIDE,
                override.model(),
                override.version(),
                override.id(),
                AlertSeverity.WARNING,
                true,
                until,
                what + " by " + override.who() + (until.isEmpty() ? "" : " until " + until) + ": " + override.why(),
                "/admin/overrides",
                Json.object(json -> {
                    json.writeStringField("id", override.id());
                    json.writeStringField("override", override.kind());
                    json.writeStringField("who", override.who());
                    json.writeStringField("why", override.why());
                    json.writeStringField("until", until);
                }));
    }

    /** Whether the configuration knows what an open alert is of; a version without a baseline can't drift. */
    static boolean isConfigured(AlertKind kind, String model, String version, Snapshot snapshot) {
        if (model.isEmpty()) {
            return true;
        }
        Optional<Model> found = snapshot.models().stream()
                .filter(each -> each.name().equals(model))
                .findFirst();
        if (found.isEmpty()) {
            return false;
        }
        if (kind == AlertKind.CANARY) {
            return found.get().canary().stream()
                    .anyMatch(canary -> canary.settings().version().equals(version));
        }
        if (kind != AlertKind.DRIFT && kind != AlertKind.GATE) {
            return true;
        }
        return found.get().versions().stream()
                .filter(each -> each.name().equals(version))
                .anyMatch((ModelVersion each) ->
                        kind == AlertKind.GATE || each.sketch().isPresent());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
