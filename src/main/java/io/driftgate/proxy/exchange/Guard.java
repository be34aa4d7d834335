package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiScanner;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Phase;
import io.driftgate.policy.PolicyInput;
import io.driftgate.policy.Violations;
import io.driftgate.protocol.FeatureBatch;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Refusal;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.telemetry.Outcome;

/**
 * Inspects one body under one version: parse, PII, policy, sketch. Knows neither HTTP nor Netty. Owned by one event loop; its scratch
 * memory is reused from request to request, and bounded by the largest body.
 */
final class Guard {
    private static final int MAX_DEPTH = 64;
    private static final byte[] NOT_REDACTED = {};

    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final PiiScanner scanner = new PiiScanner();
    private final PiiFindings findings = new PiiFindings();
    private final Violations violations = new Violations();
    private final PolicyInput input = new PolicyInput();

    /**
     * Inspects {@code body[from, to)}.
     *
     * @param ingress whether the request is seen for the first time: only then is it counted and sketched, not again for a failover
     */
    GuardDecision inspect(
            ModelState model, int version, Protocol protocol, byte[] body, int from, int to, boolean ingress) {
        try {
            tape.parse(body, from, to);
            protocol.bind(tape, model.versions[version].version.binding(), model.batch);
            Rejection rejection = judge(model, model.versions[version], ingress);
            if (rejection != null && model.isEnforced()) {
                return rejection;
            }
            if (ingress && model.sketched) {
                sketch(model);
            }
            if (model.isEnforced() && findings.masks()) {
                return new Permit(version, findings.redact(body, from, to), findings.redactedSummary());
            }
            return new Permit(version, NOT_REDACTED, "");
        } catch (MalformedJson e) {
            return malformed(model, version, e.getMessage());
        } catch (MalformedRequest e) {
            return malformed(model, version, e.getMessage());
        } finally {
            tape.release();
            model.batch.release();
            findings.clear();
        }
    }

    /** Lets a body pass that can't be inspected at all; only a model that is observed does that. */
    Permit uninspected(ModelState model, int version) {
        if (model.isEnforced()) {
            throw new IllegalStateException("an enforced model forwards nothing that was not inspected");
        }
        return new Permit(version, NOT_REDACTED, "");
    }

    private GuardDecision malformed(ModelState model, int version, String message) {
        return model.isEnforced()
                ? Rejection.of(Outcome.MALFORMED, 400, message)
                : new Permit(version, NOT_REDACTED, "");
    }

    /** The first reason to refuse, PII before policy; null when there is none. */
    private Rejection judge(ModelState model, VersionState version, boolean count) {
        findings.clear();
        Rejection rejection = null;
        if (!model.model.pii().isOff()) {
            scanner.scan(tape, model.model.pii(), findings);
            for (int i = 0; count && i < findings.size(); i++) {
                model.countFinding(findings.entity(i), findings.action(i));
            }
            int blocking = findings.blocking();
            if (blocking >= 0) {
                String entity = findings.entity(blocking).name();
                rejection = new Rejection(
                        Outcome.PII_BLOCKED,
                        403,
                        "personal data (" + entity + ") is not accepted",
                        entity,
                        Refusal.NO_ROW);
            }
        }
        CompiledPolicy policy = version.version.policy();
        if (policy.rules() == 0) {
            return rejection;
        }
        violations.reset(policy);
        FeatureBatch batch = model.batch;
        input.features(batch.row());
        while (batch.next()) {
            policy.evaluate(Phase.REQUEST, input, batch.rowIndex(), violations);
        }
        policy.finish(Phase.REQUEST, input, violations);
        if (violations.isEmpty()) {
            return rejection;
        }
        for (int rule = 0; count && rule < version.violations.length; rule++) {
            if (violations.count(rule) > 0) {
                version.violations[rule].add(1);
            }
        }
        int denying = violations.denying();
        if (rejection != null || denying < 0) {
            return rejection;
        }
        String id = policy.rule(denying).id();
        int row = violations.firstRow(denying);
        return new Rejection(
                Outcome.POLICY_DENIED, 403, "policy " + version.policyReference + " refuses it: rule " + id, id, row);
    }

    /** Input drift belongs to the traffic, not to the version that answers: every version's baseline sees every request. */
    private void sketch(ModelState model) {
        int maxRows =
                model.model.drift().map(drift -> drift.maxRowsPerRequest()).orElse(Integer.MAX_VALUE);
        FeatureBatch batch = model.batch;
        batch.rewind();
        for (int row = 0; row < maxRows && batch.next(); row++) {
            for (VersionState version : model.versions) {
                if (version.isSketched()) {
                    version.sketch(batch.row());
                }
            }
        }
        for (VersionState version : model.versions) {
            if (version.isSketched()) {
                version.endSketchedRequest();
            }
        }
    }
}
