package io.driftgate.app;

import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.record.ControlRecord;
import io.driftgate.control.CanaryText;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.ControlEvents;
import io.driftgate.control.RuleExpiry;
import io.driftgate.drift.DriftSentence;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.source.Problem;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes control events into the audit log. Thread-safe. */
final class AuditEvents implements ControlEvents {
    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_FEATURES = 20;

    private final AuditLog log;
    private List<RuleExpiry> expiring = List.of();

    AuditEvents(AuditLog log) {
        this.log = log;
    }

    @Override
    public void on(Instant at, ControlEvent event) {
        if (event instanceof ControlEvent.AuditTrouble) {
            return; // the log has written it itself, or will once it can
        }
        if (event instanceof ControlEvent.RulesExpiring rules && !isNews(rules.rules())) {
            return;
        }
        log.control(record(at, event));
    }

    static byte[] record(Instant at, ControlEvent event) {
        ControlRecord record = new ControlRecord(at, name(event));
        describe(event, record);
        return record.toByteArray();
    }

    /** Rules are told at every load and every day; only a change is worth a record. */
    private synchronized boolean isNews(List<RuleExpiry> rules) {
        boolean changed = !rules.equals(expiring);
        expiring = rules;
        return changed;
    }

    /** {@code SnapshotApplied} is {@code snapshot_applied}. */
    private static String name(ControlEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private static void describe(ControlEvent event, ControlRecord record) {
        if (event instanceof ControlEvent.Started started) {
            record.with("version", started.version());
        } else if (event instanceof ControlEvent.SnapshotApplied applied) {
            record.with("digest", applied.digest());
            applied.files().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(file -> record.with("file:" + file.getKey(), file.getValue()));
        } else if (event instanceof ControlEvent.ReloadRejected rejected) {
            record.with("digest", rejected.digest());
            List<Problem> errors = rejected.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .toList();
            record.with("errors", errors.size());
            errors.stream()
                    .limit(MAX_PROBLEMS)
                    .forEach(problem -> record.with("problem", problem.position() + ": " + problem.message()));
        } else if (event instanceof ControlEvent.Switched switched) {
            record.with("model", switched.model())
                    .with("from", switched.from())
                    .with("to", switched.to())
                    .with("reason", switched.reason());
        } else if (event instanceof ControlEvent.SwitchStaged staged) {
            record.with("model", staged.model())
                    .with("from", staged.from())
                    .with("to", staged.to())
                    .with("stage", staged.stage().name().toLowerCase(Locale.ROOT))
                    .with("share", staged.share())
                    .with("reason", staged.reason());
        } else if (event instanceof ControlEvent.VerdictMissing missing) {
            record.with("model", missing.model())
                    .with("version", missing.version())
                    .with("over", missing.over() ? "true" : "false")
                    .with("samples", missing.report().samples());
        } else if (event instanceof ControlEvent.BaselineStale stale) {
            record.with("model", stale.model())
                    .with("version", stale.version())
                    .with("over", stale.over() ? "true" : "false")
                    .with("age_seconds", stale.ageSeconds())
                    .with("source", stale.source());
        } else if (event instanceof ControlEvent.BaselineLearned learned) {
            record.with("model", learned.model())
                    .with("version", learned.version())
                    .with("digest", learned.digest())
                    .with("rows", learned.rows());
        } else if (event instanceof ControlEvent.RelearnAsked asked) {
            record.with("model", asked.model())
                    .with("version", asked.version())
                    .with("who", asked.who())
                    .with("why", asked.why());
        } else if (event instanceof ControlEvent.VerdictChanged changed) {
            verdict(changed, record);
        } else if (event instanceof ControlEvent.RulesExpiring expiring) {
            record.with("rules", expiring.rules().size());
            for (RuleExpiry rule : expiring.rules()) {
                record.with(
                        "rule",
                        rule.policy() + "@" + rule.policyVersion() + " " + rule.rule() + " of " + rule.owner() + ", "
                                + rule.expires());
            }
        } else if (event instanceof ControlEvent.GateChanged gate) {
            record.with("model", gate.model())
                    .with("version", gate.version())
                    .with("gate", gate.gate())
                    .with("owner", gate.owner())
                    .with("required", gate.required() ? "true" : "false")
                    .with("result", gate.result())
                    .with("detail", gate.detail());
        } else if (event instanceof ControlEvent.WindowGateChanged gate) {
            record.with("model", gate.model())
                    .with("version", gate.version())
                    .with("gate", gate.gate())
                    .with("action", gate.action())
                    .with("result", gate.result())
                    .with("detail", gate.detail());
        } else if (event instanceof ControlEvent.CanaryStep step) {
            record.with("model", step.model())
                    .with("version", step.version())
                    .with("against", step.against())
                    .with("step", step.step() + 1)
                    .with("share", step.share())
                    .with("reason", step.reason());
        } else if (event instanceof ControlEvent.CanaryAborted aborted) {
            record.with("model", aborted.model())
                    .with("version", aborted.version())
                    .with("against", aborted.against())
                    .with("share", aborted.share())
                    .with("reason", CanaryText.of(aborted.report(), aborted.version(), aborted.against()))
                    .with("evidence", aborted.report().logE())
                    .with("evidence_threshold", aborted.report().threshold());
            aborted.report()
                    .measures()
                    .forEach(each -> record.with("evidence:" + each.measure().label(), each.logE()));
        } else if (event instanceof ControlEvent.CanaryPromoted promoted) {
            record.with("model", promoted.model())
                    .with("version", promoted.version())
                    .with("against", promoted.against());
        } else if (event instanceof ControlEvent.RefusalChanged refusal) {
            record.with("model", refusal.model())
                    .with("gate", refusal.gate())
                    .with("refusing", refusal.refusing() ? "true" : "false");
        } else if (event instanceof ControlEvent.OverrideChanged override) {
            record.with("id", override.id())
                    .with("change", override.change())
                    .with("kind", override.kind())
                    .with("model", override.model())
                    .with("version", override.version())
                    .with("rule", override.rule())
                    .with("who", override.who())
                    .with("why", override.why())
                    .with("until", override.until().map(Instant::toString).orElse(""));
        }
    }

    /** Statistics of the worst features and pairs; never a value of one. */
    private static void verdict(ControlEvent.VerdictChanged changed, ControlRecord record) {
        record.with("model", changed.model())
                .with("version", changed.version())
                .with("before", changed.before().map(AuditEvents::label).orElse(""))
                .with("verdict", label(changed.report().verdict()))
                .with("samples", changed.report().samples());
        changed.report().evidence().ifPresent(evidence -> evidence(evidence, record));
        changed.report().all().stream()
                .filter(feature -> !Double.isNaN(feature.psi()))
                .sorted(Comparator.comparingDouble(FeatureDrift::psi).reversed().thenComparing(FeatureDrift::feature))
                .limit(MAX_FEATURES)
                .forEach(feature -> record.with("psi:" + feature.feature(), feature.psi()));
    }

    /** Natural logarithms, the threshold's and of what the features that say most say: in which direction, and since how many rows. */
    private static void evidence(EvidenceReport evidence, ControlRecord record) {
        record.with("evidence", evidence.logE()).with("evidence_threshold", evidence.threshold());
        evidence.all().stream()
                .filter(feature -> feature.logE() > 0)
                .sorted(Comparator.comparingDouble(FeatureEvidence::logE)
                        .reversed()
                        .thenComparing(FeatureEvidence::feature))
                .limit(MAX_FEATURES)
                .forEach(feature -> record.with("evidence:" + feature.feature(), feature.logE())
                        .with("direction:" + feature.feature(), DriftSentence.direction(feature))
                        .with("rows:" + feature.feature(), feature.rows()));
    }

    private static String label(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
