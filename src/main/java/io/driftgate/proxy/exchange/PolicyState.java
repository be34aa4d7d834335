package io.driftgate.proxy.exchange;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Enforcement;
import io.driftgate.policy.RuleTimer;
import io.driftgate.policy.Violations;
import io.driftgate.telemetry.DataPlaneMeters;
import java.util.Locale;

/** A policy of one model version as one event loop sees it under one snapshot: its meters at hand, one of each for every rule. */
final class PolicyState {
    private static final int MAX_NAMED_ERRORS = 8;
    private static final String SHADOW = label(Enforcement.SHADOW);

    final CompiledPolicy policy;

    /** Value of {@code x-driftgate-policy}; empty without a policy. */
    final String reference;

    final RuleTimer timer;

    private final DataPlaneMeters.Count[] violations;
    private final DataPlaneMeters.Count[] errors;

    /** For requests that are evaluated under the policy, but are not subject to it: whatever a rule says, it only counts. */
    private final DataPlaneMeters.Count[] tried;

    private final DataPlaneMeters.Count[] triedErrors;

    /** {@code onTrial}: whether there are requests that are evaluated under the policy without being subject to it. */
    PolicyState(String model, CompiledPolicy policy, boolean onTrial, DataPlaneMeters meters) {
        this.policy = policy;
        this.reference = policy.reference();
        int rules = policy.rules();
        violations = new DataPlaneMeters.Count[rules];
        errors = new DataPlaneMeters.Count[rules];
        tried = new DataPlaneMeters.Count[onTrial ? rules : 0];
        triedErrors = new DataPlaneMeters.Count[onTrial ? rules : 0];
        DataPlaneMeters.Elapsed[] durations = new DataPlaneMeters.Elapsed[rules];
        String name = policy.name();
        String version = policy.version();
        for (int i = 0; i < rules; i++) {
            CompiledPolicy.Rule rule = policy.rule(i);
            violations[i] = meters.violations(model, name, version, rule.id(), label(rule.enforcement()));
            errors[i] = meters.ruleErrors(model, name, version, rule.id(), refusesOnError(rule) ? "deny" : "allow");
            durations[i] = meters.ruleDuration(model, name, version, rule.id());
            if (onTrial) {
                tried[i] = meters.violations(model, name, version, rule.id(), SHADOW);
                triedErrors[i] = meters.ruleErrors(model, name, version, rule.id(), "allow");
            }
        }
        timer = (rule, nanos) -> durations[rule].record(nanos);
    }

    /** Counts what a request violated; {@code subject}: whether it is subject to the policy. */
    void count(Violations found, boolean subject) {
        DataPlaneMeters.Count[] violated = subject ? violations : tried;
        for (int i = 0; i < found.size(); i++) {
            violated[found.rule(i)].add(1);
        }
        DataPlaneMeters.Count[] failed = subject ? errors : triedErrors;
        for (int i = 0; i < found.failedSize(); i++) {
            failed[found.failedRule(i)].add(1);
        }
    }

    /**
     * The ids of rules that could not be evaluated and refused nothing for it, separated by commas, the first
     * {@value #MAX_NAMED_ERRORS}: value of {@code x-driftgate-policy-errors}. Empty when there is none.
     *
     * @param before ids that were found in an earlier phase
     * @param refusing whether rules may refuse at all
     */
    String toleratedErrors(Violations found, boolean refusing, String before) {
        if (!found.hasErrors()) {
            return before;
        }
        StringBuilder ids = new StringBuilder(before);
        int left = MAX_NAMED_ERRORS - (before.isEmpty() ? 0 : before.split(",", -1).length);
        for (int i = 0; i < found.failedSize() && left > 0; i++) {
            CompiledPolicy.Rule rule = policy.rule(found.failedRule(i));
            if (!refusing || !refusesOnError(rule)) {
                ids.append(ids.length() == 0 ? "" : ",").append(rule.id());
                left--;
            }
        }
        return ids.toString();
    }

    private static boolean refusesOnError(CompiledPolicy.Rule rule) {
        return rule.denyOnError() && rule.enforcement() != Enforcement.SHADOW;
    }

    private static String label(Enforcement enforcement) {
        return enforcement.name().toLowerCase(Locale.ROOT);
    }
}
