package io.driftgate.snapshot;

import io.driftgate.policy.CompiledPolicy;
import java.util.Set;

/**
 * A policy that is tried beside the one in force: both are evaluated, and where they disagree is counted and listed.
 *
 * @param current the policy in force, for the rest of the traffic; may be {@link CompiledPolicy#none()}
 * @param candidate the one that is tried
 * @param share of the traffic that is under the candidate, from 0 to 1; 0 enforces none of it: a shadow
 */
public record PolicyTrial(CompiledPolicy current, CompiledPolicy candidate, double share) {
    private static final String NO_POLICY = "none";

    public PolicyTrial {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
        }
    }

    /** The name that the trial is known by: the current policy's, or the candidate's when there is no current one. */
    public String policy() {
        return current.name().isEmpty() ? candidate.name() : current.name();
    }

    /** Version of the current policy; {@code none} when there is none. */
    public String from() {
        return current.name().isEmpty() ? NO_POLICY : current.version();
    }

    /** Version of the candidate, or its full reference when it is a version of another policy. */
    public String to() {
        return candidate.name().equals(policy()) ? candidate.version() : candidate.reference();
    }

    /** The same trial of policies in which the rules with these ids only count. */
    PolicyTrial withShadowed(Set<String> rules) {
        return new PolicyTrial(current.withShadowed(rules), candidate.withShadowed(rules), share);
    }

    /** Whether none of the candidate is enforced. */
    public boolean isShadow() {
        return share == 0;
    }
}
