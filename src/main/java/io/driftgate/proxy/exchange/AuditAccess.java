package io.driftgate.proxy.exchange;

import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.record.FingerprintKey;
import java.time.Clock;

/**
 * What the data plane needs to keep records of its requests.
 *
 * @param clock tells when
 */
public record AuditAccess(AuditLog log, FingerprintKey fingerprintKey, Clock clock) {}
