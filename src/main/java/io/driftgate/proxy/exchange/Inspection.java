package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;

/**
 * One request under one version, as the guard takes it: all but the bodies.
 *
 * @param version index of the version
 * @param enforced the policy that the request is subject to: the version's own, or the one that is tried beside it
 * @param kind what the head says that the body is
 */
record Inspection(
        ModelState model,
        int version,
        PolicyState enforced,
        Protocol protocol,
        RequestHead head,
        BodyKind kind,
        String requestId) {
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
