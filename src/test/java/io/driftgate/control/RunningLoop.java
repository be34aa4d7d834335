package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;

import io.driftgate.config.ConfigLoader;
import io.driftgate.drift.DriftReport;
import io.driftgate.snapshot.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A drift loop over an {@link Installation}, ticked by hand, that may be restarted. Everything on the test's thread. */
final class RunningLoop implements AutoCloseable {
    final Installation installation;
    final Set<Integer> down = new TreeSet<>();
    final List<ControlEvent> told = new ArrayList<>();

    /** What takes the events. */
    Consumer<ControlEvent> listener = told::add;

    Publisher publisher;
    FakePanes panes;
    DriftLoop loop;
    Overrides overrides;
    private UpstreamProber prober;

    RunningLoop(Path directory, String models) throws InvalidConfiguration, InterruptedException {
        installation = new Installation(directory);
        installation.baseline("v1.json", 60);
        installation.configure(models);
        boot();
    }

    void boot() throws InvalidConfiguration, InterruptedException {
        publisher = new Publisher(
                new ConfigLoader(installation.clock),
                installation.file(),
                installation.meters,
                (at, event) -> listener.accept(event),
                installation.clock);
        prober = new UpstreamProber(
                publisher.holder(),
                (upstream, path) -> {
                    if (down.contains(upstream.port())) {
                        throw new IOException("refused");
                    }
                    return true;
                },
                publisher::served,
                UpstreamProber.INTERVAL_NANOS);
        panes = new FakePanes();
        overrides = new Overrides(
                publisher,
                prober::ready,
                installation.meters,
                (at, event) -> listener.accept(event),
                installation.clock,
                installation.clock::nanoTime);
        loop = new DriftLoop(
                publisher,
                panes,
                prober,
                installation.meters,
                (at, event) -> listener.accept(event),
                overrides.quarantine(),
                installation.clock,
                installation.clock::nanoTime,
                Runnable::run);
        probe();
        loop.tick();
    }

    void restart() throws InvalidConfiguration, InterruptedException {
        close();
        boot();
    }

    void probe() {
        prober.round(Runnable::run);
        prober.round(Runnable::run);
    }

    void reload(String models) {
        installation.configure(models);
        if (publisher.reload().status() != Publisher.Status.APPLIED) {
            throw new AssertionError(publisher.lastResult().problems().toString());
        }
    }

    /** Seconds with so many rows each, of ages around {@code meanAge}, and a tick at the end of each. */
    void run(int seconds, double meanAge, int rows) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            panes.traffic(publisher, meanAge, rows);
            installation.clock.advance(Duration.ofSeconds(1));
            loop.tick();
        }
    }

    DriftReport report(String version) {
        return loop.reports(MODEL).get(version);
    }

    Model model() {
        return Installation.model(publisher);
    }

    /** Of the traffic, 0 to 1. */
    double share(String version) {
        return model().route().share(Publisher.indexOf(model(), version));
    }

    Optional<Switch> inForce() {
        return publisher.switchOf(MODEL);
    }

    /** As a process that stops; {@link #boot} starts the next one. */
    void stop() {
        loop.close();
        overrides.close();
        prober.close();
    }

    @Override
    public void close() {
        stop();
    }
}
