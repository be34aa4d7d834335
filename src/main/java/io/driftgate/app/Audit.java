package io.driftgate.app;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.CheckpointExport;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.log.CheckpointSink;
import io.driftgate.audit.record.FingerprintKey;
import io.driftgate.control.CheckpointWebhook;
import io.driftgate.control.ControlEvents;
import io.driftgate.proxy.exchange.AuditAccess;
import io.driftgate.telemetry.AuditMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The audit log of a gateway and who writes and watches it; nothing of all that when nothing is audited. Thread-safe. */
final class Audit implements AutoCloseable {
    private record Parts(AuditLog log, AuditTelemetry telemetry, AuditAccess access) {}

    private final Optional<Parts> parts;

    private Audit(Optional<Parts> parts) {
        this.parts = parts;
    }

    /**
     * Opens the log if the settings have one. A log that can't be opened keeps nobody from starting: see {@link AuditLog#open}.
     *
     * @throws IOException when there is no key for fingerprints, and none can be made; the message is meant for people
     */
    static Audit open(Optional<AuditSettings> settings, MeterRegistry registry, String env, Clock clock)
            throws IOException {
        if (settings.isEmpty()) {
            return new Audit(Optional.empty());
        }
        AuditSettings audit = settings.get();
        FingerprintKey key = FingerprintKey.open(audit.fingerprintKey(), System::getenv, new SecureRandom());
        AuditMeters meters = new AuditMeters(registry, env, clock);
        AuditTelemetry telemetry = new AuditTelemetry(meters, clock);
        AuditLog log = AuditLog.open(audit, clock, telemetry, webhooks(audit));
        meters.watch(log);
        return new Audit(Optional.of(new Parts(log, telemetry, new AuditAccess(log, key, clock))));
    }

    private static List<CheckpointSink> webhooks(AuditSettings settings) {
        return settings.checkpoints().exports().stream()
                .filter(CheckpointExport.Webhook.class::isInstance)
                .map(export -> (CheckpointSink) new CheckpointWebhook(((CheckpointExport.Webhook) export).url()))
                .toList();
    }

    Optional<AuditLog> log() {
        return parts.map(Parts::log);
    }

    /** What the data plane records with. */
    Optional<AuditAccess> access() {
        return parts.map(Parts::access);
    }

    /** The listener that writes control events. */
    ControlEvents events() {
        return parts.map(all -> (ControlEvents) new AuditEvents(all.log())).orElse(ControlEvents.NONE);
    }

    /** Tells these of trouble with the log. */
    void tell(ControlEvents listeners) {
        parts.ifPresent(all -> all.telemetry().tell(listeners));
    }

    /** Why the process should get no traffic on the log's account. */
    List<String> notReadyReasons() {
        return log().filter(log -> !log.accepts())
                .map(log -> List.of("the audit log takes no records and audit.onFull is refuse"
                        + log.trouble().map(why -> ": " + why).orElse("")))
                .orElse(List.of());
    }

    @Override
    public void close() {
        log().ifPresent(AuditLog::close);
    }
}
