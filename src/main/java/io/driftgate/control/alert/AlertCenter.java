package io.driftgate.control.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.Sink;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.ControlEvents;
import io.driftgate.control.Publisher;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.AlertMeters;
import io.driftgate.telemetry.ModelTraffic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells people what is wrong and when it is over: judges the control plane's events and the traffic's rates, tells each thing once
 * for as long as it is the same, and hands it to the queues of its sinks.
 *
 * <p>{@link #on} may be called by any thread from the beginning, before {@link #start}, and never waits: events go through a bounded
 * queue to one daemon thread, which owns all else. What is open and what waits is on disk, so that a restart neither alerts again nor
 * forgets.
 */
public final class AlertCenter implements ControlEvents, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AlertCenter.class);
    private static final int MAX_EVENTS = 4096;
    private static final long TICK_NANOS = 5_000_000_000L;
    private static final long MAX_JOIN_MILLIS = 3_000;

    /** How long after the start what a former process left open may be confirmed, before it counts as over. */
    private static final long INHERITANCE_NANOS = 120_000_000_000L;

    private static final long UNSURE_NANOS = 60_000_000_000L;

    private final Supplier<Map<String, ModelTraffic>> traffic;
    private final AlertMeters meters;
    private final Clock clock;
    private final Postmen postmen;
    private final String instance;
    private final long tickEveryNanos;
    private final BlockingQueue<Told> told = new ArrayBlockingQueue<>(MAX_EVENTS);
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "driftgate-alerts");

    /** Set by {@link #start}, before the thread runs. */
    private Publisher publisher;

    private OpenAlerts open;
    private String scope;
    private volatile Optional<OpenAlerts> opened = Optional.empty();
    private volatile Optional<Publisher> routes = Optional.empty();
    private volatile boolean closed;

    /** The thread's own. */
    private final Judge judge = new Judge();

    private final RateWatch violations =
            new RateWatch(AlertKind.VIOLATIONS, "rule violations", ModelTraffic::violations);
    private final RateWatch findings = new RateWatch(AlertKind.PII, "personal data", ModelTraffic::findings);
    private final Set<String> inherited = new HashSet<>();
    private final Map<String, Unsure> unsure = new HashMap<>();
    private long startNanos;
    private long tickedNanos;

    /**
     * An event.
     *
     * @param away whether a drift switch was in force for its model at that moment
     */
    private record Told(Instant at, ControlEvent event, boolean away) {}

    /** A gate that can't be told yet, as at every start until the model servers were asked: worth an alert if it stays so. */
    private record Unsure(Finding finding, long sinceNanos) {}

    public AlertCenter(
            Supplier<Map<String, ModelTraffic>> traffic, AlertMeters meters, Clock clock, DeliveryPace pace) {
        this(traffic, meters, clock, pace, TICK_NANOS);
    }

    /** With other rounds; for tests. */
    AlertCenter(
            Supplier<Map<String, ModelTraffic>> traffic,
            AlertMeters meters,
            Clock clock,
            DeliveryPace pace,
            long tickEveryNanos) {
        this.tickEveryNanos = tickEveryNanos;
        this.traffic = traffic;
        this.meters = meters;
        this.clock = clock;
        this.postmen = new Postmen(meters, clock, pace);
        this.instance = Instance.name();
        thread.setDaemon(true);
    }

    /** Opens what a former process left in the state directory, and begins. */
    public void start(Publisher from) {
        publisher = from;
        routes = Optional.of(from);
        Snapshot snapshot = from.holder().current();
        Path directory = snapshot.settings().state().resolve("alerts");
        open = new OpenAlerts(directory);
        opened = Optional.of(open);
        String env = snapshot.settings().env();
        scope = snapshot.settings().alerts().perInstance() ? env + "/" + instance : env;
        open.all().forEach(each -> inherited.add(each.alert().key()));
        postmen.follow(directory, snapshot.settings().alerts());
        for (AlertKind kind : AlertKind.values()) {
            meters.open(
                    kind.label(),
                    () -> open.all().stream()
                            .filter(each -> each.alert().kind() == kind)
                            .count());
        }
        startNanos = System.nanoTime();
        tickedNanos = startNanos - tickEveryNanos;
        thread.start();
    }

    @Override
    public void on(Instant at, ControlEvent event) {
        boolean away = event instanceof ControlEvent.Switched switched
                && routes.flatMap(from -> from.switchOf(switched.model())).isPresent();
        if (!told.offer(new Told(at, event, away))) {
            meters.result("", "event", "dropped");
            if (overflowed.compareAndSet(false, true)) {
                LOG.error("alerts can't keep up with events; some are lost");
            }
        }
    }

    private void run() {
        while (!closed || !told.isEmpty()) {
            try {
                Told next = told.poll(closed ? 0 : untilTickNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    judge(next);
                }
                if (!closed && untilTickNanos() <= 0) {
                    tickedNanos = System.nanoTime();
                    tick();
                }
            } catch (InterruptedException e) {
                // closed says what it was for
            } catch (RuntimeException | Error e) {
                LOG.error("an event could not be alerted of", e);
            }
        }
    }

    private long untilTickNanos() {
        return tickedNanos + tickEveryNanos - System.nanoTime();
    }

    private void judge(Told next) {
        Snapshot snapshot = publisher.holder().current();
        if (next.event() instanceof ControlEvent.SnapshotApplied) {
            postmen.follow(
                    snapshot.settings().state().resolve("alerts"),
                    snapshot.settings().alerts());
            closeWhatIsGone(next.at(), snapshot);
            Set<String> gates = gates(snapshot);
            unsure.keySet().retainAll(gates);
            closeOthers(next.at(), AlertKind.GATE, gates, "the gate is gone");
        }
        for (Finding finding : judge.findings(next.at(), next.event(), next.away(), snapshot)) {
            tell(next.at(), finding, snapshot);
        }
        if (next.event() instanceof ControlEvent.RulesExpiring expiring) {
            Set<String> still = new HashSet<>();
            expiring.rules().forEach(rule -> still.add(key(AlertKind.EXPIRY, "", Judge.subject(rule))));
            closeOthers(next.at(), AlertKind.EXPIRY, still, "the rule's date was renewed, or it is gone");
        }
    }

    private Set<String> gates(Snapshot snapshot) {
        Set<String> keys = new HashSet<>();
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                version.gates()
                        .forEach(gate -> keys.add(
                                key(AlertKind.GATE, model.name(), Judge.subject(version.name(), gate.gate()))));
            }
        }
        return keys;
    }

    private void closeWhatIsGone(Instant at, Snapshot snapshot) {
        for (OpenAlerts.Open each : open.all()) {
            Alert alert = each.alert();
            if (!Judge.isConfigured(alert.kind(), alert.model(), alert.version(), snapshot)) {
                close(at, alert, alert.model() + " " + alert.version() + " is no longer configured");
            }
        }
    }

    private void closeOthers(Instant at, AlertKind kind, Set<String> still, String why) {
        for (OpenAlerts.Open each : open.all()) {
            if (each.alert().kind() == kind && !still.contains(each.alert().key())) {
                close(at, each.alert(), why);
            }
        }
    }

    /** What no event says: rates, and the end of what ends in silence. */
    private void tick() {
        Instant now = clock.instant();
        Snapshot snapshot = publisher.holder().current();
        AlertSettings settings = snapshot.settings().alerts();
        Map<String, ModelTraffic> counts = new TreeMap<>(traffic.get());
        snapshot.models().forEach(model -> counts.putIfAbsent(model.name(), ModelTraffic.NONE));
        long nowNanos = System.nanoTime();
        for (Finding finding : violations.look(
                counts, nowNanos, settings.violations(), model -> isOpen(AlertKind.VIOLATIONS, model))) {
            tell(now, finding, snapshot);
        }
        for (Finding finding : findings.look(counts, nowNanos, settings.pii(), model -> isOpen(AlertKind.PII, model))) {
            tell(now, finding, snapshot);
        }
        for (Map.Entry<String, Unsure> each : List.copyOf(unsure.entrySet())) {
            if (nowNanos - each.getValue().sinceNanos() >= UNSURE_NANOS) {
                unsure.remove(each.getKey());
                tellNow(now, each.getKey(), each.getValue().finding(), snapshot);
            }
        }
        boolean settled = nowNanos - startNanos >= INHERITANCE_NANOS;
        for (OpenAlerts.Open each : open.all()) {
            whyOver(each, now, settled).ifPresent(why -> close(now, each.alert(), why));
        }
        postmen.persist();
    }

    private boolean isOpen(AlertKind kind, String model) {
        return open.of(key(kind, model, "")).isPresent();
    }

    /** Why an alert is over although no event said so; empty while it isn't. */
    private Optional<String> whyOver(OpenAlerts.Open each, Instant now, boolean settled) {
        Alert alert = each.alert();
        boolean unconfirmed = settled && inherited.contains(alert.key());
        if (!alert.key().startsWith("driftgate/" + scope + "/")) {
            return Optional.of("alerts have other keys since the restart");
        }
        return switch (alert.kind()) {
            case RELOAD ->
                publisher.lastResult().status() == Publisher.Status.REJECTED
                        ? Optional.empty()
                        : Optional.of("the files on disk are in force again");
            case SWITCH ->
                inherited.contains(alert.key())
                                && publisher.switchOf(alert.model()).isEmpty()
                        ? Optional.of(alert.model() + ": traffic is on its configured weights since the restart")
                        : Optional.empty();
            case AUDIT, GATE, WINDOW_GATE ->
                unconfirmed ? Optional.of("it has not come up again since the restart") : Optional.empty();
            case DRIFT ->
                unconfirmed && alert.key().equals(key(AlertKind.DRIFT, alert.model(), Judge.stale(alert.version())))
                        ? Optional.of("the baseline has not been stale since the restart")
                        : Optional.empty();
            case OVERRIDE -> isPast(each.state(), now) ? Optional.of("it has expired") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isPast(String until, Instant now) {
        try {
            return !until.isEmpty()
                    && Instant.parse(until).plus(Duration.ofMinutes(1)).isBefore(now);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void tell(Instant at, Finding finding, Snapshot snapshot) {
        String key = key(finding.kind(), finding.model(), finding.subject());
        unsure.remove(key);
        if (finding.kind() == AlertKind.GATE && finding.state().startsWith(Judge.UNKNOWN)) {
            unsure.put(key, new Unsure(finding, System.nanoTime()));
            inherited.remove(key);
        } else {
            tellNow(at, key, finding, snapshot);
        }
    }

    private void tellNow(Instant at, String key, Finding finding, Snapshot snapshot) {
        Optional<OpenAlerts.Open> known = open.of(key);
        inherited.remove(key);
        if (!finding.wrong()) {
            known.ifPresent(each -> close(at, each.alert(), finding.summary()));
            return;
        }
        if (known.map(OpenAlerts.Open::state).equals(Optional.of(finding.state()))) {
            return;
        }
        if (known.isEmpty() && open.isFull()) {
            LOG.errorf("%d alerts are open; %s is told once more at every occasion", OpenAlerts.MAX_OPEN, key);
        }
        Alert alert = new Alert(
                UUID.randomUUID().toString(),
                key,
                finding.kind(),
                finding.severity(),
                false,
                at,
                source(snapshot),
                finding.model(),
                finding.version(),
                finding.summary(),
                finding.page(),
                finding.details());
        LOG.warnf("alert %s: %s", key, finding.summary());
        if (known.isPresent() || !open.isFull()) {
            open.open(alert, finding.state());
        }
        postmen.send(alert);
        open.persist(); // not before the queues: what a crash leaves unsent must be found again
    }

    private void close(Instant at, Alert alert, String summary) {
        inherited.remove(alert.key());
        LOG.infof("alert %s is over: %s", alert.key(), summary);
        open.close(alert.key());
        postmen.send(new Alert(
                UUID.randomUUID().toString(),
                alert.key(),
                alert.kind(),
                alert.severity(),
                true,
                at,
                source(publisher.holder().current()),
                alert.model(),
                alert.version(),
                summary,
                alert.page(),
                alert.details()));
        open.persist();
    }

    private String key(AlertKind kind, String model, String subject) {
        return Alert.key(scope, model, kind, subject);
    }

    private String source(Snapshot snapshot) {
        return "/driftgate/" + snapshot.settings().env() + "/" + instance;
    }

    /** What is wrong now, in the order in which it was found. */
    public List<Alert> open() {
        return opened.map(OpenAlerts::all).orElse(List.of()).stream()
                .map(OpenAlerts.Open::alert)
                .toList();
    }

    /** Every sink, its queue and its last delivery, in file order. */
    public List<SinkStatus> sinks() {
        List<SinkStatus> found = new ArrayList<>();
        for (SinkWorker worker : postmen.workers()) {
            Sink sink = worker.sink();
            SinkWorker.Last last = worker.last();
            found.add(new SinkStatus(
                    sink.name(),
                    sink.type().label(),
                    sink.place(),
                    worker.queue().count(),
                    worker.queue().bytes(),
                    worker.queue().oldest(),
                    worker.isOpen(),
                    last.result(),
                    last.at(),
                    last.delivered(),
                    last.retryAt()));
        }
        return found;
    }

    /** Takes what was told until now to disk, and ends. What waits is delivered by the next process. */
    @Override
    public void close() {
        closed = true;
        told.offer(new Told(
                clock.instant(), new ControlEvent.Stopping(), false)); // wakes it; an interrupt would tear a file
        try {
            thread.join(MAX_JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        postmen.close();
    }
}
