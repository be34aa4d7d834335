package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;

/**
 * One request under one version, as the guard takes it: all but the bodies.
 *
 * @param version index of the version
 * @param enforced the policy that the request is subject to: the version's own, or the one that is tried beside it
 * @param kind what the head says that the body is
 * @param compared what counts it for the comparison with a canary; null when nothing
 * @param former under which the request was inspected before it failed over to this one; null at first
 */
record Inspection(
        ModelState model,
        int version,
        PolicyState enforced,
        Protocol protocol,
        RequestHead head,
        BodyKind kind,
        String requestId,
        ComparedRequest compared,
        Inspection former) {
    /** One that is not compared, and is under its first version. */
    Inspection(
            ModelState model,
            int version,
            PolicyState enforced,
            Protocol protocol,
            RequestHead head,
            BodyKind kind,
            String requestId) {
        this(model, version, enforced, protocol, head, kind, requestId, null, null);
    }

    /** Whether the request was inspected under a policy before it failed over, so that what that finds in it is counted already. */
    boolean wasUnder(PolicyState policy) {
        for (Inspection before = former; before != null; before = before.former) {
            VersionState version = before.state();
            if (version.policy.reference.equals(policy.reference)
                    || (version.trial != null && version.trial.candidate.reference.equals(policy.reference))) {
                return true;
            }
        }
        return false;
    }

    FieldBlock fields() {
        return head.fields();
    }

    /** Canonical. */
    String path() {
        return head.path();
    }

    VersionState state() {
        return model.versions[version];
    }
}
