package io.driftgate.audit.log;

import io.driftgate.audit.record.ControlRecord;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What is wrong just now. Each change is told to the observer and written to the log itself as soon as that can be. Thread-safe. */
final class Troubles {
    private final AuditObserver observer;
    private static final List<String> NOTHING_IS_WRITTEN = List.of("open", "write", "stalled");

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

    /** One of what is wrong: why nothing is written, if that is so. */
    Optional<String> worst() {
        return Stream.concat(NOTHING_IS_WRITTEN.stream(), present.keySet().stream())
                .map(present::get)
                .filter(Objects::nonNull)
                .findFirst();
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
