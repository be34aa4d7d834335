package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.alert.Alert;
import io.driftgate.control.alert.AlertCenter;
import io.driftgate.control.alert.SinkStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Alerts.
 *
 * @param open what is wrong now, oldest first
 * @param sinks where alerts go, in file order
 */
public record AlertsView(List<OpenView> open, List<SinkView> sinks) {
    /** One; {@code model} and {@code version} are absent where it is about none. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record OpenView(
            String key,
            String kind,
            String severity,
            String model,
            String version,
            Instant since,
            String summary,
            String page) {}

    /**
     * A sink.
     *
     * @param place where it is: never a path or a query, which may hold a token
     * @param circuit {@code closed}, or {@code open} while attempts are refused
     * @param oldest when the oldest alert that waits was found; absent when none waits
     * @param lastResult of the last delivery; absent before the first, as the times
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SinkView(
            String name,
            String type,
            String place,
            int waiting,
            long bytes,
            String circuit,
            Optional<Instant> oldest,
            String lastResult,
            Optional<Instant> lastAt,
            Optional<Instant> lastDelivered,
            Optional<Instant> retryAt) {}

    static AlertsView of(AlertCenter alerts) {
        return new AlertsView(
                alerts.open().stream().map(AlertsView::of).toList(),
                alerts.sinks().stream().map(AlertsView::of).toList());
    }

    private static OpenView of(Alert alert) {
        return new OpenView(
                alert.key(),
                alert.kind().label(),
                alert.severity().label(),
                alert.model(),
                alert.version(),
                alert.at(),
                alert.summary(),
                alert.page());
    }

    private static SinkView of(SinkStatus sink) {
        return new SinkView(
                sink.name(),
                sink.type(),
                sink.place(),
                sink.waiting(),
                sink.bytes(),
                sink.circuitOpen() ? "open" : "closed",
                sink.oldest(),
                sink.result(),
                sink.at(),
                sink.delivered(),
                sink.retryAt());
    }
}
