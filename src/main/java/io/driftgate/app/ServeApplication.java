package io.driftgate.app;

import io.driftgate.cli.BuildInfo;
import io.driftgate.cli.ExitCode;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The life of a serving process once all is up: says so, waits for a signal, drains. The admin port stays up during the drain,
 * so that probes see readiness go down and a person can look on.
 */
@Singleton
@Unremovable
final class ServeApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.driftgate");

    private final Gateway gateway;

    ServeApplication(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        Signals.ofProcess().obey(() -> Quarkus.asyncExit(ExitCode.DONE), this::reload);
        LOG.info(startedLine());
        Quarkus.waitForExit(); // what ends it is a signal, Server.end, or System.exit in this process
        Settings settings = gateway.publisher().holder().current().settings();
        LOG.infof(
                "draining: not ready from now on, the listener closes in %d ms, requests in flight get %d ms after that",
                settings.drainDelayNanos() / 1_000_000, settings.drainTimeoutNanos() / 1_000_000);
        gateway.drain();
        LOG.info("drained");
        return ExitCode.DONE;
    }

    private void reload() {
        try {
            LOG.infof("SIGHUP: %s", gateway.publisher().reload().status());
        } catch (RuntimeException e) {
            LOG.error("SIGHUP: the reload failed; the last good configuration stays in force", e);
        }
    }

    private String startedLine() {
        Snapshot snapshot = gateway.publisher().holder().current();
        String listen = gateway.address().map(ServeApplication::text).orElse("nowhere");
        String models = snapshot.models().stream().map(ServeApplication::text).collect(Collectors.joining(", "));
        return BuildInfo.read() + " serves on " + listen + ", admin on "
                + snapshot.settings().adminHost() + ":" + snapshot.settings().adminPort() + ": "
                + (models.isEmpty() ? "no models" : models) + "; started in " + sinceProcessStartMillis() + " ms";
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static String text(Model model) {
        String versions = model.versions().stream()
                .map(version -> version.name() + (version.held().isPresent() ? " (held)" : ""))
                .collect(Collectors.joining(" "));
        return model.name() + " [" + versions + "]" + (model.denied().isPresent() ? " DENIED" : "");
    }

    private static long sinceProcessStartMillis() {
        Instant now = Instant.now();
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, now).toMillis())
                .orElse(0L);
    }
}
