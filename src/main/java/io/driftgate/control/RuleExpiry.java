package io.driftgate.control;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.OnExpiry;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.PolicyTrial;
import io.driftgate.snapshot.Snapshot;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule whose owner should look at it: it expires within {@value #AHEAD_DAYS} days, or has.
 *
 * @param policy {@code policy} and {@code policyVersion} name the file
 * @param days until its last day; 0 on that day, negative past it
 * @param onExpiry what becomes of it then
 */
public record RuleExpiry(
        String policy,
        String policyVersion,
        String rule,
        String owner,
        LocalDate expires,
        long days,
        OnExpiry onExpiry) {
    /** How long ahead owners are told. */
    public static final int AHEAD_DAYS = 14;

    /** Those of all policies in use, enforced or tried, each rule once. */
    static List<RuleExpiry> of(Snapshot snapshot, LocalDate today) {
        List<RuleExpiry> found = new ArrayList<>();
        for (CompiledPolicy policy : policies(snapshot)) {
            for (int i = 0; i < policy.rules(); i++) {
                CompiledPolicy.Rule rule = policy.rule(i);
                rule.expires().ifPresent(expires -> {
                    long days = ChronoUnit.DAYS.between(today, expires);
                    if (days <= AHEAD_DAYS) {
                        found.add(new RuleExpiry(
                                policy.name(),
                                policy.version(),
                                rule.id(),
                                rule.owner(),
                                expires,
                                days,
                                rule.onExpiry()));
                    }
                });
            }
        }
        return found;
    }

    private static Collection<CompiledPolicy> policies(Snapshot snapshot) {
        Map<String, CompiledPolicy> byReference = new LinkedHashMap<>();
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                byReference.put(version.policy().reference(), version.policy());
                version.trial()
                        .map(PolicyTrial::candidate)
                        .ifPresent(candidate -> byReference.put(candidate.reference(), candidate));
            }
        }
        return byReference.values();
    }

    /** For the log. */
    String sentence() {
        String when = days < 0 ? "expired on " : "expires after ";
        String then = onExpiry == OnExpiry.SHADOW
                ? (days < 0 ? "it only counts now" : "from then on it only counts")
                : "it stays in force";
        return "rule " + rule + " of policy " + policy + "@" + policyVersion + " " + when + expires + "; " + then + ". "
                + owner + " should renew its date or remove it";
    }
}
