package io.driftgate.app;

import io.driftgate.audit.log.AuditObserver;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.ControlEvents;
import io.driftgate.telemetry.AuditMeters;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells of how the audit log fares: in the process's log, in metrics, and as control events for whoever is alerted. The log is opened before anybody listens to
 * events, so what comes early is kept for them. Thread-safe.
 */
final class AuditTelemetry implements AuditObserver {
    private static final Logger LOG = Logger.getLogger("io.driftgate.audit");
    private static final int MAX_EARLY = 64;

    private record Early(Instant at, ControlEvent event) {}

    private final AuditMeters meters;
    private final Clock clock;
    private final List<Early> early = new ArrayList<>();
    private Optional<ControlEvents> events = Optional.empty();

    AuditTelemetry(AuditMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** From now on these are told. */
    void tell(ControlEvents listeners) {
        List<Early> kept;
        synchronized (this) {
            events = Optional.of(listeners);
            kept = List.copyOf(early);
            early.clear();
        }
        kept.forEach(event -> listeners.on(event.at(), event.event()));
    }

    @Override
    public void trouble(String trouble, String detail, boolean resolved) {
        if (resolved) {
            LOG.infof("audit log, %s is over: %s", trouble, detail);
        } else {
            LOG.errorf("audit log, %s: %s", trouble, detail);
        }
        Instant now = clock.instant();
        ControlEvent event = new ControlEvent.AuditTrouble(trouble, detail, resolved);
        Optional<ControlEvents> listeners;
        synchronized (this) {
            listeners = events;
            if (listeners.isEmpty() && early.size() < MAX_EARLY) {
                early.add(new Early(now, event));
            }
        }
        listeners.ifPresent(all -> all.on(now, event));
    }

    @Override
    public void note(String sentence) {
        LOG.infof("audit log: %s", sentence);
    }

    @Override
    public void synced(long nanos) {
        meters.synced(nanos);
    }

    @Override
    public void exported(String sink, boolean success) {
        meters.exported(sink, success);
    }
}
