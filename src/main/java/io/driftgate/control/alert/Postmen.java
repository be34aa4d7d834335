package io.driftgate.control.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.Sink;
import io.driftgate.delivery.Courier;
import io.driftgate.telemetry.AlertMeters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A worker for each sink of the configuration in force. A sink that changes gets another worker and keeps its queue; one that goes
 * leaves its queue on disk, for when it comes back. One thread changes them, any may ask.
 */
final class Postmen implements AutoCloseable {
    private final AlertMeters meters;
    private final Clock clock;
    private final DeliveryPace pace;
    private final Map<String, AlertQueue> queues = new HashMap<>();
    private volatile List<SinkWorker> workers = List.of();
    private volatile AlertSettings settings = AlertSettings.NONE;

    Postmen(AlertMeters meters, Clock clock, DeliveryPace pace) {
        this.meters = meters;
        this.clock = clock;
        this.pace = pace;
    }

    /** Takes over another configuration. */
    void follow(Path directory, AlertSettings next) {
        AlertSettings before = settings;
        settings = next;
        if (before.equals(next) && workers.size() == next.sinks().size()) {
            return;
        }
        List<SinkWorker> kept = new ArrayList<>();
        List<SinkWorker> ended = new ArrayList<>(workers);
        List<SinkWorker> made = new ArrayList<>();
        for (Sink sink : next.sinks()) {
            SinkWorker worker = workers.stream()
                    .filter(each -> each.sink().equals(sink))
                    .findFirst()
                    .orElse(null);
            if (worker == null) {
                worker = worker(sink, directory, next);
                made.add(worker);
            }
            worker.queue().bound(next.queueCount(), next.queueBytes());
            ended.remove(worker);
            kept.add(worker);
        }
        ended.forEach(SinkWorker::close);
        workers = List.copyOf(kept);
        Set<String> names = kept.stream().map(worker -> worker.sink().name()).collect(Collectors.toSet());
        queues.keySet().retainAll(names);
        meters.queues(names);
        for (SinkWorker worker : kept) {
            meters.announce(worker.sink().name(), kinds(worker.sink(), next));
            meter(worker);
        }
        made.forEach(SinkWorker::start);
    }

    private SinkWorker worker(Sink sink, Path directory, AlertSettings next) {
        AlertQueue queue = queues.computeIfAbsent(
                sink.name(),
                name -> new AlertQueue(
                        directory.resolve(name),
                        next.queueCount(),
                        next.queueBytes(),
                        (kind, result) -> meters.result(name, kind, result)));
        return new SinkWorker(
                new Courier(sink, pace.poster(), clock, pace.attempts()),
                queue,
                () -> settings,
                meters,
                clock,
                pace.firstWaitNanos());
    }

    private static Set<String> kinds(Sink sink, AlertSettings settings) {
        return settings.routes().entrySet().stream()
                .filter(route -> route.getValue().contains(sink.name()))
                .map(route -> route.getKey().label())
                .collect(Collectors.toSet());
    }

    private void meter(SinkWorker worker) {
        AlertQueue queue = worker.queue();
        meters.queue(
                worker.sink().name(),
                queue::count,
                () -> queue.oldest()
                        .map(at -> Math.max(
                                0, Duration.between(at, clock.instant()).toMillis() / 1e3))
                        .orElse(0.0));
    }

    /** Puts it into the queue of each of its sinks: first in memory, then on disk, which may take its time. */
    void send(Alert alert) {
        List<String> names = settings.sinksOf(alert).stream().map(Sink::name).toList();
        List<AlertQueue> accepting = workers.stream()
                .filter(worker -> names.contains(worker.sink().name()))
                .map(SinkWorker::queue)
                .toList();
        accepting.forEach(queue -> queue.accept(alert));
        accepting.forEach(AlertQueue::persist);
    }

    /** Tries again to write what could not be written. */
    void persist() {
        workers.forEach(worker -> worker.queue().persist());
    }

    List<SinkWorker> workers() {
        return workers;
    }

    @Override
    public void close() {
        workers.forEach(SinkWorker::close);
    }
}
