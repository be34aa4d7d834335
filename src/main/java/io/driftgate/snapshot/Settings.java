package io.driftgate.snapshot;

import io.driftgate.alert.AlertSettings;
import io.driftgate.audit.AuditSettings;
import io.driftgate.sketch.stream.StreamSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the configuration says of the gateway itself.
 *
 * @param adminTokenFile holds the bearer token of calls that change something; empty refuses all such calls
 * @param unmatched where requests outside every governed prefix go; empty refuses them
 * @param responseHeaders whether answers carry {@code x-driftgate-*} headers
 * @param env value of the {@code env} metric label
 * @param drainDelayNanos from readiness going down to the listener closing
 * @param drainTimeoutNanos how long in-flight requests may take after that
 * @param alerts who is told of what
 * @param audit empty when nothing is audited
 * @param sketches empty when no panes leave the process
 */
public record Settings(
        String host,
        int port,
        String adminHost,
        int adminPort,
        Optional<Path> adminTokenFile,
        Path state,
        Limits limits,
        Optional<Upstream> unmatched,
        boolean responseHeaders,
        String env,
        long drainDelayNanos,
        long drainTimeoutNanos,
        AlertSettings alerts,
        Optional<AuditSettings> audit,
        Optional<StreamSettings> sketches) {}
