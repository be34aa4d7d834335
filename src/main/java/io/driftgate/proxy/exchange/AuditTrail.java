package io.driftgate.proxy.exchange;

import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLane;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.Fingerprint;
import io.driftgate.audit.record.RecordWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;

/** One event loop's way into the audit log, with what records are written with. Reused for every record; owned by its loop. */
final class AuditTrail {
    private static final AuditTrail OFF = new AuditTrail();
    private static final long CLOCK_NANOS = 100_000_000L;
    private static final long BILLION = 1_000_000_000L;

    private final AuditNotes notes;
    private final RecordWriter writer = new RecordWriter();
    private final AuditLog log;
    private final AuditLane lane;
    private final DurableQueue queue;
    private final Fingerprint fingerprint;
    private final byte[] fingerprintBytes = new byte[Fingerprint.BYTES];
    private final byte[] keyId;
    private final Clock clock;
    private final boolean refusesWhenFull;
    private final boolean awaits;

    /** Nanoseconds since 1970, less those of the machine's own clock; taken anew when it is old. */
    private long epochOffset;

    private long offsetAtNanos;
    private boolean offsetTaken;

    private AuditTrail() {
        notes = AuditNotes.off();
        log = null;
        lane = null;
        queue = null;
        fingerprint = null;
        keyId = null;
        clock = null;
        refusesWhenFull = false;
        awaits = false;
    }

    /** @param loop runs what is given to it on the event loop */
    AuditTrail(AuditAccess access, Executor loop) {
        log = access.log();
        notes = new AuditNotes(log.settings().prediction());
        queue = new DurableQueue(loop);
        awaits = log.settings().durability() == Durability.ACK;
        lane = log.lane(awaits ? queue::wake : () -> {});
        fingerprint = new Fingerprint(access.fingerprintKey());
        keyId = access.fingerprintKey().id();
        clock = access.clock();
        refusesWhenFull = log.settings().onFull() == OnFull.REFUSE;
    }

    /** Keeps no record. */
    static AuditTrail off() {
        return OFF;
    }

    boolean isOn() {
        return lane != null;
    }

    /** Whether governed requests may be served at all. */
    boolean acceptsRequests() {
        return lane == null || log.accepts();
    }

    /** Whether a request whose decision found no room is refused. */
    boolean refusesWhenFull() {
        return refusesWhenFull;
    }

    /** What the guard notes on its way; off when no record is kept. */
    AuditNotes notes() {
        return notes;
    }

    RecordWriter writer() {
        return writer;
    }

    /** Appends what the writer holds; its ticket, or -1 when there is no room. */
    long append() {
        return lane.append(writer.bytes(), 0, writer.size());
    }

    /** Whether an answer to a decision of this ticket must wait. */
    boolean mustWait(long ticket) {
        return awaits && ticket > lane.durable();
    }

    /** Whether nothing becomes durable just now. */
    boolean hasFailed() {
        return log.failed();
    }

    void await(RecordWait wait) {
        queue.add(wait);
        if (wait.isDurable() || log.failed()) {
            queue.wake();
        }
    }

    /** Writes the fingerprint of a body. */
    void putFingerprint(HeapCopy body) {
        fingerprint.of(body.array(), body.from(), body.to(), fingerprintBytes);
        writer.hex(DecisionFields.FINGERPRINT, fingerprintBytes, 0, Fingerprint.BYTES)
                .hex(DecisionFields.FINGERPRINT_KEY, keyId, 0, keyId.length)
                .count(DecisionFields.BODY_BYTES, body.length());
    }

    /** Nanoseconds since 1970 at that time of {@link System#nanoTime}. */
    long epochNanos(long nanoTime) {
        if (!offsetTaken || nanoTime - offsetAtNanos > CLOCK_NANOS) {
            Instant now = clock.instant();
            long at = System.nanoTime();
            epochOffset = now.getEpochSecond() * BILLION + now.getNano() - at;
            offsetAtNanos = at;
            offsetTaken = true;
        }
        return nanoTime + epochOffset;
    }
}
