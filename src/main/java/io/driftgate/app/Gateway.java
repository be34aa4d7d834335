package io.driftgate.app;

import io.driftgate.admin.ServingPort;
import io.driftgate.cli.BuildInfo;
import io.driftgate.config.ConfigLoader;
import io.driftgate.control.ConfigWatcher;
import io.driftgate.control.ControlEvent;
import io.driftgate.control.ControlEvents;
import io.driftgate.control.ControlMeters;
import io.driftgate.control.DriftLoop;
import io.driftgate.control.HttpProbe;
import io.driftgate.control.InvalidConfiguration;
import io.driftgate.control.Overrides;
import io.driftgate.control.Probe;
import io.driftgate.control.Publisher;
import io.driftgate.control.UpstreamProber;
import io.driftgate.control.alert.AlertCenter;
import io.driftgate.control.alert.DeliveryPace;
import io.driftgate.control.stream.PaneStream;
import io.driftgate.control.stream.PaneStreams;
import io.driftgate.proxy.DataPlane;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.AlertMeters;
import io.driftgate.telemetry.ControlPlaneMeters;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.DisagreementLogs;
import io.driftgate.telemetry.LiveFigures;
import io.driftgate.telemetry.TrafficCounts;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A whole gateway in plain Java: audit log, publisher, data plane, prober, overrides, drift loop and watcher, started in that order and stopped in the
 * opposite one. Without Quarkus it lacks the admin port and nothing else. Several may live in one process.
 *
 * <p>It starts in two steps, so that requests need not wait for what only later ones need: {@link #listen} loads everything and binds
 * the serving port, {@link #operate} starts what goes on beside the requests. States: listening, then operating, then draining, then
 * closed. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    private final Publisher publisher;
    private final DataPlane dataPlane;
    private final LaterProbe probe = new LaterProbe();
    private final UpstreamProber prober;
    private final DriftLoop driftLoop;
    private final Overrides overrides;
    private final ConfigWatcher watcher;
    private final AlertCenter alerts;
    private final DisagreementLogs disagreements;
    private final LiveFigures live;
    private final Audit audit;
    private final PaneStreams streams;
    private final StateLock state;
    private final ControlEvents events;
    private volatile Optional<InetSocketAddress> address = Optional.empty();
    private volatile boolean bound;

    private Gateway(Path config, ConfigLoader.Loaded loaded, Environment environment, int loops)
            throws InvalidConfiguration {
        Clock clock = Clock.systemUTC();
        ControlMeters meters = environment.control();
        audit = environment.audit();
        alerts = environment.alerts();
        ControlEvents events = ControlEvents.all(List.of(audit.events(), alerts));
        this.events = events;
        publisher = new Publisher(new ConfigLoader(clock), config, loaded, meters, events, clock);
        publisher.alsoNotReady(audit::notReadyReasons);
        dataPlane = new DataPlane(publisher.holder(), environment.data(), loops, audit.access());
        prober = new UpstreamProber(publisher.holder(), probe, publisher::served, UpstreamProber.INTERVAL_NANOS);
        overrides = new Overrides(publisher, prober::ready, meters, events, clock);
        overrides.refuseWhile(audit::notReadyReasons);
        driftLoop = new DriftLoop(publisher, dataPlane, prober, meters, events, overrides.quarantine(), clock);
        state = environment.state();
        streams = environment.streams();
        streams.own().ifPresent(driftLoop::alsoTo);
        disagreements = environment.data().disagreementLogs();
        live = environment.data().live();
        watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS);
    }

    /** The meters of both planes, the audit log, who tells people, where panes go, and what keeps the state directory to this gateway. */
    private record Environment(
            ControlMeters control,
            DataPlaneMeters data,
            Audit audit,
            AlertCenter alerts,
            PaneStreams streams,
            StateLock state) {}

    /**
     * Starts with a probe over HTTP; what tests, benchmarks and the demo use.
     *
     * @param loops number of event loops; 0 takes one per processor
     * @throws InvalidConfiguration when {@code driftgate.yaml} is invalid
     * @throws IOException when the serving port is taken, or another gateway has the state directory; the message names it and the cause
     */
    public static Gateway start(Path config, MeterRegistry registry, int loops)
            throws InvalidConfiguration, IOException {
        Gateway gateway = listen(config, new ConfigLoader(Clock.systemUTC()).load(config), registry, loops);
        gateway.operate(new HttpProbe(PROBE_TIMEOUT));
        return gateway;
    }

    /**
     * The first step. Locks the state directory until this is closed. From here on requests are checked, answered and recorded. No model server is probed yet and no traffic moved.
     *
     * @param loaded what was read from {@code config} just now
     */
    static Gateway listen(Path config, ConfigLoader.Loaded loaded, MeterRegistry registry, int loops)
            throws InvalidConfiguration, IOException {
        StateLock state =
                StateLock.take(loaded.snapshot().map(each -> each.settings().state()));
        try {
            return listen(config, loaded, registry, loops, state);
        } catch (InvalidConfiguration | IOException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static Gateway listen(
            Path config, ConfigLoader.Loaded loaded, MeterRegistry registry, int loops, StateLock state)
            throws InvalidConfiguration, IOException {
        Optional<Settings> settings = loaded.snapshot().map(Snapshot::settings);
        String env = settings.map(Settings::env).orElse("");
        DataPlaneMeters data = new DataPlaneMeters(registry, env);
        ControlPlaneMeters control = new ControlPlaneMeters(registry, env, Clock.systemUTC());
        BuildInfo build = BuildInfo.read();
        control.build(build.version(), build.revision());
        Audit audit = Audit.open(settings.flatMap(Settings::audit), registry, env, Clock.systemUTC());
        PaneStreams streams = Streams.start(settings.flatMap(Settings::sketches), registry, env);
        Gateway gateway;
        try {
            AlertCenter alerts = new AlertCenter(
                    new TrafficCounts(registry)::read,
                    new AlertMeters(registry, env),
                    Clock.systemUTC(),
                    DeliveryPace.of(Clock.systemUTC()));
            gateway = new Gateway(
                    config,
                    loaded,
                    new Environment(new ControlTelemetry(control, data), data, audit, alerts, streams, state),
                    loops);
        } catch (InvalidConfiguration e) {
            streams.own().ifPresent(PaneStream::close);
            audit.close();
            throw e;
        }
        audit.tell(gateway.events);
        try {
            gateway.address = Optional.of(gateway.dataPlane.start());
            gateway.bound = true;
        } catch (IOException e) {
            gateway.close();
            throw e;
        }
        control.ready(() -> gateway.address.isPresent()
                && gateway.publisher.notReadyReasons().isEmpty());
        gateway.events.on(Instant.now(), new ControlEvent.Started(build.version()));
        return gateway;
    }

    /** The second step, once: probes, moves traffic, tells people, and watches the files. */
    void operate(Probe how) {
        probe.is(how);
        alerts.start(publisher);
        prober.start();
        overrides.start();
        driftLoop.start();
        watcher.start();
    }

    public Publisher publisher() {
        return publisher;
    }

    public DriftLoop driftLoop() {
        return driftLoop;
    }

    public Overrides overrides() {
        return overrides;
    }

    public AlertCenter alerts() {
        return alerts;
    }

    /** The panes that leave the process. */
    public PaneStreams paneStreams() {
        return streams;
    }

    /** What the versions are doing now. */
    public LiveFigures live() {
        return live;
    }

    /** What the policies that are tried and those in force last disagreed about. */
    public DisagreementLogs disagreements() {
        return disagreements;
    }

    /** Where requests are accepted; empty once the listener is to be closed. */
    public Optional<InetSocketAddress> address() {
        return address;
    }

    ServingPort servingPort() {
        return this::address;
    }

    /**
     * Ends without losing a request: readiness goes down, answers say {@code Connection: close} while load balancers take notice,
     * then the listener closes and what is in flight ends. Blocks for as long as {@code drain} in the configuration allows.
     */
    public void drain() throws InterruptedException {
        Settings settings = publisher.holder().current().settings();
        publisher.beginDrain();
        dataPlane.beginDrain();
        TimeUnit.NANOSECONDS.sleep(settings.drainDelayNanos());
        stop(settings.drainTimeoutNanos());
    }

    /** Ends at once; requests in flight are cut off. */
    @Override
    public void close() {
        try {
            stop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(long timeoutNanos) throws InterruptedException {
        if (address.isPresent()) {
            events.on(Instant.now(), new ControlEvent.Stopping());
        }
        address = Optional.empty();
        watcher.close();
        overrides.close();
        driftLoop.close();
        streams.own().ifPresent(PaneStream::close);
        prober.close();
        try {
            if (bound) { // otherwise the data plane has cleaned up after itself
                dataPlane.stop(timeoutNanos).toCompletableFuture().get();
            }
        } catch (ExecutionException e) {
            LOG.warn("The data plane did not stop in order", e.getCause());
        } finally {
            alerts.close();
            audit.close(); // what was in flight has been recorded
            state.close(); // last: nobody writes there any more
        }
    }
}
