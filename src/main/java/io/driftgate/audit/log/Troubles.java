package io.driftgate.audit.log;

import io.driftgate.audit.record.ControlRecord;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong just now. Each change is told to the observer and written to the log itself as soon as that can be. Thread-safe. */
final class Troubles {
    private final AuditObserver observer;
    private final ControlQueue control;
    private final WriterGate gate;
    private final Clock clock;
    private final Map<String, String> present = new ConcurrentHashMap<>();

    Troubles(AuditObserver observer, ControlQueue control, WriterGate gate, Clock clock) {
        this.observer = observer;
        this.control = control;
        this.gate = gate;
        this.clock = clock;
    }

    /** Something is wrong; told only if it was not wrong before. */
    void begin(String trouble, String detail) {
        if (present.put(trouble, detail) == null) {
            tell(trouble, detail, false);
        }
    }

    /** It is over; told only if it was wrong. */
    void end(String trouble, String detail) {
        if (present.remove(trouble) != null) {
            tell(trouble, detail, true);
        }
    }

    /** Something was wrong and is over. */
    void past(String trouble, String detail) {
        tell(trouble, detail, false);
        observer.trouble(trouble, detail, true);
    }

    /** The first of what is wrong. */
    Optional<String> first() {
        return present.values().stream().findFirst();
    }

    private void tell(String trouble, String detail, boolean resolved) {
        control.add(new ControlRecord(clock.instant(), "audit_trouble")
                .with("trouble", trouble)
                .with("detail", detail)
                .with("resolved", resolved ? "true" : "false")
                .toByteArray());
        gate.appended(false);
        observer.trouble(trouble, detail, resolved);
    }
}
