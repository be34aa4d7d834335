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
 * A rule whose owner should look at it: it expires within {@value io.driftgate.policy.CompiledPolicy#NOTICE_DAYS} days, or has.
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
    /** Those of all policies in use, enforced or tried, each rule once. */
    static List<RuleExpiry> of(Snapshot snapshot, LocalDate today) {
        List<RuleExpiry> found = new ArrayList<>();
        for (CompiledPolicy policy : policies(snapshot)) {
            for (CompiledPolicy.Rule rule : policy.expiring(today)) {
                LocalDate expires = rule.expires().orElseThrow();
                found.add(new RuleExpiry(
                        policy.name(),
                        policy.version(),
                        rule.id(),
                        rule.owner(),
                        expires,
                        ChronoUnit.DAYS.between(today, expires),
                        rule.onExpiry()));
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
